"""Real Keras on PyTorch as a servant that trains in float64: reads a folder a line, answers with a line of JSON.

A folder holds `model.keras` (compiled) and `data.npz`, as training.py writes them. What training came to is written
beside them: `trained.weights.h5`, and `losses.npz` with the loss of each step.
"""
import json
import os
import sys
import traceback
import warnings
import zipfile

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # What Keras prints is no answer.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
warnings.simplefilter("ignore")
import torch_backend  # noqa: E402, F401
import torch  # noqa: E402

torch.set_num_threads(1)
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import tree  # noqa: E402
from keras.src.backend.common import dtypes  # noqa: E402

from plan import plain  # noqa: E402

keras.config.set_floatx("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # Without it Keras computes in float32 on PyTorch, whatever is asked for.
STEPS = 3
ILL = 1e-4  # The largest change, as `far` measures it, that a change of weights and inputs by 1e-6 may make.


def widened(source, target):
    """The file's model with float64 wherever it says float32."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as written:
        for name in read.namelist():
            data = read.read(name)
            written.writestr(name, data.replace(b'"float32"', b'"float64"') if name == "config.json" else data)


def opened(path, data):
    """The compiled model, its inputs, targets and weights of rows."""
    keras.utils.clear_session()
    model = keras.models.load_model(path)
    model.run_eagerly = True
    arrays = {name: a.astype("float64") if a.dtype == "float32" else a for name, a in data.items()}
    xs = [arrays[f"x.{i}"] for i in range(len(model.inputs))]
    ts = [arrays[f"t.{i}"] for i in range(len(model.outputs))]
    return model, xs, ts, arrays.get("rows")


def packed(structure, arrays):
    return arrays[0] if structure is None else tree.pack_sequence_as(structure, arrays)


def predicts(path, data):
    """Whether this backend predicts what NumPy's did."""
    model, xs, _, _ = opened(path, data)
    ys = tree.flatten(model(packed(getattr(model, "_inputs_struct", None), xs), training=False))
    return all(np.allclose(keras.ops.convert_to_numpy(y), data[f"y.{i}"], rtol=1e-4, atol=1e-5) for i, y in enumerate(ys))


def trained(path, data, disturb=None):
    """Losses, weights before and after."""
    model, xs, ts, rows = opened(path, data)
    if disturb is not None:
        for variable in model.weights:
            if "float" in str(variable.dtype):
                numbers = keras.ops.convert_to_numpy(variable)
                variable.assign(numbers * (1 + 1e-6 * disturb.normal(size=numbers.shape)))
        xs = [x * (1 + 1e-6 * disturb.normal(size=x.shape)) if x.dtype == "float64" else x for x in xs]
    x = packed(getattr(model, "_inputs_struct", None), xs)
    t = packed(getattr(model, "_outputs_struct", None), ts)
    before = numbers_of(model)
    losses = []
    for _ in range(STEPS):
        for variable in model.variables:  # Keras forgets those of parts that PyTorch does not see, and adds gradients up.
            variable.value.grad = None
        losses.append(float(np.ravel(model.train_on_batch(x, t, sample_weight=rows))[0]))
    return model, losses, before, numbers_of(model)


def numbers_of(model):
    return [keras.ops.convert_to_numpy(variable).astype("float64") for variable in model.weights]


def far(before, after, others_before, others_after):
    """The largest difference of two trainings' steps, relative to the step of the weight or a thousandth of it."""
    worst = 0.0
    for a, b, c, d in zip(before, after, others_before, others_after):
        if a.size:
            worst = max(worst, np.abs((d - c) - (b - a)).max() / max(np.abs(b - a).max(), 1e-3 * np.abs(a).max(), 1e-6))
    return worst


def train(folder):
    with zipfile.ZipFile(f"{folder}/model.keras") as archive:
        if b'float16"' in archive.read("config.json"):
            return {"status": "half precision"}
    path = f"{folder}/wide.keras"
    widened(f"{folder}/model.keras", path)
    with np.load(f"{folder}/data.npz") as file:
        data = {name: file[name] for name in file.files}
    try:
        if not predicts(path, data):
            return {"status": "differs by backend"}
        model, losses, before, after = trained(path, data)
        if not all(np.isfinite(loss) and abs(loss) < 1e4 for loss in losses) or not all(np.isfinite(a).all() for a in after):
            return {"status": "not finite"}
        if not np.allclose(losses[0], data["first"], rtol=1e-4, atol=1e-5):
            return {"status": "differs by backend"}
        random = np.random.default_rng(3)
        for _ in range(2):
            _, others, *other = trained(path, data, random)
            if not far(before, after, *other) <= ILL or not np.allclose(losses, others, rtol=1e-5, atol=1e-6):
                return {"status": "ill"}
        model, losses, before, after = trained(path, data)
    except Exception as error:
        return {"status": "not trained by Keras", "error": f"{type(error).__name__}: {plain(error)}",
                "trace": traceback.format_exc()[-1500:]}
    finally:
        os.remove(path)
    model.save_weights(f"{folder}/trained.weights.h5")
    if not any(np.abs(b - a).max() > 0 for a, b in zip(before, after) if a.size):
        return {"status": "nothing moves"}
    np.savez(f"{folder}/losses.npz", losses=losses)
    return {"status": "made"}


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            found = train(json.loads(line)["train"])
        except Exception as error:
            found = {"status": "failed", "error": f"{type(error).__name__}: {plain(error)}",
                     "trace": traceback.format_exc()[-1500:]}
        answers.write(json.dumps(found) + "\n")
        answers.flush()
