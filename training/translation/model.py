"""The network: a pre-norm transformer whose weights map one to one onto CTranslate2's layout.

The encoder does not know the target language, so in training a line is encoded once for several
targets; the decoder's first token names the language. Queries, keys and values are fused as
CTranslate2 stores them. The softmax runs over the tokens of the batch and a uniform sample of
the others, whose logits are raised by the log of the sampling ratio: that estimates the full
normaliser at a quarter of the cost.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network.

    Attributes:
        sources: Source vocabulary size.
        targets: Target vocabulary size.
        width: Model dimension.
        inner: Feed-forward dimension.
        heads: Attention heads.
        encoder: Encoder layers.
        decoder: Decoder layers.
        dropout: Dropout on embeddings, residuals and feed-forward.
        positions: Longest sequence.
    """

    sources: int
    targets: int
    width: int = 256
    inner: int = 768
    heads: int = 4
    encoder: int = 4
    decoder: int = 2
    dropout: float = 0.1
    positions: int = 160


class Pool:
    """Random keep-masks cut from one buffer: drawing fresh ones costs an eighth of a CPU step."""

    def __init__(self, rate: float, size: int = 1 << 23) -> None:
        """Draw the buffer; kept elements are raised by ``1 / (1 - rate)``."""
        self.rate, self._size, self._uses = rate, size, 0
        self._buffer = torch.empty(0)

    def mask(self, like: Tensor) -> Tensor:
        """Return a mask of the shape of ``like``, from a random place in the buffer."""
        if self._uses % 8192 == 0:
            kept = torch.rand(self._size) >= self.rate
            self._buffer = kept.float().div_(1 - self.rate)
        self._uses += 1
        begin = int(torch.randint(self._size - like.numel(), ()))
        return self._buffer[begin : begin + like.numel()].view(like.shape)


class _SmoothedLoss(torch.autograd.Function):
    """Cross-entropy of a linear layer, taken a few rows at a time so that logits stay in cache."""

    @staticmethod
    def forward(  # type: ignore[override]
        context: Any, states: Tensor, weight: Tensor, bias: Tensor, wanted: Tensor, smoothing: float
    ) -> Tensor:
        count, size = len(states), len(weight)
        by_states, by_weight = torch.empty_like(states), torch.zeros_like(weight)
        by_bias, total = torch.zeros_like(bias), 0.0
        low = smoothing / size
        for begin in range(0, count, 256):
            part = slice(begin, begin + 256)
            logits = torch.addmm(bias, states[part], weight.T)
            chosen = wanted[part, None]
            norm = logits.logsumexp(1, keepdim=True)
            hit = logits.gather(1, chosen)
            total += float((norm - (1 - smoothing) * hit).sum() - low * logits.sum())
            slope = logits.sub_(norm).exp_().sub_(low)
            slope.scatter_add_(1, chosen, torch.full_like(hit, smoothing - 1))
            torch.mm(slope, weight, out=by_states[part])
            by_weight.addmm_(slope.T, states[part])
            by_bias += slope.sum(0)
        context.save_for_backward(by_states, by_weight, by_bias)
        context.count = count
        return states.new_tensor(total / count)

    @staticmethod
    def backward(context: Any, *slopes: Tensor) -> tuple[Tensor | None, ...]:
        scale = slopes[0] / context.count
        by_states, by_weight, by_bias = context.saved_tensors
        return by_states * scale, by_weight * scale, by_bias * scale, None, None


def positions(length: int, width: int) -> Tensor:
    """Return sinusoids, shape ``(length, width)`` (Vaswani et al. 2017, section 3.5)."""
    rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    angles = torch.arange(length)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def added(drop: Pool, states: Tensor, change: Tensor, *, training: bool) -> Tensor:
    """Return the residual sum, with dropout on the change while training."""
    return torch.addcmul(states, change, drop.mask(change)) if training else states + change


class Attention(nn.Module):
    """Multi-head attention with its norm in front and the residual around it."""

    def __init__(self, shape: Shape, drop: Pool, *, cross: bool) -> None:
        """Make the fused projections."""
        super().__init__()
        self.heads, self.drop = shape.heads, drop
        self.norm = nn.LayerNorm(shape.width)
        if cross:
            self.query = nn.Linear(shape.width, shape.width)
            self.memory = nn.Linear(shape.width, 2 * shape.width)
        else:
            self.fused = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)

    def _split(self, states: Tensor) -> Tensor:
        batch, length, width = states.shape
        return states.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def keys(self, memory: Tensor) -> Tensor:
        """Return fused keys and values of encoder states, to be shared by several targets."""
        projected: Tensor = self.memory(memory)
        return projected

    def forward(self, states: Tensor, mask: Tensor | None, keys: Tensor | None = None) -> Tensor:
        """Attend; ``mask`` is true where attention is allowed, None means causal."""
        normed = self.norm(states)
        if keys is None:
            query, key, value = self.fused(normed).chunk(3, dim=-1)
        else:
            query = self.query(normed)
            key, value = keys.chunk(2, dim=-1)
        mixed = F.scaled_dot_product_attention(
            self._split(query),
            self._split(key),
            self._split(value),
            attn_mask=mask,
            is_causal=mask is None,
        )
        mixed = mixed.transpose(1, 2).reshape(states.shape)
        return added(self.drop, states, self.out(mixed), training=self.training)


class Feed(nn.Module):
    """Position-wise feed-forward block with its norm and residual."""

    def __init__(self, shape: Shape, drop: Pool) -> None:
        """Make the two projections."""
        super().__init__()
        self.drop = drop
        self.norm = nn.LayerNorm(shape.width)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)

    def forward(self, states: Tensor) -> Tensor:
        """Apply the block."""
        inner = F.relu(self.up(self.norm(states)), inplace=True)
        return added(self.drop, states, self.down(inner), training=self.training)


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward."""

    def __init__(self, shape: Shape, drop: Pool) -> None:
        """Make the blocks."""
        super().__init__()
        self.attention, self.feed = Attention(shape, drop, cross=False), Feed(shape, drop)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Apply the layer."""
        fed: Tensor = self.feed(self.attention(states, mask))
        return fed


class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the source, then feed-forward."""

    def __init__(self, shape: Shape, drop: Pool) -> None:
        """Make the blocks."""
        super().__init__()
        self.attention = Attention(shape, drop, cross=False)
        self.cross = Attention(shape, drop, cross=True)
        self.feed = Feed(shape, drop)

    def forward(self, states: Tensor, keys: Tensor, mask: Tensor) -> Tensor:
        """Apply the layer."""
        states = self.attention(states, None)
        fed: Tensor = self.feed(self.cross(states, mask, keys))
        return fed


class Network(nn.Module):
    """Encoder, decoder and tied output embedding."""

    table: Tensor

    def __init__(self, shape: Shape) -> None:
        """Draw the initial weights."""
        super().__init__()
        self.shape = shape
        self.drop = drop = Pool(shape.dropout)
        self.source = nn.Embedding(shape.sources, shape.width)
        self.target = nn.Embedding(shape.targets, shape.width)
        self.bias = nn.Parameter(torch.zeros(shape.targets))
        self.encoder = nn.ModuleList(EncoderLayer(shape, drop) for _ in range(shape.encoder))
        self.decoder = nn.ModuleList(DecoderLayer(shape, drop) for _ in range(shape.decoder))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoder_norm = nn.LayerNorm(shape.width)
        self.register_buffer("table", positions(shape.positions, shape.width), persistent=False)
        for weight in (self.source.weight, self.target.weight):
            nn.init.normal_(weight, std=shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def _embed(self, table: nn.Embedding, tokens: Tensor) -> Tensor:
        scaled = table(tokens) * math.sqrt(self.shape.width) + self.table[: tokens.shape[1]]
        return scaled * self.drop.mask(scaled) if self.training else scaled

    def encode(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Return encoder states ``(batch, time, width)`` and the mask of real positions."""
        mask = torch.arange(tokens.shape[1])[None] < lengths[:, None]
        states = self._embed(self.source, tokens)
        for layer in self.encoder:
            states = layer(states, mask[:, None, None])
        return self.encoder_norm(states), mask

    def decode(self, memory: Tensor, mask: Tensor, rows: Tensor, tokens: Tensor) -> Tensor:
        """Return decoder states for targets of which ``rows`` names the source line."""
        states = self._embed(self.target, tokens)
        allowed = mask[rows][:, None, None]
        for layer in self.decoder:
            states = layer(states, layer.cross.keys(memory)[rows], allowed)
        normed: Tensor = self.decoder_norm(states)
        return normed

    def loss(self, states: Tensor, wanted: Tensor, others: int, smoothing: float) -> Tensor:
        """Return the mean cross-entropy per token.

        Args:
            states: Decoder states of real positions, shape ``(tokens, width)``.
            wanted: Target ids, shape ``(tokens,)``.
            others: How many tokens outside the batch to draw; 0 takes the whole vocabulary.
            smoothing: Label smoothing over the candidates.
        """
        if not others:
            full: Tensor = _SmoothedLoss.apply(states, self.target.weight, self.bias, wanted, smoothing)
            return full
        inside, index = torch.unique(wanted, return_inverse=True)
        free = torch.ones(self.shape.targets, dtype=torch.bool)
        free[inside] = False
        rest = free.nonzero()[:, 0]
        drawn = rest[torch.randint(len(rest), (others,))]
        picked = torch.cat([inside, drawn])
        raised = torch.zeros(len(picked))
        raised[len(inside) :] = math.log(len(rest) / others)
        sampled: Tensor = _SmoothedLoss.apply(
            states, self.target.weight[picked], self.bias[picked] + raised, index, smoothing
        )
        return sampled

    @torch.no_grad()
    def greedy(self, source: list[int], prefix: list[int], end: int, limit: int = 80) -> list[int]:
        """Return the greedy continuation of ``prefix`` for one line: the reference for exports."""
        memory, mask = self.encode(torch.tensor([source]), torch.tensor([len(source)]))
        tokens = list(prefix)
        while len(tokens) < limit:
            states = self.decode(memory, mask, torch.tensor([0]), torch.tensor([tokens]))
            logits = states[0, -1] @ self.target.weight.T + self.bias
            token = int(logits.argmax())
            if token == end:
                break
            tokens.append(token)
        return tokens[len(prefix) :]
