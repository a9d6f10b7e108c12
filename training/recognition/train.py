"""Train the recogniser on one thread (or a GPU), for a given time; stop and start again where it was.

``python -m training.recognition.train --parallel DIR --minutes 80 --out DIR``

The learning rate follows the time used, not the steps made, so that a busy machine ends on the same schedule.
Losses: the next token; for each encoder position the initial, final and tone that espeak-ng was saying
(its events give exact times, so no CTC search is needed and attention has something to find from the start); and, for the one
cross-attention head from which word times are read (and, lightly, one in every layer), the divergence from the true
spans.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.recognition import corpus, sound
from training.recognition.batches import POSITION, Maker, Makers, Sample, batched
from training.recognition.network import SAMPLED, Recogniser, Shape
from training.recognition.symbols import FINALS, INITIALS, TONES, Symbols

SECONDS = 10
EMA = 0.998
WARM_STEPS = 200
KEPT_POOLS = 6


def collate(samples: list[Sample], symbols: Symbols, seed: int) -> dict[str, Tensor]:
    """Pad samples into one batch; half of them are moved to a random place within the window."""
    dice = np.random.default_rng(seed)
    frames = max(len(s.mel) for s in samples) // 2 * 2 + 4
    count, real, window = len(samples), frames // 2, round(SECONDS / POSITION)
    length = max(len(s.tokens) for s in samples)
    mel = np.zeros((count, frames, sound.MELS), np.float32)
    tokens = np.full((count, length), symbols.special("<|endoftext|>"))
    wanted = np.full((count, length), -100)
    heard = np.zeros((count, real, 3), np.int64)
    rows, spread = list[tuple[int, int]](), list[np.ndarray[Any, Any]]()
    offset = np.where(dice.random(count) < 0.5, dice.random(count) * max(0, window - real), 0).astype(np.int64)
    offset[[s.first < 0 for s in samples]] = 0
    place = np.arange(real) * POSITION
    step = round(POSITION / 0.02)
    for n, s in enumerate(samples):
        mel[n, : len(s.mel)] = s.mel
        moved = [t + step * int(offset[n]) if t >= symbols.time(0) else t for t in s.tokens]
        tokens[n, : len(moved)] = [min(t, symbols.size - 1) for t in moved]
        start = max(s.first, 0)
        wanted[n, start : len(moved) - 1] = tokens[n, start + 1 : len(moved)]
        if s.first < 0:
            wanted[n, 0] = symbols.special("<|nospeech|>")
        for a, b, parts in s.frames:
            heard[n, (place >= a - 1e-6) & (place < b - 1e-6)] = parts
        for row, a, b in s.spans:
            near = np.maximum(np.maximum(a / POSITION - np.arange(real), np.arange(real) - max(a, b - 0.02) / POSITION), 0)
            shape = np.clip(1 - near / 1.5, 0, 1)
            rows.append((n, row))
            spread.append(shape / shape.sum())
    return {
        "mel": torch.from_numpy(mel.transpose(0, 2, 1).copy()), "tokens": torch.from_numpy(tokens[:, :-1].copy()),
        "wanted": torch.from_numpy(wanted[:, :-1].copy()), "heard": torch.from_numpy(heard),
        "offset": torch.from_numpy(offset), "rows": torch.tensor(rows or [(0, 0)]),
        "spread": torch.from_numpy(np.stack(spread).astype(np.float32) if rows else np.zeros((1, real), np.float32)),
    }


def losses(model: Recogniser, batch: dict[str, Tensor]) -> tuple[Tensor, dict[str, float]]:
    """Return the weighted loss and what it is made of."""
    memory, bias, real = model.encode(batch["mel"], batch["offset"])
    parts = model.parts(memory[:, :real]).flatten(0, 1).split((INITIALS, FINALS, TONES), -1)
    said = batch["heard"].flatten(0, 1)
    syllable = torch.stack([F.cross_entropy(p, said[:, i]) for i, p in enumerate(parts)]).sum()
    states, aligned = model.decode(batch["tokens"], memory, bias)
    keep = batch["wanted"] >= 0
    logits, target = model.predict(states[keep]), batch["wanted"][keep]
    text = F.cross_entropy(logits, target, label_smoothing=0.03)
    rows = aligned[:, batch["rows"][:, 0], batch["rows"][:, 1]].log_softmax(-1)[..., :real]
    guided = -(batch["spread"] * rows).sum(-1).mean(-1)
    attention = guided[-1]
    figures = {
        "text": text.item(), "syllable": syllable.item(), "attention": attention.item(),
        "right": (logits.argmax(-1) == target).float().mean().item(),
        "heard": torch.stack([p.argmax(-1) == said[:, i] for i, p in enumerate(parts)]).all(0)[said[:, 0] > 0]
        .float().mean().item(),
    }
    return text + 0.4 * syllable + 0.3 * attention + 0.1 * guided[:-1].sum(), figures


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal by Newton-Schulz steps (K. Jordan and others, 2024).

    torch has one, which computes in bfloat16: on a CPU without matrix units that takes twice the time of float32,
    and all matrices of one form are done in one product here.
    """

    def __init__(self, parameters: list[nn.Parameter], *, momentum: float = 0.95, decay: float = 0.02, steps: int = 3) -> None:
        super().__init__(parameters, {"lr": 1e-3, "momentum": momentum, "decay": decay, "steps": steps})

    @torch.no_grad()
    def step(self, _closure: Any = None) -> None:  # type: ignore[override]
        group = self.param_groups[0]
        forms: dict[tuple[int, ...], list[nn.Parameter]] = {}
        for parameter in group["params"]:
            forms.setdefault(tuple(parameter.shape), []).append(parameter)
        for form, parameters in forms.items():
            gradients = torch.stack([self._moved(p, group["momentum"]) for p in parameters])
            update = _orthogonal(gradients, group["steps"])
            size = group["lr"] * 0.2 * max(form) ** 0.5  # as large as AdamW's (Moonlight, 2025)
            for parameter, change in zip(parameters, update, strict=True):
                parameter.mul_(1 - group["lr"] * group["decay"]).add_(change, alpha=-size)

    def _moved(self, parameter: nn.Parameter, momentum: float) -> Tensor:
        state = self.state[parameter]
        mean = state.setdefault("momentum_buffer", torch.zeros_like(parameter))
        mean.lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(mean, momentum)  # Nesterov's look ahead


def _orthogonal(x: Tensor, steps: int) -> Tensor:
    turned = x.shape[-2] > x.shape[-1]
    x = x.mT if turned else x
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)
    for _ in range(steps):
        square = x @ x.mT
        mixed = torch.baddbmm(square, square, square, beta=-4.775, alpha=2.0315)
        x = torch.baddbmm(x, mixed, x, beta=3.4445)
    return x.mT if turned else x


class Training:
    """The state that a checkpoint keeps."""

    def __init__(self, model: Recogniser, device: str) -> None:
        self.model, self.device = model.to(device), device
        hidden = [p for n, p in model.named_parameters()
                  if p.ndim == 2 and (".q." in n or ".k." in n or ".v." in n or ".out." in n or "rise" in n or "fall" in n)]
        chosen = {id(p) for p in hidden}
        other = [p for p in model.parameters() if id(p) not in chosen]
        self.optimisers: list[tuple[torch.optim.Optimizer, float]] = [
            (Muon(hidden), 4e-3),
            (torch.optim.AdamW(other, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01), 2.5e-3),
        ]
        self.mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
        self.steps, self.pool, self.used = 0, 0, 0.0

    def step(self, batch: dict[str, Tensor], rate: float) -> dict[str, float]:
        self.model.train()
        loss, figures = losses(self.model, {k: v.to(self.device) for k, v in batch.items()})
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser, peak in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = peak * rate
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.steps += 1
        keep = min(EMA, 1 - 1 / (1 + self.steps / 10))
        for key, value in self.model.state_dict().items():
            self.mean[key].lerp_(value, 1 - keep)
        return figures

    def save(self, path: Path, **more: Any) -> None:
        state = {"model": self.model.state_dict(), "mean": self.mean, "steps": self.steps, "pool": self.pool,
                 "used": self.used, "optimisers": [o.state_dict() for o, _ in self.optimisers], **more}
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def load(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.mean, self.steps, self.pool, self.used = state["mean"], state["steps"], state["pool"], state["used"]
        for (optimiser, _), kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)


def rate_at(share: float, steps: int) -> float:
    """Return the learning rate's factor: warm, level for two thirds of the time, then straight to nearly nothing."""
    return min(1.0, (steps + 1) / WARM_STEPS) * min(1.0, max(0.01, (1 - share) * 3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--parallel", type=Path, help="folder with Tatoeba and TICO-19 (see the data card)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--positions", type=int, default=800, help="encoder positions of 40 ms in a batch")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that make samples; 0 makes them in this one")
    parser.add_argument("--hard", type=float, default=1.0, help="0 to 1: how varied the sound is (see Maker)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    checkpoint = arguments.out / "checkpoint.pt"
    state = torch.load(checkpoint, weights_only=False) if checkpoint.exists() else None
    lines = [line for line in corpus.lines(arguments.parallel) if not line.held_out]
    words = corpus.dictionary()
    if state:
        symbols = Symbols(tuple(state["characters"]), SECONDS)
    else:
        texts = [line.text for line in lines] + [w for w, _ in words]
        symbols = Symbols.over([*texts, corpus.SURNAMES, corpus.GIVEN, *corpus.PLACES, *corpus.FORMS], SECONDS)
    maker = Maker(lines, words, symbols, sound.Bank(arguments.seed, 24), seconds=SECONDS, hard=arguments.hard)
    makers = Makers(maker, arguments.workers, max(48, arguments.positions // 20))
    training = Training(Recogniser(Shape(symbols.size)), arguments.device)
    if state:
        training.load(state)
    log = (arguments.out / "log.jsonl").open("a", encoding="utf-8")
    budget, heard, sums = arguments.minutes * 60, 0.0, dict[str, float]()
    kept: list[list[Sample]] = []
    began = saved = time.monotonic()
    while training.used < budget:
        training.pool += 1
        # Every pool comes back once, in other batches and places: making a sample costs a fifth of learning from it.
        fresh = makers.made(training.pool)
        kept.append(fresh)
        again = kept.pop(0) if len(kept) > KEPT_POOLS else []
        for samples in batched([*fresh, *again], training.pool, arguments.positions):
            batch = collate(samples, symbols, training.steps)
            figures = training.step(batch, rate_at(training.used / budget, training.steps))
            now = time.monotonic()
            training.used += now - began
            began = now
            heard += sum(len(s.mel) for s in samples) / 50
            for key, value in figures.items():
                sums[key] = sums.get(key, 0) * 0.98 + value * 0.02 if key in sums else value
            if training.steps % 25 == 0:
                row = {"step": training.steps, "minutes": round(training.used / 60, 2), "hours_heard": round(heard / 3600, 3),
                       "lines": len(lines), **{k: round(v, 4) for k, v in sums.items()}}
                log.write(json.dumps(row) + "\n")
                log.flush()
        if time.monotonic() - saved > 60 or training.used >= budget:
            saved = time.monotonic()
            training.save(checkpoint, characters=symbols.characters,
                          shape=training.model.shape.dict(), seed=arguments.seed, lines=len(lines), sampled=SAMPLED)


if __name__ == "__main__":
    main()
