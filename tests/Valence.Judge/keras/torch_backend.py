"""Real Keras on PyTorch 1.13 (Debian's python3-torch), which is older than Keras 3.15 asks for: what that PyTorch lacks
and training on a CPU never needs gets a stand-in. Import this before keras."""
import importlib.abc
import importlib.util
import os
import sys
import types

import torch

os.environ["KERAS_BACKEND"] = "torch"


class _Never:
    """A kind of value that this PyTorch does not make."""


def _module(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _unchanged(function=None, **_):
    return function if function is not None else lambda later: later


class _Trees(importlib.abc.MetaPathFinder):
    """Structures are walked by optree, as under the other backends."""

    def find_spec(self, name, path=None, target=None):
        if name == "keras.src.tree.torchtree_impl":
            return importlib.util.spec_from_file_location(name, os.path.join(list(path)[0], "optree_impl.py"))


_parameters = torch.nn.Module.named_parameters


def _named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    return _parameters(self, prefix, recurse)


def _over_axes(function, along):
    """A reduction that takes one axis made one that takes several, as later PyTorch has it."""
    def reduced(x, dim=None, keepdim=False):
        if dim is None:
            return function(x)
        axes = sorted((axis % x.dim() for axis in (dim if isinstance(dim, (tuple, list)) else [dim])), reverse=True)
        for axis in axes:
            x = along(x, axis, keepdim)
        return x
    return reduced


def _attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
    """softmax(query keyᵀ scale + mask) value; what the mask forbids has no gradient, as under the other backends."""
    scores = query @ key.transpose(-2, -1) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        allowed = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
        scores = scores.masked_fill(~allowed, float("-inf"))
    if attn_mask is not None:
        scores = torch.where(attn_mask < -1e38, attn_mask, scores + attn_mask)
    return torch.softmax(scores, -1) @ value


def _rms_norm(x, normalized_shape, weight=None, eps=None):
    axes = tuple(range(-len(normalized_shape), 0))
    eps = torch.finfo(x.dtype).eps if eps is None else eps
    y = x * torch.rsqrt(x.square().mean(axes, keepdim=True) + eps)
    return y if weight is None else y * weight


torch.any, torch.all = (_over_axes(function, function) for function in (torch.any, torch.all))
torch.nn.functional.scaled_dot_product_attention = _attention
torch.nn.functional.rms_norm = _rms_norm
for kind in ("float8_e4m3fn", "float8_e5m2", "uint16", "uint32", "uint64"):
    if not hasattr(torch, kind):
        setattr(torch, kind, types.SimpleNamespace(name=kind))
torch.SymInt = torch.SymFloat = torch.SymBool = _Never
torch.compiler = _module("torch.compiler", disable=_unchanged, is_compiling=lambda: False, reset=lambda: None)
torch._dynamo = _module("torch._dynamo", disable=_unchanged, is_compiling=lambda: False, graph_break=lambda: None, reset=lambda: None)
torch.nn.Module.named_parameters = _named_parameters
sys.meta_path.insert(0, _Trees())
