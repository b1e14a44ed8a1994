"""nanoGPT's model in PyTorch, with the shapes, batches and steps of bench/Generating: python3 peer.py TEXT [steps]."""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

LAYERS, HEADS, WIDTH, CONTEXT, BATCH = 4, 4, 128, 64, 12


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return F.layer_norm(x, (WIDTH,), self.weight)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Norm(), Norm()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.widen = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH, bias=False)
        self.register_buffer("later", torch.ones(CONTEXT, CONTEXT, dtype=torch.bool).triu(1))

    def forward(self, x):
        rows, time_, _ = x.shape
        q, k, v = (part.view(rows, time_, HEADS, WIDTH // HEADS).transpose(1, 2)
                   for part in self.qkv(self.first(x)).split(WIDTH, dim=2))
        scores = q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        heads = torch.softmax(scores.masked_fill(self.later[:time_, :time_], -math.inf), 3) @ v
        x = x + self.output(heads.transpose(1, 2).reshape(rows, time_, WIDTH))
        return x + self.narrow(F.gelu(self.widen(self.second(x))))


class Model(nn.Module):
    def __init__(self, ids):
        super().__init__()
        self.tokens, self.places = nn.Embedding(ids, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.norm = Norm()
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.normal_(weight, 0, 0.02)

    def forward(self, ids):
        x = self.tokens(ids) + self.places(torch.arange(ids.shape[1]))
        return self.norm(self.blocks(x)) @ self.tokens.weight.T


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    torch.manual_seed(0)
    letters = sorted(set(text))
    data = torch.tensor([letters.index(letter) for letter in text])
    train, held = data[:int(0.9 * len(data))], data[int(0.9 * len(data)):]
    model = Model(len(letters))
    matrices = [weight for weight in model.parameters() if weight.dim() > 1]
    others = [weight for weight in model.parameters() if weight.dim() == 1]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}],
                                  betas=(0.9, 0.99))
    rise = steps // 20
    begin = time.time()
    for step in range(steps):
        wave = 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))
        rate = 1e-3 * step / rise if step < rise else 1e-4 + 9e-4 * wave
        for group in optimizer.param_groups:
            group["lr"] = rate
        places = torch.randint(len(train) - CONTEXT, (BATCH,))
        x = torch.stack([train[place:place + CONTEXT] for place in places])
        y = torch.stack([train[place + 1:place + CONTEXT + 1] for place in places])
        loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
    seconds = time.time() - begin
    rows = (len(held) - 1) // CONTEXT
    with torch.no_grad():
        scores = model(held[:rows * CONTEXT].view(rows, CONTEXT))
        loss = F.cross_entropy(scores.flatten(0, 1), held[1:rows * CONTEXT + 1])
    print(f"PyTorch {torch.__version__}: {seconds:.1f} s of training, {1000 * seconds / steps:.1f} ms a step, "
          f"{loss.item():.4f} nats on {rows * CONTEXT} held-out characters")


main()
