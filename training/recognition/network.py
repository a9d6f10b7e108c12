"""The network: Whisper's encoder and decoder, small, with heads that only training sees.

What differs from the published models: 20 ms frames, and one constant position vector behind the window. faster-whisper pads every window to 3,000 frames. Behind the window all positions hold the same (empty
frames, one constant position vector), so all their states are equal in every layer, and training computes one of
them with the weight of all: its attention logit is raised by the logarithm of their number. That is exact, and
makes a step on four seconds cost four seconds, not sixty.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.recognition.symbols import FINALS, INITIALS, TONES

POSITIONS = 1500
SAMPLED = 4


@dataclass(frozen=True)
class Shape:
    """Sizes; ``window`` is the number of encoder positions (40 ms each) that can hold sound."""

    vocabulary: int
    width: int = 192
    heads: int = 4
    feed: int = 768
    encoder_layers: int = 4
    decoder_layers: int = 3
    mels: int = 80
    window: int = 250
    decoder_positions: int = 448

    def dict(self) -> dict[str, int]:
        return asdict(self)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))

    def _cut(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x: Tensor, memory: Tensor | None = None, bias: Tensor | None = None, causal: bool = False) -> Tensor:
        source = x if memory is None else memory
        q, k, v = self._cut(self.q(x)), self._cut(self.k(source)), self._cut(self.v(source))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias, is_causal=causal)
        return self.out(y.transpose(1, 2).reshape(x.shape))

    def logits(self, x: Tensor, memory: Tensor, head: int) -> Tensor:
        """Return one head's attention logits, shape (batch, queries, keys)."""
        size = x.shape[-1] // self.heads
        part = slice(head * size, (head + 1) * size)
        q = F.linear(x, self.q.weight[part], self.q.bias[part])
        k = F.linear(memory, self.k.weight[part], self.k.bias[part])
        return q @ k.transpose(1, 2) / math.sqrt(size)


class Block(nn.Module):
    def __init__(self, shape: Shape, *, cross: bool) -> None:
        super().__init__()
        w = shape.width
        self.self_norm, self.self_attention = nn.LayerNorm(w), Attention(w, shape.heads)
        self.cross_norm = nn.LayerNorm(w) if cross else None
        self.cross_attention = Attention(w, shape.heads) if cross else None
        self.feed_norm, self.rise, self.fall = nn.LayerNorm(w), nn.Linear(w, shape.feed), nn.Linear(shape.feed, w)
        self.drop = nn.Dropout(0.1) if cross else nn.Identity()

    def feed(self, x: Tensor) -> Tensor:
        return x + self.drop(self.fall(F.gelu(self.rise(self.feed_norm(x)))))


def sinusoids(length: int, width: int) -> Tensor:
    """Return Whisper's position vectors."""
    scale = torch.exp(-math.log(10000) / (width // 2 - 1) * torch.arange(width // 2))
    angle = torch.arange(length)[:, None] * scale[None]
    return torch.cat([angle.sin(), angle.cos()], 1)


class Recogniser(nn.Module):
    positions: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, w = shape, shape.width
        self.conv1 = nn.Conv1d(shape.mels, w, 3, padding=1)
        self.conv2 = nn.Conv1d(w, w, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(shape.window, w))
        self.behind = nn.Parameter(torch.zeros(w))
        self.encoder = nn.ModuleList(Block(shape, cross=False) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(w)
        self.embedding = nn.Parameter(torch.randn(shape.vocabulary, w) * w**-0.5)
        self.decoder_positions = nn.Parameter(torch.randn(shape.decoder_positions, w) * 0.02)
        self.decoder = nn.ModuleList(Block(shape, cross=True) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(w)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.parts = nn.Linear(w, INITIALS + FINALS + TONES)

    def stem(self, mel: Tensor) -> Tensor:
        return F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)

    def encode(self, mel: Tensor, offset: Tensor) -> tuple[Tensor, Tensor, int]:
        """Encode windows that begin ``offset`` positions in.

        Args:
            mel: (batch, mels, frames), frames even; behind each sound lie empty (zero) frames.
            offset: (batch,) whole positions that are taken to lie before the sound and are left out.

        Returns:
            States of the real positions, then of the sampled empty ones and of the one behind the window; the
            attention bias over them, (batch, 1, 1, positions); how many are real.
        """
        batch, window = mel.shape[0], self.shape.window
        x = self.stem(mel)
        real = x.shape[1]
        place = offset[:, None] + torch.arange(real, device=mel.device)
        left = window - real - offset
        draw = (torch.rand(batch, SAMPLED, device=mel.device) * left[:, None]).long().clamp(min=0)
        sampled = (offset[:, None] + real + draw).clamp(max=window - 1)
        empty = self.stem(mel.new_zeros(1, mel.shape[1], 16))[:, 4:5].expand(batch, SAMPLED, -1)
        x = torch.cat([x + self.positions[place], empty + self.positions[sampled],
                       (empty[:, :1] + self.behind)], 1)
        bias = x.new_zeros(batch, 1, 1, real + SAMPLED + 1)
        weight = torch.log(left.clamp(min=1) / SAMPLED).masked_fill(left <= 0, -1e4)
        bias[:, 0, 0, real : real + SAMPLED] = weight[:, None]
        bias[:, 0, 0, -1] = math.log(POSITIONS - window)
        for block in self.encoder:
            x = x + block.drop(block.self_attention(block.self_norm(x), bias=bias))
            x = block.feed(x)
        return self.encoder_norm(x), bias, real

    def decode(self, tokens: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states before the vocabulary and each layer's head 0 logits, (layers, batch, tokens, positions).

        The last layer's head 0 is the one that word times are read from; the others are guided because an attention
        that finds its place early teaches the rest what it says.
        """
        x = self.embedding[tokens] + self.decoder_positions[: tokens.shape[1]]
        aligned = []
        for block in self.decoder:
            x = x + block.drop(block.self_attention(block.self_norm(x), causal=True))
            query = block.cross_norm(x)
            aligned.append(block.cross_attention.logits(query, memory, 0) + bias[:, 0])
            x = x + block.drop(block.cross_attention(query, memory, bias=bias))
            x = block.feed(x)
        return self.decoder_norm(x), torch.stack(aligned)

    def predict(self, states: Tensor) -> Tensor:
        return F.linear(states, self.embedding, self.bias)
