"""One small model for each way to call a function of keras.ops: which of them Valence reads, computes and writes."""
import inspect
import json
import os

import keras
import numpy as np
from keras import ops

# Inputs by name: shape without the batch, dtype, and how the numbers are drawn.
INPUTS = {
    "x": ([4, 3], "float32", "normal"), "y": ([4, 3], "float32", "normal"), "z": ([3, 4], "float32", "normal"),
    "v": ([4], "float32", "normal"), "u": ([4], "float32", "normal"), "p": ([4, 3], "float32", "positive"),
    "q": ([4], "float32", "positive"), "w": ([4, 3], "float32", "special"), "o": ([4, 3], "float32", "unit"),
    "i": ([4], "int32", "ids"), "j": ([4], "int32", "ids"), "b": ([4], "bool", "truth"), "c": ([4], "bool", "truth"),
    "s": ([3, 3], "float32", "definite"), "t": ([3], "float32", "normal"), "h": ([4, 2, 3], "float32", "normal"),
    "g": ([8, 3], "float32", "normal"), "m": ([4, 4, 3], "float32", "normal"), "one": ([1, 3], "float32", "normal"),
    "a": ([4], "float32", "probability"), "e": ([4], "float32", "truth"),
}

# Function -> expressions. Those of x and y first, then constants, axes and the rest.
EXAMPLES = {
    "abs": ["abs(x)"], "absolute": ["absolute(x)"], "adaptive_average_pool": ["adaptive_average_pool(g, 2)"],
    "adaptive_max_pool": ["adaptive_max_pool(g, 2)"], "add": ["add(x, y)", "add(1, x)", "add(x, 2.5)"],
    "all": ["all(b, axis=1)", "all(x, axis=-1, keepdims=True)"], "amax": ["amax(x, axis=1)"], "amin": ["amin(x, axis=-1)"],
    "angle": ["angle(x)"], "any": ["any(b, axis=1)", "any(b, axis=1, keepdims=True)"],
    "append": ["append(x, y, axis=1)", "append(x, y, axis=-1)"], "arccos": ["arccos(o)"], "arccosh": ["arccosh(p + 1)"],
    "arcsin": ["arcsin(o)"], "arcsinh": ["arcsinh(x)"], "arctan": ["arctan(x)"], "arctan2": ["arctan2(x, y)", "arctan2(x, 1.0)"],
    "arctanh": ["arctanh(o)"], "argmax": ["argmax(x, axis=1)", "argmax(x, axis=-1, keepdims=True)"],
    "argmin": ["argmin(x, axis=1)", "argmin(x, axis=-1)"], "argpartition": ["argpartition(v, 1)"],
    "argsort": ["argsort(x)", "argsort(x, axis=1)"], "array": ["array(x)"], "array_split": ["array_split(x, 2, axis=1)"],
    "average": ["average(x, axis=1)", "average(x, axis=-1, weights=np.array([1.0, 2.0, 3.0], 'float32'))"],
    "average_pool": ["average_pool(x, 2, strides=2)", "average_pool(x, 2, strides=1, padding='same')"], "bartlett": [],
    "batch_normalization": ["batch_normalization(x, np.zeros(3, 'float32'), np.ones(3, 'float32'), axis=-1)"],
    "binary_crossentropy": ["binary_crossentropy(e, a)", "binary_crossentropy(e, v, from_logits=True)"],
    "bincount": ["bincount(i, minlength=6)"], "bitwise_and": ["bitwise_and(i, j)", "bitwise_and(i, 3)"],
    "bitwise_invert": ["bitwise_invert(i)"], "bitwise_left_shift": ["bitwise_left_shift(i, 1)"],
    "bitwise_not": ["bitwise_not(i)"], "bitwise_or": ["bitwise_or(i, j)"], "bitwise_right_shift": ["bitwise_right_shift(i, 1)"],
    "bitwise_xor": ["bitwise_xor(i, j)"], "broadcast_to": ["broadcast_to(one, (3, 4, 3))"],
    "cast": ["cast(x, 'int32')", "cast(i, 'float32')", "cast(x, 'bool')"], "categorical_crossentropy": ["categorical_crossentropy(e, a)"],
    "cbrt": ["cbrt(x)"], "cdist": ["cdist(x, y)"], "ceil": ["ceil(x)"], "celu": ["celu(x)", "celu(x, alpha=0.5)"],
    "cholesky": ["cholesky(s)"], "cholesky_inverse": ["cholesky_inverse(s)"], "clip": ["clip(x, -0.5, 0.5)", "clip(x, 0, 1)"],
    "concatenate": ["concatenate([x, y], axis=1)", "concatenate([x, y], axis=-1)", "concatenate([x, y, x], axis=-2)"],
    "conj": ["conj(x)"], "conjugate": ["conjugate(x)"],
    "conv": ["conv(x, K3, strides=1, padding='valid')", "conv(x, K3, strides=2, padding='same')"],
    "conv_transpose": ["conv_transpose(x, KT, strides=2, padding='valid')"], "copy": ["copy(x)"],
    "corrcoef": ["corrcoef(v)"], "correlate": ["correlate(keras.ops.ravel(v), np.array([1.0, 2.0], 'float32'))"],
    "cos": ["cos(x)"], "cosh": ["cosh(x)"], "count_nonzero": ["count_nonzero(i, axis=1)"],
    "cross": ["cross(x, y)"], "ctc_decode": ["ctc_decode(m[:, 0], i[:, 0])"], "ctc_loss": ["ctc_loss(i[:, :2], x, i[:, 0], i[:, 1])"],
    "cumprod": ["cumprod(x, axis=1)"], "cumsum": ["cumsum(x, axis=1)", "cumsum(x, axis=-1, reverse=True)"],
    "deg2rad": ["deg2rad(x)"], "depth_to_space": ["depth_to_space(keras.ops.reshape(m, (-1, 4, 3, 4)), 2)"],
    "depthwise_conv": ["depthwise_conv(x, KD, strides=1, padding='same')"], "det": ["det(s)"], "diag": ["diag(v)"],
    "diagflat": ["diagflat(v)"], "diagonal": ["diagonal(s, axis1=1, axis2=2)"], "diff": ["diff(x, axis=1)", "diff(x, n=2, axis=1)"],
    "digitize": ["digitize(v, np.array([-0.5, 0.0, 0.5], 'float32'))"], "divide": ["divide(x, p)", "divide(1, p)", "divide(x, 3)"],
    "divide_no_nan": ["divide_no_nan(x, p)", "divide_no_nan(x, e[:, :, None])"], "dot": ["dot(x, M34)"],
    "dot_product_attention": ["dot_product_attention(h, h, h)", "dot_product_attention(h, h, h, is_causal=True)"],
    "dsplit": ["dsplit(m, [1])"], "dstack": ["dstack([x, y])"], "eig": ["eig(s)"], "eigh": ["eigh(s)"],
    "einsum": ["einsum('bij,bkj->bik', x, y)", "einsum('...ij,jk->...ik', x, M34)", "einsum('bij->bji', x)"],
    "elu": ["elu(x)", "elu(x, alpha=0.5)"], "empty_like": ["keras.ops.zeros_like(x) * empty_like(x)"], "equal": ["equal(i, j)", "equal(i, 2)"],
    "erf": ["erf(x)"], "erfc": ["erfc(x)"], "erfinv": ["erfinv(o)"], "exp": ["exp(x)"], "exp2": ["exp2(x)"],
    "expand_dims": ["expand_dims(x, 1)", "expand_dims(x, -1)", "expand_dims(v, (1, 3))"], "expm1": ["expm1(x)"],
    "extract_sequences": ["extract_sequences(v, 2, 1)"], "fabs": ["fabs(x)"], "fft": ["fft((x, y))"], "fft2": ["fft2((x, y))"],
    "flip": ["flip(x, axis=1)", "flip(x, axis=-1)"], "fliplr": ["fliplr(x)"], "flipud": ["flipud(x)"], "floor": ["floor(x)"],
    "floor_divide": ["floor_divide(x, 2)", "floor_divide(i, 2)"], "fmax": ["fmax(x, y)", "fmax(w, 0.5)"], "fmin": ["fmin(x, y)"],
    "fmod": ["fmod(x, 0.7)", "fmod(x, p)"], "fold": [], "full_like": ["full_like(x, 2)"], "gcd": ["gcd(i, j)"],
    "gelu": ["gelu(x)", "gelu(x, approximate=False)"], "get_item": ["get_item(x, (slice(None), 0))", "get_item(x, (..., -1))"],
    "glu": ["glu(v)", "glu(x, axis=1)"], "greater": ["greater(x, y)", "greater(0.1, x)"], "greater_equal": ["greater_equal(i, j)", "greater_equal(x, 0)"],
    "hard_shrink": ["hard_shrink(x)"], "hard_sigmoid": ["hard_sigmoid(x)"], "hard_silu": ["hard_silu(x)"], "hard_swish": ["hard_swish(x)"],
    "hard_tanh": ["hard_tanh(x)"], "heaviside": ["heaviside(x, 0.5)"], "histogram": ["histogram(v, bins=4)"], "hsplit": ["hsplit(x, 2)"],
    "hstack": ["hstack([x, y])"], "hypot": ["hypot(x, y)"], "i0": ["i0(x)"], "ifft2": ["ifft2((x, y))"], "imag": ["imag(x)"],
    "in_top_k": ["in_top_k(i[:, 0], v, 2)"], "inner": ["inner(x, M23)"], "inv": ["inv(s)"], "irfft": ["irfft((x, y))"],
    "isclose": ["isclose(x, y)", "isclose(x, 0.0, atol=0.5)"], "isfinite": ["isfinite(w)"], "isin": ["isin(i, [1, 2])"],
    "isinf": ["isinf(w)"], "isnan": ["isnan(w)"], "isneginf": ["isneginf(w)"], "isposinf": ["isposinf(w)"], "isreal": ["isreal(x)"],
    "allclose": ["allclose(x, y)"], "istft": [], "kron": ["kron(v, np.array([[1.0, 2.0]], 'float32'))"],
    "layer_normalization": ["layer_normalization(x)", "layer_normalization(x, gamma=G3, beta=G3)"], "lcm": ["lcm(i + 1, j + 1)"],
    "ldexp": ["ldexp(v, i)"], "leaky_relu": ["leaky_relu(x)", "leaky_relu(x, negative_slope=0.3)"], "left_shift": ["left_shift(i, 2)"],
    "less": ["less(x, y)", "less(x, 0.5)"], "less_equal": ["less_equal(i, j)"], "log": ["log(p)", "log(w)"], "log10": ["log10(p)"],
    "log1p": ["log1p(p)"], "log2": ["log2(p)"], "log_sigmoid": ["log_sigmoid(x)"], "log_softmax": ["log_softmax(x)", "log_softmax(x, axis=1)"],
    "logaddexp": ["logaddexp(x, y)"], "logaddexp2": ["logaddexp2(x, y)"], "logdet": ["logdet(s)"], "logical_and": ["logical_and(b, c)"],
    "logical_not": ["logical_not(b)"], "logical_or": ["logical_or(b, c)", "logical_or(b, True)"], "logical_xor": ["logical_xor(b, c)"],
    "logsumexp": ["logsumexp(x, axis=1)", "logsumexp(x, axis=-1, keepdims=True)", "logsumexp(x, axis=(1, 2))"],
    "lstsq": ["lstsq(keras.ops.ones((3, 3)), t)"], "lu_factor": ["lu_factor(s)"], "matmul": ["matmul(x, z)", "matmul(x, M34)"], "matrix_rank": ["matrix_rank(s)"],
    "max": ["max(x, axis=1)", "max(x, axis=(1, 2), keepdims=True)", "max(i, axis=1)"], "max_pool": ["max_pool(x, 2, strides=2)", "max_pool(x, 3, strides=2, padding='same')"],
    "maximum": ["maximum(x, y)", "maximum(0, x)", "maximum(x, 0.5)"], "mean": ["mean(x, axis=1)", "mean(x, axis=-1, keepdims=True)", "mean(i, axis=1)"],
    "median": ["median(x, axis=1)", "median(x, axis=-1)"], "meshgrid": ["meshgrid(keras.ops.ravel(v), np.array([1.0, 2.0], 'float32'))"],
    "min": ["min(x, axis=1)", "min(x, axis=-1)"], "minimum": ["minimum(x, y)", "minimum(x, 0.5)"], "mod": ["mod(x, 0.7)", "mod(i, 3)"],
    "moments": ["moments(x, axes=[1])"], "moveaxis": ["moveaxis(x, 1, 2)", "moveaxis(h, -1, 1)"], "multi_hot": ["multi_hot(i, 6)"],
    "multiply": ["multiply(x, y)", "multiply(2, x)", "multiply(x, G3)"], "nan_to_num": ["nan_to_num(w)", "nan_to_num(w, nan=1.0, posinf=5.0, neginf=-5.0)"],
    "nanargmax": ["nanargmax(w, axis=1)"], "nanargmin": ["nanargmin(w, axis=1)"], "nancumprod": ["nancumprod(w, axis=1)"], "nancumsum": ["nancumsum(w, axis=1)"],
    "nanmax": ["nanmax(w, axis=1)"], "nanmean": ["nanmean(w, axis=1)"], "nanmedian": ["nanmedian(w, axis=1)"], "nanmin": ["nanmin(w, axis=1)"],
    "nanpercentile": ["nanpercentile(w, 50, axis=1)"], "nanprod": ["nanprod(w, axis=1)"], "nanquantile": ["nanquantile(w, 0.5, axis=1)"],
    "nanstd": ["nanstd(w, axis=1)"], "nansum": ["nansum(w, axis=1)"], "nanvar": ["nanvar(w, axis=1)"], "negative": ["negative(x)"], "nextafter": ["nextafter(x, y)"],
    "nonzero": ["nonzero(i)"], "norm": ["norm(x, axis=1)", "norm(x, ord=1, axis=-1)", "norm(x, axis=(1, 2))"],
    "normalize": ["normalize(x)", "normalize(x, axis=1, order=1)"], "not_equal": ["not_equal(i, 0)", "not_equal(i, j)"],
    "one_hot": ["one_hot(i, 6)", "one_hot(i, 6, axis=1)"], "ones_like": ["ones_like(x)"], "outer": ["outer(v, np.array([1.0, 2.0], 'float32'))"],
    "pad": ["pad(x, [[0, 0], [1, 2], [0, 0]])", "pad(x, [[0, 0], [1, 1], [0, 0]], mode='reflect')", "pad(x, [[0, 0], [0, 0], [1, 0]], constant_values=2.0)"],
    "percentile": ["percentile(x, 30, axis=1)"], "pinv": ["pinv(s)"], "polar": ["polar(p, x)"], "power": ["power(p, 1.5)", "power(x, 2)", "power(2, x)", "power(p, y)"],
    "prod": ["prod(x, axis=1)", "prod(x, axis=-1, keepdims=True)"], "psnr": ["psnr(x, y, 1.0)"], "ptp": ["ptp(x, axis=1)"], "qr": ["qr(s)"],
    "quantile": ["quantile(x, 0.3, axis=1)", "quantile(x, 0.5, axis=1, method='nearest')"], "rad2deg": ["rad2deg(x)"], "ravel": ["ravel(x)"], "real": ["real(x)"],
    "rearrange": ["rearrange(x, 'b t f -> b f t')"], "reciprocal": ["reciprocal(p)"], "relu": ["relu(x)"], "relu6": ["relu6(x)"],
    "repeat": ["repeat(x, 2, axis=1)", "repeat(x, 3, axis=-1)"], "reshape": ["reshape(x, (-1, 12))", "reshape(x, (-1, 2, 6))"], "rfft": ["rfft(x)"],
    "right_shift": ["right_shift(i, 1)"], "rms_normalization": ["rms_normalization(x)", "rms_normalization(x, G3)"],
    "roll": ["roll(x, 1, axis=1)", "roll(x, -1, axis=-1)"], "rot90": ["rot90(x, axes=(1, 2))"], "round": ["round(x)", "round(x, 1)"], "rsqrt": ["rsqrt(p)"],
    "saturate_cast": ["saturate_cast(x, 'int8')"], "scatter": ["scatter(np.array([[0], [2], [1]]), v, (3, 4))"],
    "scatter_update": ["scatter_update(v, np.array([[0, 1]]), np.array([9.0], 'float32'))"],
    "searchsorted": ["searchsorted(np.array([-0.5, 0.0, 0.5], 'float32'), keras.ops.ravel(v))"],
    "segment_max": ["segment_max(v, np.array([0, 0, 1]), num_segments=3)"], "segment_min": ["segment_min(v, np.array([0, 0, 1]), num_segments=3)"],
    "segment_prod": ["segment_prod(v, np.array([0, 0, 1]), num_segments=3)"], "segment_sum": ["segment_sum(v, np.array([0, 0, 1]), num_segments=3)"],
    "select": ["select([b, c], [v, u], 0.5)"], "selu": ["selu(x)"],
    "separable_conv": ["separable_conv(x, KD, KP, strides=1, padding='same')"], "sigmoid": ["sigmoid(x)"], "sign": ["sign(x)"], "signbit": ["signbit(x)"],
    "silu": ["silu(x)"], "sin": ["sin(x)"], "sinc": ["sinc(x)"], "sinh": ["sinh(x)"], "slice": ["slice(v, (0, 1), (3, 2))"],
    "slice_update": ["slice_update(v, (0, 1), np.ones((3, 2), 'float32'))"], "slogdet": ["slogdet(s)"], "soft_shrink": ["soft_shrink(x)", "soft_shrink(x, threshold=0.2)"],
    "softmax": ["softmax(x)", "softmax(x, axis=1)", "softmax(x, axis=(1, 2))"], "softplus": ["softplus(x)"], "softsign": ["softsign(x)"],
    "solve": ["solve(s, t[:, :, None])"], "solve_triangular": ["solve_triangular(s, t[:, :, None], lower=True)"], "sort": ["sort(x)", "sort(x, axis=1)"],
    "space_to_depth": ["space_to_depth(m, 2)"], "sparse_categorical_crossentropy": ["sparse_categorical_crossentropy(i[:, :1] % 4, a[:, None])", "sparse_categorical_crossentropy(i % 3, x, from_logits=True)"],
    "sparse_plus": ["sparse_plus(x)"], "sparse_sigmoid": ["sparse_sigmoid(x)"], "sparsemax": ["sparsemax(x)", "sparsemax(x, axis=1)"],
    "split": ["split(x, 2, axis=1)", "split(x, [1], axis=-1)", "split(x, 3, axis=-1)"], "sqrt": ["sqrt(p)"], "square": ["square(x)", "square(i)"], "squareplus": ["squareplus(x)"],
    "squeeze": ["squeeze(one, axis=1)", "squeeze(one)"], "stack": ["stack([x, y], axis=1)", "stack([x, y], axis=-1)"], "std": ["std(x, axis=1)", "std(x, axis=-1, keepdims=True)"],
    "stft": ["stft(keras.ops.reshape(g, (-1, 24)), 4, 2, 4)"], "stop_gradient": ["stop_gradient(x)"], "subtract": ["subtract(x, y)", "subtract(1, x)", "subtract(x, G3)"],
    "sum": ["sum(x, axis=1)", "sum(x, axis=(1, 2))", "sum(i, axis=-1, keepdims=True)", "sum(b, axis=1)"], "svd": ["svd(s)"], "swapaxes": ["swapaxes(x, 1, 2)", "swapaxes(h, -1, -2)"],
    "swish": ["swish(x)"], "take": ["take(x, 1, axis=1)", "take(x, [0, 2], axis=-1)", "take(M34, i % 3, axis=0)"],
    "take_along_axis": ["take_along_axis(v, i % 4, axis=1)", "take_along_axis(x, keras.ops.argsort(x, axis=1), axis=1)"], "tan": ["tan(o)"], "tanh": ["tanh(x)"],
    "tanh_shrink": ["tanh_shrink(x)"], "tensordot": ["tensordot(x, M34, axes=1)", "tensordot(x, M34, axes=[[2], [0]])"], "threshold": ["threshold(x, 0.2, -1.0)"],
    "tile": ["tile(x, (1, 2, 1))", "tile(x, (1, 1, 3))"], "top_k": ["top_k(x, 2)", "top_k(v, 3)"], "trace": ["trace(s, axis1=1, axis2=2)"],
    "transpose": ["transpose(x, (0, 2, 1))", "transpose(h, (0, 2, 1, 3))"], "trapezoid": ["trapezoid(x, axis=1)"], "tri": [], "tril": ["tril(s)", "tril(x, k=-1)"],
    "triu": ["triu(s)", "triu(x, k=1)"], "true_divide": ["true_divide(x, p)", "true_divide(x, 2)"], "trunc": ["trunc(x)"],
    "unfold": [], "unique": ["unique(i)"], "unravel_index": ["unravel_index(i, (2, 3))"], "unstack": ["unstack(x, axis=1)", "unstack(x, axis=-1)"],
    "vander": ["vander(keras.ops.ravel(v), 3)"], "var": ["var(x, axis=1)", "var(x, axis=-1, keepdims=True)"], "vdot": ["vdot(v, v)"], "view": ["view(x, 'int32')"],
    "view_as_complex": ["view_as_complex(keras.ops.reshape(m, (-1, 4, 6, 2)))"], "view_as_real": [], "vsplit": ["vsplit(x, [1])"], "vstack": ["vstack([x, y])"],
    "where": ["where(b, v, u)", "where(b, v, 0.0)", "where(v > 0, 1.0, v)"], "zeros_like": ["zeros_like(x)"],
    "associative_scan": [], "scan": [], "map": [], "logspace": [], "linspace": ["linspace(v, u, 3, axis=1)"], "geomspace": [], "shape": [], "size": [], "ndim": [],
    "convert_to_tensor": ["convert_to_tensor(x)"], "identity": [], "erfc_inv": [],
}

# Functions that make no node of a graph, and why.
NO_NODES = {
    **dict.fromkeys(["arange", "bartlett", "blackman", "empty", "eye", "full", "geomspace", "hamming", "hanning", "identity", "kaiser",
                     "logspace", "ones", "tri", "zeros"], "makes an array from numbers, before there is a graph"),
    **dict.fromkeys(["associative_scan", "cond", "custom_gradient", "fori_loop", "jvp", "map", "scan", "switch", "vectorize", "vectorized_map",
                     "while_loop"], "takes a function, which no description of a model holds"),
    **dict.fromkeys(["convert_to_numpy", "dtype", "is_tensor", "ndim", "shape", "size"], "answers in Python, without a node"),
    **dict.fromkeys(["fold", "unfold"], "works on pictures"),
    **dict.fromkeys(["istft", "view_as_real"], "takes complex numbers, which no layer gives"),
}

CONSTANTS = {
    "M34": np.arange(12, dtype="float32").reshape(3, 4) / 6 - 1, "M23": np.arange(6, dtype="float32").reshape(2, 3) / 3 - 1,
    "G3": np.array([0.5, 1.0, 1.5], "float32"), "K3": np.linspace(-1, 1, 24, dtype="float32").reshape(2, 3, 4),
    "KT": np.linspace(-1, 1, 18, dtype="float32").reshape(2, 3, 3), "KD": np.linspace(-1, 1, 6, dtype="float32").reshape(2, 3, 1),
    "KP": np.linspace(-1, 1, 12, dtype="float32").reshape(1, 3, 4),
}


def functions():
    """The names of keras.ops that are functions."""
    return [name for name in dir(ops) if not name.startswith("_") and inspect.isfunction(getattr(ops, name))]


def numbers(kind, shape, random):
    shape = [3, *shape]
    if kind == "ids":
        return random.integers(0, 6, shape).astype("int32")
    if kind == "truth":
        return random.random(shape) > 0.4
    x = random.normal(size=shape).astype("float32")
    if kind == "positive":
        return np.abs(x) + np.float32(0.3)
    if kind == "unit":
        return np.tanh(x) * np.float32(0.9)
    if kind == "probability":
        return np.exp(x) / np.exp(x).sum(-1, keepdims=True)
    if kind == "definite":
        return (x @ x.transpose(0, 2, 1) + np.eye(3) * 2).astype("float32")
    if kind == "special":
        x[0, 0, 0], x[1, 1, 1], x[2, 2, 2] = np.nan, np.inf, -np.inf
    return x


class _Names(dict):
    """The names of an expression; an input comes to be where it is first read."""

    def __init__(self):
        super().__init__(CONSTANTS, keras=keras, np=np, slice=ops.slice)
        self.inputs = {}

    def __missing__(self, name):
        if name in INPUTS:
            shape, dtype, _ = INPUTS[name]
            self.inputs[name] = self[name] = keras.Input(shape, dtype=dtype, name=name)
            return self[name]
        if hasattr(ops, name):
            return getattr(ops, name)
        raise KeyError(name)


def make(name, expression, folder, predict, distance):
    """The case of one expression."""
    keras.utils.clear_session()
    names = _Names()
    if "get_item(" in expression:
        names["slice"] = slice
    result = eval(expression, {"__builtins__": {}}, names)  # Expressions of the table above alone.
    outputs = keras.tree.flatten(result)
    outputs = [item for item in outputs if isinstance(item, keras.KerasTensor)]
    if not outputs:
        return {"status": "no node"}
    model = keras.Model(list(names.inputs.values()), outputs if len(outputs) > 1 else outputs[0])
    random = np.random.default_rng(abs(hash_of(expression)))
    xs = [numbers(INPUTS[key][2], INPUTS[key][0], random).astype(INPUTS[key][1]) for key in names.inputs]
    ys = [np.asarray(item) for item in keras.tree.flatten(model(xs if len(xs) > 1 else xs[0], training=False))]
    if any(np.iscomplexobj(y) for y in ys):
        return {"status": "complex numbers"}
    os.makedirs(folder, exist_ok=True)
    model.save(f"{folder}/model.keras")
    again = keras.models.load_model(f"{folder}/model.keras", compile=False)
    zs = [np.asarray(item) for item in keras.tree.flatten(again(xs if len(xs) > 1 else xs[0], training=False))]
    far = distance(ys, zs)
    if isinstance(far, str) or far > 1e-6:
        return {"status": f"Keras itself answers otherwise from its file: {far}"}
    np.savez(f"{folder}/in.npz", **{f"x.{i}": x for i, x in enumerate(xs)})
    np.savez(f"{folder}/out.npz", **{f"y.{i}": y for i, y in enumerate(ys)})
    with open(f"{folder}/case.json", "w") as file:
        json.dump({"states": [], "unread": {}}, file)
    return {"status": "made", "folder": folder, "rows": all(y.shape[:1] == (3,) for y in ys),
            "class": type(outputs[0]._keras_history.operation).__name__}


def hash_of(text):
    value = 7
    for letter in text.encode():
        value = (value * 31 + letter) % 1_000_003
    return value


def answer(job, predict, distance):
    """A case for each expression; for functions without one the reason."""
    found = []
    for name in functions():
        expressions = EXAMPLES.get(name, [])
        if not expressions:
            found.append({"name": name, "expression": "", "status": NO_NODES.get(name, "no example")})
        for i, expression in enumerate(expressions):
            folder = os.path.join(job["operations"], f"{name}-{i}")
            try:
                case = make(name, expression, folder, predict, distance)
            except Exception as error:
                case = {"status": f"Keras refuses: {type(error).__name__}: {' '.join(str(error).split())[:160]}"}
            found.append({"name": name, "expression": expression, **case})
    return {"cases": found}
