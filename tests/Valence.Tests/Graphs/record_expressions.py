"""Records Python expressions over places of a graph as Keras' NumPy backend answers them, for the C# expressions of
SymbolicExpressionTests, and the result type of every pair of element types.

  python record_expressions.py FOLDER_OF_NUMPY_BACKEND SymbolicExpressions.json.gz
"""
import gzip
import importlib
import inspect
import json
import re
import sys

sys.path.insert(0, sys.argv[1])
import numpy_backend  # noqa: E402,F401
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import ops  # noqa: E402

rng = np.random.default_rng(7)
values = {"x": (np.round(rng.uniform(-2, 2, (2, 3, 4)) * 16) / 16).astype("float32"),
          "y": (np.round(rng.uniform(0.25, 2, (2, 3, 4)) * 16) / 16).astype("float32"),
          "n": rng.integers(-3, 6, (2, 3)).astype("int32")}
constant = np.array([1.5, -2, 0.25, 3], "float32")
places = {name: keras.Input(batch_shape=value.shape, dtype=str(value.dtype), name=name) for name, value in values.items()}


def array(x):
    x = np.asarray(x)
    return {"t": str(x.dtype), "s": list(x.shape), "v": [v.item() if x.dtype.kind == "f" else int(v) for v in x.ravel()]}


test = open(__file__.replace("record_expressions.py", "SymbolicExpressionTests.cs")).read()
expressions = re.findall(r'\("((?:[^"\\]|\\.)+)", \(x, y, n\)', test)
recorded = []
for text in expressions:
    result = eval(text, {"ops": ops, "constant": constant, "np": np, **places})
    results = list(result) if isinstance(result, (list, tuple)) else [result]
    model = keras.Model(list(places.values()), results)
    answers = model([keras.ops.convert_to_tensor(value) for value in values.values()])
    answers = answers if isinstance(answers, (list, tuple)) else [answers]
    recorded.append({"expression": text, "results": [array(a) for a in answers]})

names = ["bool", "uint8", "uint16", "uint32", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
         "int", "float"]
python = {"int": int, "float": float}
joins = {f"{a},{b}": keras.backend.result_type(python.get(a, a), python.get(b, b)) for a in names for b in names}
# The functions of keras.ops and the operations behind them, and all classes of operations.
classes = {}
for module in ["numpy", "nn", "core", "math", "linalg", "image"]:
    space = vars(importlib.import_module("keras.src.ops." + module))
    for name, value in space.items():
        if inspect.isclass(value) and issubclass(value, keras.Operation) and value.__module__.endswith(module):
            classes[name] = f"{module}.{name}"
functions = {}
for name in sorted(dir(ops)):
    value = getattr(ops, name)
    if callable(value) and not name.startswith("_"):
        used = [c for c in re.findall(r"\b([A-Z]\w+)\(", inspect.getsource(value)) if c in classes]
        functions[name] = classes[used[-1]] if used else None
functions.update({"abs": "numpy.Absolute", "conj": "numpy.Conjugate", "kaiser": None})

text = json.dumps({"inputs": {k: array(v) for k, v in values.items()}, "constant": array(constant),
                   "expressions": recorded, "joins": joins, "classes": sorted(classes.values()),
                   "functions": functions}, separators=(",", ":"))
with open(sys.argv[2], "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="", compresslevel=9) as packed:
    packed.write(text.encode())
print(len(recorded), "expressions")
