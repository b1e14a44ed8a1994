"""Records calls of keras.ops on Keras' NumPy backend: operation, arguments, results with shapes and dtypes.

  python record_operations.py FOLDER_OF_NUMPY_BACKEND KerasOperationCases.json.gz

The folder holds numpy_backend.py, which makes Keras importable without TensorFlow (shared/keras). Seeds are fixed, so
the same Keras writes the same file. Operands of a graph are {"t": dtype, "s": shape, "v": values}, arrays that a
description holds have "a" in place of "t".
"""
import gzip
import importlib
import json
import re
import sys

sys.path.insert(0, sys.argv[1])
import numpy_backend  # noqa: E402,F401
import numpy as np  # noqa: E402
import keras  # noqa: E402
from keras import KerasTensor  # noqa: E402

FUNCTIONS = {"MaxPool": "max_pool", "AveragePool": "average_pool", "ConvTranspose": "conv_transpose"}
np.trapezoid = getattr(np, "trapezoid", None) or np.trapz

rng = np.random.default_rng(20261129)
cases = []


class Constant:
    def __init__(self, value):
        self.value = value


def F(*shape, low=-2.0, high=2.0):
    """Floats in steps of 1/16, which pack well; no two equal neighbours matter."""
    return (np.round(rng.uniform(low, high, shape) * 16) / 16).astype("float32")


def P(*shape):
    return (F(*shape, low=0.25, high=3.0)).astype("float32")


def D(*shape):
    """Distinct floats."""
    n = int(np.prod(shape))
    return ((rng.permutation(n) - n // 2) / 8 + 1 / 32).reshape(shape).astype("float32")


def I(*shape, low=-5, high=6, dtype="int32"):
    return rng.integers(low, high, shape).astype(dtype)


def B(*shape):
    return rng.integers(0, 2, shape).astype("bool")


def C(array):
    return Constant(array)


def plain(value):
    if isinstance(value, float):
        return value if np.isfinite(value) else {"n": str(value)}
    return value


def number(x):
    x = x.item() if hasattr(x, "item") else x
    if isinstance(x, float):
        if x != x:
            return "NaN"
        if x == 0 and np.signbit(x):
            return -0.0
        if x in (float("inf"), float("-inf")):
            return "Infinity" if x > 0 else "-Infinity"
        x = float(np.format_float_positional(np.float32(x), unique=True, trim="0")) if abs(x) < 1e16 else x
        return int(x) if x == int(x) and abs(x) < 1e6 else x
    return int(x)


def array(x, key):
    return {key: str(x.dtype), "s": list(x.shape), "v": [number(v) for v in x.ravel()]}


def encode(value):
    if isinstance(value, Constant):
        return array(value.value, "a")
    if isinstance(value, (np.ndarray, np.generic)):
        return array(np.asarray(value), "t")
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"ellipsis": True}
    return plain(value)


def raw(value):
    if isinstance(value, Constant):
        return value.value.copy()
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list):
        return [raw(v) for v in value]
    if isinstance(value, tuple):
        return tuple(raw(v) for v in value)
    return value


def op(name, *args, fields=None, result=None, **kwargs):
    """One case of keras.src.ops.<name>; calls that Keras refuses are left out. What numpy_backend.py has no part for is
    given as a result."""
    fields = fields or {}
    module, cls = name.split(".")
    module = "activations.activations" if module == "activations" else "ops." + module
    operation = getattr(importlib.import_module("keras.src." + module), cls)
    try:
        with np.errstate(all="ignore"):
            try:
                results = result if result is not None else operation(**{k: raw(v) for k, v in fields.items()}).call(
                    *[raw(a) for a in args], **{k: raw(v) for k, v in kwargs.items()})
            except Exception:  # noqa: BLE001
                # Some classes hand lists to NumPy, which wants tuples, or mix up their arguments; the functions do not.
                function = getattr(keras.ops, FUNCTIONS.get(cls) or re.sub(r"(?<!^)([A-Z])", r"_\1", cls).lower())
                results = function(*[raw(a) for a in args],
                                   **{k: tuple(v) if isinstance(v, list) else raw(v) for k, v in {**fields, **kwargs}.items()})
    except Exception as error:  # noqa: BLE001
        print("left out:", name, [getattr(a, "dtype", a) for a in args], fields, str(error)[:70].replace("\n", " "))
        return
    if not isinstance(results, (list, tuple)):
        results = [results]
    results = [np.asarray(r) for r in results]
    if name == "math.TopK":  # NumPy's backend leaves int64 where Keras says int32
        results[1] = results[1].astype(operation(**fields).compute_output_spec(KerasTensor(args[0].shape))[1].dtype)
    if name == "numpy.EmptyLike":  # whatever was in memory
        results = [np.zeros_like(r) for r in results]
    if name == "nn.Sparsemax":  # NumPy's backend divides by int64
        results = [r.astype("float32") for r in results]
    if name in ("numpy.Size", "numpy.Ndim"):  # Python's numbers
        results = [r.astype("int32") for r in results]
    if any(r.dtype.kind == "c" for r in results):
        print("complex:", name)
        return
    cases.append({"op": name, "fields": {k: encode(v) for k, v in fields.items()}, "args": [encode(a) for a in args],
                  "kwargs": {k: encode(v) for k, v in kwargs.items()}, "results": [array(r, "t") for r in results]})


def unary(name, of=F, ints=True, bools=True, bytes=True, **fields):
    op(name, of(2, 3), fields=fields)
    op(name, of(2, 1, 4), fields=fields)
    op(name, of(0, 3), fields=fields)
    op(name, of(), fields=fields)
    if ints:
        op(name, I(2, 3, low=1, high=5) if of is not F else I(2, 3), fields=fields)
        if bytes:  # of uint8 NumPy computes some in float16
            op(name, I(3, low=1, high=5, dtype="uint8"), fields=fields)
    if bools:
        op(name, B(4), fields=fields)


def binary(name, of=F, ints=lambda *s: I(*s), bools=True, floats=True, bytes=True):
    if floats:
        op(name, of(2, 3), of(2, 3))
        op(name, of(2, 3, 4), of(3, 1))
        op(name, of(3), C(of(2, 1)))
        op(name, of(2, 3), 2)
        op(name, of(2, 3), 1.5)
        op(name, 2.5, of(2, 3))
        op(name, 3, of(2))
        op(name, ints(2, 3), of(3))
        op(name, of(0, 3), of(3))
    op(name, ints(2, 3), ints(3))
    op(name, ints(2, 3), 2)
    op(name, ints(2, 3), 1.5)
    op(name, 3, ints(4))
    if bytes:
        op(name, ints(4).astype("int8"), ints(4).astype("int16"))
        op(name, np.abs(ints(4)).astype("uint8"), np.abs(ints(4)).astype("int8"))
    if bools:
        op(name, B(2, 3), B(3))
        op(name, B(4), 2)
        op(name, B(4), 1.5)
        op(name, B(4), True)
        op(name, B(4), ints(4))
        op(name, B(2, 3), of(3))


NONZERO = lambda *s: np.where(F(*s) > 0, 1, -1).astype("float32") * P(*s)  # noqa: E731
NONZERO_INTS = lambda *s: (np.where(B(*s), 1, -1) * I(*s, low=1, high=6)).astype("int32")  # noqa: E731

# Arithmetic
for name in ["Add", "Subtract", "Multiply", "Maximum", "Minimum"]:
    binary("numpy." + name)
for name in ["Divide", "TrueDivide", "FloorDivide", "Mod", "Fmod", "Arctan2"]:
    binary("numpy." + name, NONZERO, NONZERO_INTS)
binary("numpy.Power", P, lambda *s: I(*s, low=0, high=5))
binary("numpy.DivideNoNan")
op("numpy.DivideNoNan", F(2, 3), np.array([0, 1, 0], "float32"))
for name in ["Logaddexp", "Heaviside", "Fmax", "Fmin"]:
    binary("numpy." + name)
for name in ["Hypot", "Logaddexp2"]:
    binary("numpy." + name, bytes=False)
op("numpy.Fmax", np.array([np.nan, 1, 2], "float32"), np.array([1, np.nan, np.nan], "float32"))
op("numpy.Fmin", np.array([np.nan, 1, 2], "float32"), np.array([1, np.nan, -1], "float32"))
op("numpy.Add", np.array([2147483647, 16777217], "int32"), np.array([1, 16777216], "int32"))
op("numpy.Multiply", np.array([123456789, 65537], "int32"), np.array([1000, 65537], "int32"))
op("numpy.Add", np.array([200, 100, -100], "int16").astype("int8"), np.array([100, 100, -100], "int8"))
op("numpy.Multiply", np.array([200, 100, 3], "uint8"), np.array([100, 100, 100], "uint8"))
op("numpy.Maximum", np.array([np.nan, 1, 2], "float32"), np.array([1, np.nan, -1], "float32"))
op("numpy.FloorDivide", np.array([7, -7, 7, -7, 0], "int32"), np.array([2, 2, -2, -2, 3], "int32"))
op("numpy.Mod", np.array([7, -7, 7, -7, 5.5], "float32"), np.array([2, 2, -2, -2, -2], "float32"))
op("numpy.Ldexp", F(2, 3), I(3))
op("numpy.Ldexp", I(2, 3), I(3, low=0))

# Functions of each element
for name in ["Abs", "Absolute", "Fabs", "Negative", "Sign", "Square", "Exp", "Exp2", "Expm1", "Sin", "Cos", "Tan", "Sinc",
             "Arctan", "Sinh", "Cosh", "Tanh", "Arcsinh", "Floor", "Ceil", "Trunc", "Real", "Copy", "NanToNum"]:
    unary("numpy." + name)
for name in ["Deg2rad", "Rad2deg", "Cbrt"]:
    unary("numpy." + name, bytes=False, bools=False)
for name in ["Conj", "Conjugate"]:
    unary("numpy." + name, bools=False)
for name in ["numpy.Sqrt", "numpy.Log", "numpy.Log1p", "numpy.Log2", "numpy.Log10"]:
    unary(name, P)
unary("numpy.Reciprocal", P, ints=False, bools=False)
unary("math.Rsqrt", P, ints=False, bools=False)
unary("math.Erf", ints=False, bools=False)
unary("math.Erfc")
UNIT = lambda *s: F(*s, low=-0.9, high=0.9)  # noqa: E731
for name in ["Arcsin", "Arccos", "Arctanh"]:
    unary("numpy." + name, UNIT, ints=False, bools=False)
    op("numpy." + name, B(3))
op("numpy.Tan", UNIT(2, 3))
unary("numpy.Arccosh", lambda *s: F(*s, low=1.0, high=5.0))
for decimals in [0, 1, 2, -1]:
    op("numpy.Round", F(2, 3, low=-200, high=200), fields={"decimals": decimals})
op("numpy.Round", np.array([0.5, 1.5, 2.5, -0.5, -1.5], "float32"), fields={})
op("numpy.Round", I(4), fields={"decimals": 0})
op("numpy.Clip", F(2, 3), fields={"x_min": -1, "x_max": 1})
op("numpy.Clip", F(2, 3), fields={"x_min": -0.5, "x_max": 0.75})
op("numpy.Clip", F(2, 3), fields={"x_min": None, "x_max": 0.75})
op("numpy.Clip", I(2, 3), fields={"x_min": -2, "x_max": 3})
op("numpy.Clip", I(2, 3), fields={"x_min": -2.5, "x_max": 2.5})
op("numpy.Clip", B(3), fields={"x_min": 0, "x_max": 1})
ODD = np.array([np.nan, np.inf, -np.inf, 1.5, -0.0], "float32")
op("numpy.NanToNum", ODD, fields={})
op("numpy.NanToNum", ODD, fields={"nan": 2.0, "posinf": 7.0, "neginf": -8.0})
for dtype in ["float32", "int32", "bool", "int8", "uint8", "int16", "int64", "float64"]:
    op("core.Cast", F(2, 3) if dtype != "uint8" else P(2, 3), fields={"dtype": dtype})
    op("core.Cast", I(2, 3), fields={"dtype": dtype})
    op("core.Cast", B(3), fields={"dtype": dtype})
    op("core.ConvertToTensor", I(3), fields={"dtype": dtype})
op("core.Cast", np.array([300, -200, 128], "int32"), fields={"dtype": "int8"})
op("core.ConvertToTensor", F(3), fields={})
op("core.ConvertToTensor", 2.5, fields={"dtype": "float32"})
op("numpy.Array", F(3), fields={})
op("numpy.Array", I(3), fields={"dtype": "float32"})
op("core.StopGradient", F(2, 3))
op("core.StopGradient", I(2))
op("core.StopGradient", B(2))

# Comparison and logic
for name in ["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr", "LogicalXor"]:
    binary("numpy." + name, lambda *s: I(*s, low=-1, high=2).astype("float32"), lambda *s: I(*s, low=-1, high=2))
op("numpy.Equal", np.array([16777216, 16777217], "int32"), np.array([16777217, 16777217], "int32"))
unary("numpy.LogicalNot", lambda *s: I(*s, low=-1, high=2).astype("float32"))
for name in ["Isnan", "Isinf", "Isfinite", "Isposinf", "Isneginf", "Isreal", "Signbit"]:
    op("numpy." + name, ODD)
    op("numpy." + name, np.array([[0.0, 1.0], [-1.0, -0.0]], "float32"))
    op("numpy." + name, I(3))
op("numpy.Isclose", F(2, 3), F(3))
op("numpy.Isclose", np.array([1, 1, np.nan, np.inf], "float32"), np.array([1.000001, 1.1, np.nan, np.inf], "float32"))
op("numpy.Isclose", np.array([1, 1, np.nan, np.inf], "float32"), np.array([1.01, 1.1, np.nan, np.inf], "float32"), 0.05,
   0.001, fields={"equal_nan": True})
op("numpy.IsIn", I(2, 3), I(4))
op("numpy.IsIn", I(2, 3), C(I(2, 2)), fields={"invert": True})
op("numpy.IsIn", I(3), C(I(2)), fields={"assume_unique": True})
op("numpy.Where", B(2, 3), F(2, 3), F(3))
op("numpy.Where", B(2, 1), F(3), 0)
op("numpy.Where", F(2, 3), I(3), 1.5)
op("numpy.Where", B(3), 1, 2)
op("numpy.Where", B(3), 1.5, I(3))
op("numpy.Where", B(3), B(3), B(3))
op("numpy.Where", B(3), C(F(2, 3)), I(3))
op("numpy.Select", [B(3), B(3)], [F(3), F(3)], 0)
op("numpy.Select", [B(2, 3), B(3)], [I(2, 3), I(3)], 7)

# Reductions
AXES = [{}, {"axis": 0}, {"axis": 1, "keepdims": True}, {"axis": [0, 2]}, {"axis": -1}, {"keepdims": True},
        {"axis": [-1, -2], "keepdims": True}]
for name in ["Sum", "Mean", "Max", "Min", "Amax", "Amin", "Ptp", "Prod", "Std", "Var", "All", "Any", "Median"]:
    for fields in AXES:
        op("numpy." + name, F(2, 3, 4), fields=fields)
    op("numpy." + name, I(2, 3, 2), fields={"axis": 1})
    op("numpy." + name, I(3), fields={})
    op("numpy." + name, B(2, 3), fields={"axis": 1})
for name in ["Sum", "Mean", "Prod", "All", "Any"]:
    op("numpy." + name, F(0, 3), fields={"axis": 1})
for name in ["Sum", "Prod", "All", "Any"]:
    op("numpy." + name, F(3, 0), fields={"axis": 1})
op("numpy.Sum", I(4, dtype="int8"), fields={})
op("numpy.Sum", np.array([2000000000, 2000000000, 7], "int32"), fields={})
op("numpy.Prod", np.array([[2, 0, 3], [0, 0, 1], [1.5, 2, 2]], "float32"), fields={"axis": 1})
op("numpy.Prod", I(2, 3), fields={"axis": 1, "dtype": "float32"})
op("numpy.Max", F(2, 3), fields={"axis": 1, "initial": 0.5})
op("numpy.Min", I(2, 3), fields={"axis": 1, "initial": -2})
op("numpy.Min", np.array([-2147483648, 5], "int32"), fields={})
for fields in [{}, {"axis": 0}, {"axis": 1}, {"axis": [0, 1]}]:
    op("numpy.CountNonzero", I(2, 3, low=-1, high=2), fields=fields)
op("numpy.CountNonzero", B(2, 3), fields={"axis": -1})
op("numpy.CountNonzero", F(2, 3), fields={"axis": -1})
op("numpy.Average", F(2, 3), fields={})
op("numpy.Average", F(2, 3), fields={"axis": 1})
op("numpy.Average", F(2, 3), P(3), fields={"axis": 1})
op("numpy.Average", F(2, 3), P(2, 3), fields={"axis": 0})
op("numpy.Average", I(2, 3), C(P(2)), fields={"axis": 0})
op("numpy.Average", I(2, 3), fields={"axis": 0})
op("numpy.Median", np.array([[1, np.nan, 2], [3, 1, 2]], "float32"), fields={"axis": 1})
for fields in AXES:
    op("math.Logsumexp", F(2, 3, 4), fields=fields)
op("math.Logsumexp", np.array([[-np.inf, -np.inf], [100, 101]], "float32"), fields={"axis": 1})
for name in ["Argmax", "Argmin"]:
    for fields in [{}, {"axis": 0}, {"axis": 1, "keepdims": True}, {"axis": -1}, {"keepdims": True}]:
        op("numpy." + name, D(2, 3, 4), fields=fields)
    op("numpy." + name, np.array([[1, 3, 3], [2, 0, 0]], "int32"), fields={"axis": 1})
    op("numpy." + name, B(2, 3), fields={"axis": 1})
for name in ["Cumsum", "Cumprod", "Nancumsum", "Nancumprod"]:
    for fields in [{}, {"axis": 0}, {"axis": 1}, {"axis": -1}, {"axis": 1, "dtype": "int32"}]:
        op("numpy." + name, F(2, 3, 4), fields=fields)
    op("numpy." + name, I(2, 3), fields={"axis": 1})
    op("numpy." + name, I(3, dtype="int8"), fields={"axis": 0})
    op("numpy." + name, B(2, 3), fields={"axis": 1})
    op("numpy." + name, I(2, 3), fields={"axis": 1, "dtype": "float32"})
for fields in [{}, {"n": 2}, {"axis": 0}, {"n": 1, "axis": 1}, {"n": 0}, {"n": 9}]:
    op("numpy.Diff", F(2, 4), fields=fields)
op("numpy.Diff", I(4), fields={})
op("numpy.Diff", B(5), fields={})
op("numpy.Trapezoid", F(2, 4), fields={})
op("numpy.Trapezoid", F(2, 4), fields={"dx": 0.5, "axis": 0})
op("numpy.Trapezoid", F(2, 4), fields={"x": C(np.array([0, 1, 3, 4], "float32"))})
for fields in [{}, {"axis": 1}, {"axis": -1, "keepdims": True}, {"axis": [0, 1]}, {"keepdims": True},
               {"ord": 1, "axis": 1}, {"ord": 2, "axis": 1}, {"ord": 3, "axis": 0}, {"ord": 0, "axis": 1},
               {"ord": float("inf"), "axis": 1}, {"ord": float("-inf"), "axis": 1}, {"ord": 0.5, "axis": 1}]:
    op("linalg.Norm", F(2, 3, 4), fields=fields)
for order in [1, -1, float("inf"), float("-inf"), "fro"]:
    op("linalg.Norm", F(2, 3, 4), fields={"ord": order, "axis": [0, 2], "keepdims": True})
    op("linalg.Norm", F(3, 4), fields={"ord": order})
op("linalg.Norm", I(3), fields={})
NANS = np.array([[[1, np.nan, 3], [np.nan, 5, -6]], [[np.nan, np.nan, np.nan], [0.5, 2, 1]]], "float32")
for name in ["Nansum", "Nanprod", "Nanmax", "Nanmin", "Nanmean", "Nanvar", "Nanstd"]:
    for fields in [{}, {"axis": 2}, {"axis": 0, "keepdims": True}, {"axis": [0, 1]}]:
        op("numpy." + name, NANS, fields=fields)
    op("numpy." + name, I(2, 3), fields={"axis": 1})
for name in ["Nancumsum", "Nancumprod"]:
    op("numpy." + name, NANS, fields={"axis": 2})

# Shapes
for shape in [[6], [-1], [3, 2], [-1, 2], [2, -1, 1], [1, 6]]:
    op("numpy.Reshape", F(2, 3), fields={"newshape": shape})
op("numpy.Reshape", I(2, 3), fields={"newshape": [3, 2]})
op("numpy.Reshape", B(2, 3), fields={"newshape": [3, 2]})
for x in [F(2, 3), I(2, 2), B(3), F()]:
    op("numpy.Ravel", x)
    op("numpy.Transpose", x, fields={})
    op("numpy.Size", x)
    op("numpy.Ndim", x)
for axes in [[1, 0, 2], [2, 0, 1], [-1, 0, 1]]:
    op("numpy.Transpose", F(2, 3, 4), fields={"axes": axes})
op("numpy.Transpose", I(2, 3, 4), fields={})
op("numpy.Swapaxes", F(2, 3, 4), fields={"axis1": 0, "axis2": -1})
op("numpy.Swapaxes", I(2, 3), fields={"axis1": 0, "axis2": 1})
for source, destination in [(0, -1), (2, 0), ([0, 1], [1, 2]), ([0, 2], [-1, 0])]:
    op("numpy.Moveaxis", F(2, 3, 4), fields={"source": source, "destination": destination})
for axis in [0, 1, -1, 2, [0, 1], [0, -1]]:
    op("numpy.ExpandDims", F(2, 3), fields={"axis": axis})
op("numpy.ExpandDims", B(2, 3), fields={"axis": 1})
for axis in [None, 0, -1, [0, 2]]:
    op("numpy.Squeeze", F(1, 3, 1), fields={"axis": axis})
op("numpy.Squeeze", I(1, 2), fields={})
for axis in [None, 0, 1, [0, 1], -1]:
    op("numpy.Flip", F(2, 3), fields={"axis": axis})
op("numpy.Flip", I(3), fields={})
op("numpy.Fliplr", F(2, 3))
op("numpy.Flipud", F(2, 3))
for k in [1, 2, 3, -1, 4]:
    op("numpy.Rot90", F(2, 3), fields={"k": k})
op("numpy.Rot90", F(2, 3, 4), fields={"k": 1, "axes": [1, 2]})
for shift, axis in [(1, None), (-2, 1), (5, 0), ([1, 2], [0, 1]), (1, [0, 1])]:
    op("numpy.Roll", F(2, 3), fields={"shift": shift, "axis": axis})
op("numpy.Roll", I(4), fields={"shift": 1})
for repeats, axis in [(2, None), (3, 1), (2, 0), ([1, 2, 0], 1), ([2, 1], 0), (0, 1), (2, -1)]:
    op("numpy.Repeat", F(2, 3), fields={"repeats": repeats, "axis": axis})
op("numpy.Repeat", I(2, 3), fields={"repeats": 2, "axis": 1})
op("numpy.Repeat", B(3), fields={"repeats": [1, 0, 2], "axis": 0})
for repeats in [2, [2, 1], [1, 3], [2, 2, 1], [0, 1]]:
    op("numpy.Tile", F(2, 3), fields={"repeats": repeats})
op("numpy.Tile", I(2, 3), fields={"repeats": 2})
for width in [1, [1, 2], [[1, 0], [0, 2]], [[0, 0], [1, 1]]]:
    op("numpy.Pad", F(2, 3), fields={"pad_width": width})
    op("numpy.Pad", F(2, 3), fields={"pad_width": width, "mode": "edge"})
op("numpy.Pad", F(2, 3), 1.5, fields={"pad_width": 1, "mode": "constant"})
op("numpy.Pad", I(2, 3), 7, fields={"pad_width": [[1, 0], [2, 1]], "mode": "constant"})
op("numpy.Tile", F(1, 2, 1, 2, 1, 2), fields={"repeats": [2, 1, 2]})
op("numpy.Pad", I(2, 3), fields={"pad_width": 1})
op("numpy.Pad", B(2, 3), fields={"pad_width": 1})
op("numpy.Pad", F(3, 4), fields={"pad_width": [[1, 2], [3, 1]], "mode": "reflect"})
op("numpy.Pad", F(3, 4), fields={"pad_width": [[1, 3], [4, 2]], "mode": "symmetric"})
op("numpy.BroadcastTo", F(3), fields={"shape": [2, 3]})
op("numpy.BroadcastTo", F(2, 1), fields={"shape": [4, 2, 3]})
op("numpy.BroadcastTo", I(1), fields={"shape": [2]})
op("numpy.BroadcastTo", F(), fields={"shape": [2, 2]})
for axis in [0, 1, -1]:
    op("numpy.Concatenate", [F(2, 3), F(2, 3)], fields={"axis": axis})
    op("numpy.Stack", [F(2, 3), F(2, 3), F(2, 3)], fields={"axis": axis})
op("numpy.Concatenate", [F(2, 3), I(2, 3)], fields={"axis": 1})
op("numpy.Concatenate", [B(2, 3), I(2, 3)], fields={"axis": 1})
op("numpy.Concatenate", [B(2, 3), C(B(2, 1))], fields={"axis": 1})
op("numpy.Stack", [I(3), F(3)], fields={})
op("numpy.Stack", [F(), F()], fields={})
op("numpy.Append", F(2, 3), F(2, 3), fields={})
op("numpy.Append", F(2, 3), I(2, 1), fields={"axis": 1})
for name in ["Hstack", "Vstack", "Dstack"]:
    op("numpy." + name, [F(3), F(3)])
    op("numpy." + name, [F(2, 3), I(2, 3)])
    op("numpy." + name, [F(2, 3, 2), F(2, 3, 2)])
op("numpy.Hstack", [F(), F()])
for parts in [2, [1, 3], [2], [1, 9]]:
    op("numpy.Split", F(4, 2), fields={"indices_or_sections": parts, "axis": 0})
    op("numpy.ArraySplit", F(2, 5), fields={"indices_or_sections": parts, "axis": 1})
op("numpy.ArraySplit", I(5), fields={"indices_or_sections": 3})
op("numpy.Split", I(2, 4), fields={"indices_or_sections": 2, "axis": -1})
op("numpy.Hsplit", F(2, 4), fields={"indices_or_sections": 2})
op("numpy.Hsplit", F(4), fields={"indices_or_sections": [1]})
op("numpy.Vsplit", F(4, 2), fields={"indices_or_sections": 2})
op("numpy.Dsplit", F(2, 2, 4), fields={"indices_or_sections": 2})
op("core.Unstack", F(2, 3), fields={"axis": 0})
op("core.Unstack", I(2, 3), fields={"num": 3, "axis": 1})
op("numpy.Meshgrid", F(2), F(3), fields={})
op("numpy.Meshgrid", F(2), I(3), F(2), fields={"indexing": "ij"})
op("numpy.Meshgrid", F(2), F(3), F(4), fields={"indexing": "xy"})
for x in [F(2, 3), I(2), B(2)]:
    for name in ["ZerosLike", "OnesLike", "EmptyLike"]:
        op("numpy." + name, x, fields={})
        op("numpy." + name, x, fields={"dtype": "int32"})
    op("numpy.FullLike", x, 2, fields={})
    op("numpy.FullLike", x, 2.5, fields={"dtype": "float32"})
op("numpy.FullLike", F(2, 3), F(3), fields={})
op("numpy.Full", 2.5, fields={"shape": [2, 3]})
op("numpy.Full", F(3), fields={"shape": [2, 3], "dtype": "float32"})
op("numpy.Full", 2, fields={"shape": [2], "dtype": "int32"})
for k in [0, 1, -1, 9]:
    for name in ["Tril", "Triu"]:
        op("numpy." + name, F(2, 3, 4), fields={"k": k})
        op("numpy." + name, I(3, 3), fields={"k": k})
    op("numpy.Diagonal", F(3, 4), fields={"offset": k})
    op("numpy.Trace", F(3, 4, 2), fields={"offset": k})
    op("numpy.Diag", F(3), fields={"k": k})
    op("numpy.Diag", F(3, 4), fields={"k": k})
    op("numpy.Diagflat", I(2, 2), fields={"k": k})
op("numpy.Diagonal", I(2, 3, 4), fields={"offset": 0, "axis1": 2, "axis2": 0})
op("numpy.Trace", I(3, 3), fields={})
op("numpy.Trace", B(3, 3), fields={})

# Positions
for key in [0, -1, slice(1, 3), slice(None, None, 2), slice(None, None, -1), slice(3, 0, -2), slice(-2, None), Ellipsis, None,
            (0,), (0, 1), (slice(None), 0), (slice(None), -1), (slice(None), slice(0, 2)), (Ellipsis, -1),
            (Ellipsis, slice(None, -1)), (None, 0), (slice(None), None, 1), (0, Ellipsis, None), (Ellipsis, None),
            (slice(None), slice(None), slice(1, None, 2)), (slice(5, 9),), (slice(2, 1),), (1, slice(None), 2),
            (slice(None), C(np.array([0, 2, 2], "int32"))), (C(np.array([[1, -1], [0, 2]], "int32")),)]:
    op("numpy.GetItem", F(4, 3, 5), key)
op("numpy.GetItem", I(4, 3), (slice(None), -1))
op("numpy.GetItem", B(4, 3), (slice(None), slice(None, None, 2)))
for axis in [None, 0, 1, -1, 2]:
    op("numpy.Take", F(2, 3, 4), C(np.array([0, 1, -1, 1], "int32")), fields={"axis": axis})
    op("numpy.Take", F(2, 3, 4), I(2, 2, low=0, high=2), fields={"axis": axis})
op("numpy.Take", I(3, 2), 1, fields={"axis": 0})
op("numpy.Take", B(3, 2), [0, 2], fields={"axis": 0})
op("numpy.TakeAlongAxis", F(2, 3), I(2, 2, low=-3, high=3), fields={"axis": 1})
op("numpy.TakeAlongAxis", F(3, 2, 2), I(1, 2, 2, low=0, high=3), fields={"axis": 0})
op("numpy.TakeAlongAxis", I(2, 3), I(2, 1, low=0, high=3), fields={"axis": -1})
op("numpy.TakeAlongAxis", F(2, 3), I(4, low=0, high=6), fields={})
op("core.Slice", F(3, 4), [1, 0], fields={"shape": [2, 3]})
op("core.Slice", I(3, 4), C(np.array([0, 2], "int32")), fields={"shape": [3, 1]})
op("core.SliceUpdate", F(3, 4), [1, 1], F(2, 2))
op("core.SliceUpdate", I(3, 4), [0, 2], I(3, 1))
op("core.Scatter", C(np.array([[0, 1], [2, 0], [0, 1]], "int32")), F(3), fields={"shape": [3, 2]})
op("core.Scatter", I(4, 1, low=0, high=3), F(4, 2), fields={"shape": [3, 2]})
for axis in [-1, 0, 1]:
    op("nn.OneHot", I(2, 3, low=-1, high=4), fields={"num_classes": 4, "axis": axis})
    op("nn.MultiHot", I(2, 3, low=0, high=4), fields={"num_classes": 5, "axis": axis})
op("nn.OneHot", I(3, low=0, high=4), fields={"num_classes": 4, "dtype": "int32"})
op("nn.OneHot", I(3, low=0, high=4), fields={"num_classes": 4, "dtype": "bool"})
op("nn.MultiHot", I(3, low=0, high=4), fields={"num_classes": 4})
for name in ["SegmentSum", "SegmentMax", "SegmentMin", "SegmentProd"]:
    op("math." + name, F(5, 2), C(np.array([0, 0, 1, 3, 3], "int32")), fields={"num_segments": 4, "sorted": True})
    op("math." + name, F(5), C(np.array([2, 0, -1, 2, 0], "int32")), fields={"num_segments": 3})
op("math.SegmentSum", I(5, 2), np.array([0, 0, 1, 3, 3], "int32"), fields={"num_segments": 4})
op("numpy.UnravelIndex", I(3, low=0, high=24), fields={"shape": [2, 3, 4]})
op("math.ExtractSequences", F(2, 7), fields={"sequence_length": 3, "sequence_stride": 2})
op("math.ExtractSequences", F(9), fields={"sequence_length": 4, "sequence_stride": 1})

# Order
for axis in [-1, 0, 1, None]:
    op("numpy.Sort", D(2, 3, 4), fields={"axis": axis})
    op("numpy.Argsort", D(2, 3, 4), fields={"axis": axis})
op("numpy.Sort", I(7), fields={})
op("numpy.Sort", np.array([3, np.nan, -np.inf, 1, np.nan], "float32"), fields={})
op("numpy.Argsort", np.array([3, 1, 2, 1, 3], "int32"), fields={})
for k in [1, 2, 4]:
    op("math.TopK", D(2, 4), fields={"k": k})
    op("math.InTopK", I(2, low=0, high=4), D(2, 4), fields={"k": k})
op("math.TopK", I(2, 3, 4), fields={"k": 2, "sorted": True})
for side in ["left", "right"]:
    op("numpy.SearchSorted", C(np.array([1, 2, 2, 4], "float32")), F(2, 3, low=0, high=5), fields={"side": side})
op("numpy.SearchSorted", np.array([1, 2, 2, 4], "int32"), I(5), fields={})
op("numpy.Digitize", F(2, 3), C(np.array([-1, 0, 0.5, 1], "float32")))
op("numpy.Digitize", I(4), C(np.array([0, 2], "int32")))

# Products
for a, b in [((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 2, 3), (3, 4)), ((2, 2, 3), (2, 3, 4)),
             ((2, 3), (2, 3, 4)), ((4, 1, 2, 3), (2, 3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,))]:
    op("numpy.Matmul", F(*a), F(*b))
    op("numpy.Matmul", I(*a), I(*b))
op("numpy.Matmul", I(2, 3), F(3, 2))
op("numpy.Matmul", F(2, 3), C(F(3, 2)))
op("numpy.Matmul", B(2, 3), B(3, 2))
op("numpy.Matmul", I(2, 3, dtype="int8"), I(3, 2, dtype="int8"))
for a, b in [((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((2, 2, 3), (2, 3, 2)), ((), (2,))]:
    op("numpy.Dot", F(*a), F(*b))
op("numpy.Dot", I(2, 3), I(3, 2))
op("numpy.Inner", F(3), F(3))
op("numpy.Inner", F(2, 3), F(4, 3))
op("numpy.Inner", I(2, 3), F(2, 2, 3))
op("numpy.Tensordot", F(2, 3, 4), F(3, 4, 2), fields={})
op("numpy.Tensordot", F(2, 3), F(3, 4), fields={"axes": 1})
op("numpy.Tensordot", F(2), F(3), fields={"axes": 0})
op("numpy.Tensordot", F(2, 3, 4), F(4, 2), fields={"axes": [[0, 2], [1, 0]]})
op("numpy.Tensordot", I(2, 3), I(2, 3), fields={"axes": [[0, 1], [0, 1]]})
op("numpy.Tensordot", F(2, 3, 4), F(4, 2), fields={"axes": [2, 0]})
op("numpy.Outer", F(3), F(2))
op("numpy.Outer", I(2, 2), F(3))
op("numpy.Vdot", F(2, 3), F(6))
op("numpy.Vdot", I(3), I(3))
for text, shapes in [("ij,jk->ik", [(2, 3), (3, 4)]), ("bij,bjk->bik", [(2, 3, 4), (2, 4, 2)]), ("ij->ji", [(2, 3)]),
                     ("ij->", [(2, 3)]), ("ij->j", [(2, 3)]), ("i,j->ij", [(2,), (3,)]), ("bi,bi->b", [(2, 3), (2, 3)]),
                     ("bhid,bhjd->bhij", [(2, 2, 3, 2), (2, 2, 4, 2)]), ("bij,jk,k->bi", [(2, 3, 4), (4, 2), (2,)]),
                     ("...i,ij->...j", [(2, 3, 4), (4, 2)]), ("ij,jk", [(2, 3), (3, 4)]), ("b i j , b j -> b i",
                                                                                        [(2, 3, 4), (2, 4)]),
                     ("...ij,...jk->...ik", [(2, 3, 4), (2, 4, 2)]), ("ab,cd->", [(2, 3), (3, 2)])]:
    op("numpy.Einsum", *[F(*s) for s in shapes], fields={"subscripts": text})
op("numpy.Einsum", I(2, 3), I(3, 4), fields={"subscripts": "ij,jk->ik"})
op("numpy.Einsum", I(2, 3), F(3), fields={"subscripts": "ij,j->i"})
op("math.CDist", F(3, 2), F(4, 2))
op("math.CDist", F(2, 3, 2), F(2, 4, 2))

# Neural networks
def spread(x, kernel, strides=1, padding="valid", dilation_rate=1, output_padding=None):
    """A transposed convolution: each step adds its products to the steps that a convolution would have read."""
    strides = strides[0] if isinstance(strides, list) else strides
    steps, extent = x.shape[1], (kernel.shape[0] - 1) * dilation_rate + 1
    if padding == "valid":
        length, before = (steps - 1) * strides + extent + max(strides - extent, 0), 0
    else:
        length = steps * strides if output_padding is None else (steps - 1) * strides + extent % 2 + output_padding
        before = max((steps - 1) * strides + extent - length, 0) // 2
    y = np.zeros((x.shape[0], length, kernel.shape[1]), "float32")
    for i in range(steps):
        for j in range(kernel.shape[0]):
            place = i * strides - before + j * dilation_rate
            if 0 <= place < length:
                y[:, place] += x[:, i] @ kernel[j].T
    return y


WIDE = lambda *s: F(*s, low=-8, high=8)  # noqa: E731
for name in ["Relu", "Relu6", "Sigmoid", "SparseSigmoid", "Softplus", "Softsign", "SparsePlus", "Silu", "LogSigmoid",
             "HardSigmoid", "HardSilu", "Selu", "TanhShrink", "HardTanh", "SoftShrink", "HardShrink", "Squareplus",
             "LeakyRelu", "Elu", "Celu", "Gelu", "Glu", "Softmax", "LogSoftmax", "Sparsemax"]:
    op("nn." + name, WIDE(3, 4))
    op("nn." + name, F(2, 3, 2))
for name, fields in [("SoftShrink", {"threshold": 1.0}), ("HardShrink", {"threshold": 1.25}), ("Squareplus", {"b": 2}),
                     ("LeakyRelu", {"negative_slope": 0.5}), ("Elu", {"alpha": 0.5}), ("Celu", {"alpha": 2.0}),
                     ("Gelu", {"approximate": False}), ("Gelu", {"approximate": True}),
                     ("Threshold", {"threshold": 0.5, "default_value": -3}), ("Threshold", {"threshold": 1, "default_value": 0.25})]:
    op("nn." + name, F(3, 4), fields=fields)
op("activations.Mish", WIDE(3, 4))
for fields in [{}, {"negative_slope": 0.25}, {"max_value": 1.5}, {"threshold": 0.5}, {"max_value": 6},
               {"negative_slope": 0.5, "max_value": 1.25, "threshold": 0.75}]:
    op("activations.ReLU", WIDE(3, 4), fields=fields)
for name in ["Glu", "Softmax", "LogSoftmax", "Sparsemax"]:
    for axis in [0, 1, -2]:
        op("nn." + name, F(2, 4, 3), fields={"axis": axis})
for name in ["MaxPool", "AveragePool"]:
    for fields in [{"pool_size": 2, "strides": 2}, {"pool_size": [3], "strides": 1},
                   {"pool_size": 3, "strides": 2, "padding": "same"}, {"pool_size": 2, "strides": [1], "padding": "valid"},
                   {"pool_size": 2, "strides": 1, "padding": "SAME"}]:
        op("nn." + name, F(2, 7, 3), fields=fields)
    x, fields = F(2, 3, 7), {"pool_size": 2, "strides": 2}
    pool = {"MaxPool": keras.ops.max_pool, "AveragePool": keras.ops.average_pool}[name]
    op("nn." + name, x, fields={**fields, "data_format": "channels_first"},
       result=np.swapaxes(pool(np.swapaxes(x, 1, 2), **fields), 1, 2))
    op("nn." + name, x, fields={"pool_size": 2}, result=pool(x, **fields))
for fields in [{}, {"strides": 2}, {"padding": "same"}, {"padding": "same", "strides": [2]}, {"dilation_rate": 2},
               {"dilation_rate": 2, "padding": "same"}]:
    op("nn.Conv", F(2, 7, 4), C(F(3, 4, 5)), fields=fields)
    op("nn.DepthwiseConv", F(2, 7, 2), C(F(3, 2, 2)), fields=fields)
    x, kernel = F(2, 4, 3), F(3, 2, 3)
    op("nn.ConvTranspose", x, C(kernel), fields=fields, result=spread(x, kernel, **fields))
    op("nn.SeparableConv", F(2, 7, 2), C(F(3, 2, 2)), C(F(1, 4, 3)), fields=fields)
op("nn.Conv", F(2, 7, 4), F(2, 2, 6), fields={})
x, kernel = F(2, 4, 7), F(3, 4, 5)
op("nn.Conv", x, C(kernel), fields={"data_format": "channels_first"},
   result=np.swapaxes(keras.ops.conv(np.swapaxes(x, 1, 2), kernel), 1, 2))
x, kernel = F(2, 4, 3), F(3, 2, 3)
op("nn.ConvTranspose", x, C(kernel), fields={"strides": 2, "padding": "same", "output_padding": 1},
   result=spread(x, kernel, strides=2, padding="same", output_padding=1))
for fields in [{"axes": [0]}, {"axes": [0, 1]}, {"axes": [-1], "keepdims": True}, {"axes": [1, 2], "keepdims": True}]:
    op("nn.Moments", F(2, 3, 4), fields=fields)
op("nn.BatchNorm", F(2, 3), C(F(3)), C(P(3)), fields={"axis": -1})
op("nn.BatchNorm", F(2, 3, 4), C(F(3)), C(P(3)), offset=C(F(3)), scale=C(P(3)), fields={"axis": 1, "epsilon": 0.01})
op("nn.BatchNorm", F(2, 3), C(F(3)), C(P(3)), C(F(3)), C(P(3)), fields={"axis": 1})
for fields in [{}, {"axis": 0}, {"order": 1}, {"order": 3, "axis": 1}, {"epsilon": 2.5}]:
    op("nn.Normalize", F(2, 3), fields=fields)
for fields in [{}, {"axis": 0}, {"axis": [1, 2]}, {"epsilon": 0.1}]:
    op("nn.RMSNorm", F(2, 3, 4), fields=fields)
    op("nn.LayerNorm", F(2, 3, 4), fields=fields)
op("nn.RMSNorm", F(2, 3, 4), C(P(4)), fields={})
op("nn.LayerNorm", F(2, 3, 4), C(P(4)), C(F(4)), fields={"epsilon": 0.001})
op("nn.LayerNorm", F(2, 3, 4), gamma=C(P(3, 4)), beta=C(F(3, 4)), fields={"axis": [1, 2]})
op("nn.LayerNorm", F(2, 3, 4), gamma=C(P(3)), fields={"axis": 1})
op("nn.LayerNorm", F(2, 3, 4), C(P(4)), fields={"rms_scaling": True})
op("nn.DotProductAttention", F(2, 3, 2, 4), F(2, 5, 2, 4), F(2, 5, 2, 4), fields={})
op("nn.DotProductAttention", F(2, 3, 2, 4), F(2, 3, 2, 4), F(2, 3, 2, 4), fields={"is_causal": True})
op("nn.DotProductAttention", F(2, 3, 2, 4), F(2, 5, 2, 4), F(2, 5, 2, 4), F(2, 2, 3, 5), B(2, 1, 3, 5) | True, 0.5,
   fields={})
op("nn.DotProductAttention", F(2, 3, 2, 4), F(2, 5, 2, 4), F(2, 5, 2, 4), mask=C(np.array([[[[True, True, False, True, False]]]])),
   fields={})
SHARES = lambda *s: P(*s) / 4  # noqa: E731
op("nn.BinaryCrossentropy", B(2, 3).astype("float32"), SHARES(2, 3), fields={})
op("nn.BinaryCrossentropy", B(2, 3).astype("float32"), F(2, 3), fields={"from_logits": True})
for fields in [{}, {"axis": 1}, {"from_logits": True}]:
    op("nn.CategoricalCrossentropy", SHARES(2, 3, 4), P(2, 3, 4), fields=fields)
op("nn.SparseCategoricalCrossentropy", I(2, 3, low=0, high=4), P(2, 3, 4), fields={})
op("nn.SparseCategoricalCrossentropy", I(2, 1, low=0, high=4), F(2, 4), fields={"from_logits": True})

text = json.dumps(cases, separators=(",", ":"))
with open(sys.argv[2], "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="", compresslevel=9) as packed:
    packed.write(text.encode())
print(len(cases), "cases of", len({case["op"] for case in cases}), "operations,", len(text), "characters")
