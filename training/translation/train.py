"""Train the network: ``python -m training.translation.train --parallel DIR --work DIR --until HH:MM``.

Resumable: weights, optimiser and averages are kept in ``WORK/state.pt`` every few minutes, and the
same command goes on from there. The corpus is read again at intervals, so rows written meanwhile
are learnt too. The learning rate warms up, holds, and falls linearly over the last part of the
time that there is; the weights that ship are an exponential average.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import math
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from training.translation import corpus, hints, meaning
from training.translation.batches import Batch, Sampler
from training.translation.model import Network, Shape
from training.translation.vocabulary import Vocabulary, build

log = logging.getLogger("train")


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """What a run is made with; the data card repeats it."""

    parallel: Path | None
    work: Path
    until: datetime
    rate: float = 1.4e-3
    warmup: int = 300
    fall: float = 0.45
    budget: int = 1400
    targets: int = 4
    others: int = 800
    smoothing: float = 0.1
    average: float = 0.9985
    reload: float = 600.0
    seed: int = 20261122
    exact: float = 240.0


def padded(lines: tuple[list[int], ...]) -> tuple[Tensor, Tensor]:
    """Return token ids padded with 0, shape ``(lines, longest)``, and the lengths."""
    lengths = torch.tensor([len(line) for line in lines])
    return pad_sequence([torch.tensor(line) for line in lines], batch_first=True), lengths


def loss_of(network: Network, batch: Batch, others: int, smoothing: float) -> tuple[Tensor, int]:
    """Return the mean loss per target token of a batch, and how many there were."""
    sources, lengths = padded(batch.sources)
    targets, ends = padded(batch.targets)
    memory, mask = network.encode(sources, lengths)
    states = network.decode(memory, mask, torch.tensor(batch.rows), targets[:, :-1])
    real = torch.arange(targets.shape[1] - 1)[None] < (ends - 1)[:, None]
    wanted = targets[:, 1:][real]
    return network.loss(states[real], wanted, others, smoothing), len(wanted)


class Run:
    """One training run and its state on disk."""

    def __init__(self, options: Options, data: corpus.Data) -> None:
        """Open the run in the work folder, or begin one."""
        self.options = options
        folder = options.work / "vocabulary"
        if not folder.exists():
            build(data.train).save(folder)
        self.vocabulary = Vocabulary.open(folder)
        shape = Shape(len(self.vocabulary.source), len(self.vocabulary.target))
        torch.manual_seed(options.seed)
        self.network = Network(shape)
        self._state = options.work / "state.pt"
        if not self._state.exists():
            self._begin(data)
        self.average = {n: p.detach().clone() for n, p in self.network.named_parameters()}
        # Embeddings begin with a meaning (see meaning.py): slower steps keep it for rare words.
        tables = [self.network.source.weight, self.network.target.weight]
        others = [p for p in self.network.parameters() if all(p is not t for t in tables)]
        groups = [{"params": others, "share": 1.0}, {"params": tables, "share": 0.4}]
        self.optimiser = torch.optim.Adam(groups, options.rate, betas=(0.9, 0.98), eps=1e-8, fused=True)
        self.step, self.tokens, self.spent = 0, 0, 0.0
        if self._state.exists():
            self._resume()
        self._loaded = 0.0
        self._adopt(data)

    @torch.no_grad()
    def _begin(self, data: corpus.Data) -> None:
        source, target = meaning.embeddings(data.train, self.vocabulary, self.network.shape.width)
        self.network.source.weight.copy_(source)
        self.network.target.weight.copy_(target)

    def _resume(self) -> None:
        state = torch.load(self._state, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average = state["average"]
        self.step, self.tokens, self.spent = state["step"], state["tokens"], state["spent"]

    def save(self) -> None:
        """Write the state; a crash while writing leaves the one before."""
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average,
            "step": self.step,
            "tokens": self.tokens,
            "spent": self.spent,
        }
        part = self._state.with_suffix(".part")
        torch.save(state, part)
        os.replace(part, self._state)

    def _adopt(self, data: corpus.Data) -> None:
        lexicon = hints.learn([r for r in data.train if r.origin in ("dialogue", "more")])
        self.sampler = Sampler(data.train, self.vocabulary, lexicon, self.options.seed + self.step)
        self._batches = self.sampler.batches(self.options.budget, self.options.targets)
        self._loaded = time.monotonic()
        counts = {o: sum(r.origin == o for r in data.train) for o in {r.origin for r in data.train}}
        log.info("rows %s, concepts %d", json.dumps(counts, sort_keys=True), len(lexicon.concepts))

    def _rate(self, left: float) -> float:
        """Return the learning rate: warm up, hold, fall to a fiftieth over the last part."""
        whole = self.spent + left
        fall = min(1.0, max(0.02, left / (whole * self.options.fall)))
        rise = min(1.0, (self.step + 1) / self.options.warmup)
        hold = min(1.0, math.sqrt(4000 / max(self.step, 1)))
        return self.options.rate * rise * max(0.5, hold) * fall

    def advance(self, left: float) -> float:
        """Take one step and return its loss."""
        begun = time.monotonic()
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate(left) * group["share"]
        others = 0 if left < self.options.exact else self.options.others
        loss, count = loss_of(self.network, next(self._batches), others, self.options.smoothing)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self._mix()
        self.step, self.tokens = self.step + 1, self.tokens + count
        self.spent += time.monotonic() - begun
        return float(loss.detach())

    @torch.no_grad()
    def _mix(self) -> None:
        keep = min(self.options.average, 1 - 1 / (self.step / 4 + 2))
        own = dict(self.network.named_parameters())
        kept = list(self.average.values())
        torch._foreach_lerp_(kept, [own[n] for n in self.average], 1 - keep)

    def go(self) -> None:
        """Train until the time is over."""
        self.network.train()
        mean, saved = 0.0, time.monotonic()
        while (left := (self.options.until - datetime.now(UTC)).total_seconds()) > 0:
            loss = self.advance(left)
            mean = loss if not mean else 0.98 * mean + 0.02 * loss
            if self.step % 50 == 0:
                log.info(
                    "step %d tokens %d loss %.3f rate %.2e %.3f s/step",
                    self.step,
                    self.tokens,
                    mean,
                    self._rate(left),
                    self.spent / self.step,
                )
            if time.monotonic() - saved > 120:
                self.save()
                saved = time.monotonic()
            if time.monotonic() - self._loaded > self.options.reload and left > self.options.exact:
                self._adopt(corpus.load(self.options.parallel))
        self.save()


def moment(text: str) -> datetime:
    """Return the next UTC time of a ``HH:MM``."""
    hours, minutes = map(int, text.split(":"))
    now = datetime.now(UTC)
    then = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    return then if then > now else then + timedelta(days=1)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parallel", type=Path, help="folder of the public pairs")
    parser.add_argument("--work", type=Path, default=Path("training/build/translation"))
    parser.add_argument("--until", type=moment, required=True, help="UTC time to stop, HH:MM")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    options = Options(given.parallel, given.work, given.until)
    Run(options, corpus.load(options.parallel)).go()


if __name__ == "__main__":
    main()
