"""Runs Keras' own tests and records the calls of layers, losses and metrics in them, with all numbers.

usage: record.py FOLDER_OF_NUMPY_BACKEND OUT [--all]     needs pytest

Losses and metrics are written as the reference cases are (NAME.json beside NAME.npz). A layer is called again in a model
of its own, with the recorded weights and inputs; what Keras answers must be what was recorded. Without --all one call is
kept for each class, configuration and kind of inputs.
"""
import collections
import json
import os
import re
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, sys.argv[1])
warnings.simplefilter("ignore")
import numpy_backend  # noqa: E402, F401
import numpy as np  # noqa: E402

np.seterr(all="ignore")
import transposed  # noqa: E402, F401
import keras  # noqa: E402
import pytest  # noqa: E402
from keras import tree  # noqa: E402
from keras.src import backend  # noqa: E402

FILES = [
    "losses/losses_test.py", "losses/loss_test.py", "metrics/accuracy_metrics_test.py", "metrics/confusion_metrics_test.py",
    "metrics/correlation_metrics_test.py", "metrics/f_score_metrics_test.py", "metrics/hinge_metrics_test.py",
    "metrics/iou_metrics_test.py", "metrics/metric_test.py", "metrics/probabilistic_metrics_test.py",
    "metrics/reduction_metrics_test.py", "metrics/regression_metrics_test.py", "layers/rnn/*_test.py", "layers/merging/*_test.py",
    "layers/core/*_test.py", "layers/reshaping/*_test.py", "layers/normalization/*_test.py", "layers/pooling/*_test.py",
    "layers/attention/*_test.py", "layers/activations/*_test.py", "layers/regularization/*_test.py",
    "layers/convolutional/*_test.py", "layers/preprocessing/category_encoding_test.py", "layers/preprocessing/hashing_test.py",
    "layers/preprocessing/hashed_crossing_test.py", "layers/preprocessing/rescaling_test.py",
    "layers/preprocessing/discretization_test.py", "layers/preprocessing/normalization_test.py",
    "models/functional_test.py", "models/sequential_test.py", "models/model_test.py",
]
MOST = 4096  # Elements of one array; larger ones are not kept.

skipped = collections.Counter()
recorded = []
here = {"test": "", "depth": 0, "count": 0}


def concrete(structure):
    return all(isinstance(item, (np.ndarray, np.generic, int, float, bool, list)) or item is None for item in tree.flatten(structure)) \
        and not any(isinstance(item, keras.KerasTensor) for item in tree.flatten(structure))


def frozen(structure):
    return tree.map_structure(lambda item: np.array(item) if isinstance(item, (np.ndarray, np.generic)) else item, structure)


def described(thing):
    try:
        description = keras.saving.serialize_keras_object(thing)
        json.dumps(description)
    except Exception:
        return None
    return description if str(description.get("module", "")).startswith("keras") and not description.get("registered_name") else None


layer_call = keras.layers.Layer.__call__


def call_layer(self, *args, **kwargs):
    if here["depth"] or not concrete((args, kwargs)) or not args:
        here["depth"] += 1
        try:
            return layer_call(self, *args, **kwargs)
        finally:
            here["depth"] -= 1
    before = [np.array(w) for w in self.weights] if self.built else None
    masks = [backend.get_keras_mask(item) is not None for item in tree.flatten((args, kwargs)) if isinstance(item, np.ndarray)]
    arguments = frozen((args, kwargs))
    here["depth"] += 1
    try:
        result = layer_call(self, *args, **kwargs)
    finally:
        here["depth"] -= 1
    weights = before if before is not None else [np.array(w) for w in self.weights]
    reason = "an input with a mask of its own" if any(masks) else "training" if kwargs.get("training") else \
        "not of keras.layers" if described(self) is None else None
    if reason:
        skipped[reason] += 1
    else:
        recorded.append(("layers", here["test"], self.__class__.__name__, described(self), weights, arguments, frozen(result)))
    return result


keras.layers.Layer.__call__ = call_layer
loss_call = keras.losses.Loss.__call__


def call_loss(self, y_true, y_pred, sample_weight=None):
    result = loss_call(self, y_true, y_pred, sample_weight)
    if not here["depth"] and concrete((y_true, y_pred, sample_weight)):
        description = described(self)
        if description is None or isinstance(y_true, dict):
            skipped["not of keras.losses"] += 1
        else:
            recorded.append(("losses", here["test"], self.__class__.__name__, description, None,
                             frozen((y_true, y_pred, sample_weight)), np.array(result)))
    return result


keras.losses.Loss.__call__ = call_loss


def watch(metric_class):
    """Wraps update_state and result of one class where it has its own."""
    if "update_state" in metric_class.__dict__:
        update = metric_class.__dict__["update_state"]

        def update_state(self, *args, **kwargs):
            if here["depth"] == 0:
                self.__dict__.setdefault("_seen", []).append(frozen((args, kwargs)))
            here["depth"] += 1
            try:
                return update(self, *args, **kwargs)
            finally:
                here["depth"] -= 1
        metric_class.update_state = update_state
    if "result" in metric_class.__dict__:
        answer = metric_class.__dict__["result"]

        def result(self):
            here["depth"] += 1
            try:
                found = answer(self)
            finally:
                here["depth"] -= 1
            if here["depth"] == 0 and self.__dict__.get("_seen"):
                description = described(self)
                if description is None:
                    skipped["not of keras.metrics"] += 1
                else:
                    recorded.append(("metrics", here["test"], self.__class__.__name__, description, None,
                                     list(self._seen), frozen(found)))
            return found
        metric_class.result = result
    if "reset_state" in metric_class.__dict__:
        reset = metric_class.__dict__["reset_state"]

        def reset_state(self):
            self.__dict__.pop("_seen", None)
            return reset(self)
        metric_class.reset_state = reset_state


def family(base):
    yield base
    for below in base.__subclasses__():
        yield from family(below)


for metric_class in set(family(keras.metrics.Metric)):
    watch(metric_class)


class Plugin:
    def pytest_runtest_setup(self, item):
        here["test"] = f"{item.fspath.purebasename.removesuffix('_test')}.{item.name}"
        here["depth"] = 0


def arrays_of(structure):
    return [np.asarray(item) for item in tree.flatten(structure) if item is not None]


def signature(kind, class_name, description, arguments):
    config = {key: item for key, item in description["config"].items() if key not in ("name", "seed")}
    text = json.dumps(config, sort_keys=True)
    text = re.sub(r'"name": "[^"]*"', "", text)
    return kind, class_name, text, str(tree.map_structure(lambda item: (np.asarray(item).shape, str(np.asarray(item).dtype)) if item is not None else "none", arguments))


def layer_case(folder, description, weights, arguments, result):
    """A model around the layer, whose inputs are the arrays of the call."""
    keras.utils.clear_session()
    args, kwargs = arguments
    kwargs = {key: item for key, item in kwargs.items() if not (key == "training")}
    arrays, inputs = [], []

    def enter(item):
        if not isinstance(item, np.ndarray) or item.ndim == 0:
            return item
        dtype = {"float64": "float32", "int64": "int32"}.get(str(item.dtype), str(item.dtype))
        arrays.append(item.astype(dtype))
        inputs.append(keras.Input(batch_shape=(None, *item.shape[1:]), dtype=dtype))
        return inputs[-1]
    layer = keras.saving.deserialize_keras_object(description)
    if isinstance(layer, keras.Model):
        model = layer
        tree.map_structure(enter, args)
        if kwargs:
            return "arguments of a model"
        if not model.built or not getattr(model, "inputs", None):
            return "a model that is not built"
    else:
        structure = tree.map_structure(enter, (args, kwargs))
        if not inputs:
            return "no arrays among the inputs"
        model = keras.Model(inputs if len(inputs) > 1 else inputs[0], layer(*structure[0], **structure[1]))
    if any(array.size > MOST for array in arrays) or any(w.size > MOST for w in weights):
        return "large arrays"
    if any(array.shape[:1] != arrays[0].shape[:1] for array in arrays):
        return "inputs of different numbers of rows"
    if len(model.weights) != len(weights):
        return "other weights in a model of its own"
    for variable, numbers in zip(model.weights, weights):
        variable.assign(numbers)
    ys = arrays_of(result)
    if any(y.size > MOST for y in ys):
        return "large arrays"
    os.makedirs(folder, exist_ok=True)
    model.save(f"{folder}/model.keras")
    again = keras.models.load_model(f"{folder}/model.keras", compile=False)
    xs = tree.pack_sequence_as(again._inputs_struct, arrays) if getattr(again, "_inputs_struct", None) is not None else arrays[0]
    zs = arrays_of(again(xs, training=False))
    if len(ys) != len(zs) or any(y.shape != z.shape or not np.allclose(y, z, rtol=1e-5, atol=1e-6, equal_nan=True) for y, z in zip(ys, zs)):
        os.remove(f"{folder}/model.keras")
        return "Keras answers otherwise from its file"
    np.savez_compressed(f"{folder}/in.npz", **{f"x.{i}": x for i, x in enumerate(arrays)})
    np.savez_compressed(f"{folder}/out.npz", **{f"y.{i}": y for i, y in enumerate(ys)})
    return None


def small(value):
    value = np.asarray(value)
    return value.astype("float32") if value.dtype == "float64" else value.astype("int32") if value.dtype == "int64" else value


def number_case(kind, path, description, arguments, result):
    if kind == "losses":
        y_true, y_pred, weight = arguments
        arrays = {"y_true": small(y_true), "y_pred": small(y_pred), "out": small(result)}
        if weight is not None:
            arrays["sample_weight"] = small(weight)
    else:
        arrays = {f"result.{len(arguments) - 1}": small(result)}
        for i, (args, kwargs) in enumerate(arguments):
            names = ["y_true", "y_pred", "sample_weight"]
            given = dict(zip(names, args)) | kwargs
            if set(given) - set(names) or "y_pred" not in given:
                return "no labels and predictions"
            arrays |= {f"{name}.{i}": small(item) for name, item in given.items() if item is not None}
    if any(array.size > MOST for array in arrays.values()) or any(array.dtype.kind not in "fiub" for array in arrays.values()):
        return "large arrays, or none of numbers"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    np.savez_compressed(path + ".npz", **arrays)
    with open(path + ".json", "w") as file:
        json.dump({"config": description, "family": kind, "name": os.path.basename(path), "recorded": True}, file)
    return None


def main():
    out, keep_all = sys.argv[2], "--all" in sys.argv
    root = os.path.dirname(keras.src.__file__)
    import glob
    files = [path for pattern in FILES for path in sorted(glob.glob(os.path.join(root, pattern)))]
    pytest.main(["-q", "--continue-on-collection-errors", "-p", "no:cacheprovider", "-p", "no:warnings", "--no-header", "--tb=no", "-k",
                 "not conv2d and not conv3d and not correctness_test_with_large", *files], plugins=[Plugin()])
    keras.layers.Layer.__call__ = layer_call
    seen, counts, kept = set(), collections.Counter(), collections.Counter()
    names, of_test = collections.Counter(), collections.Counter()
    for kind, test, class_name, description, weights, arguments, result in recorded:
        counts[kind] += 1
        try:
            key = signature(kind, class_name, description, arguments)
            place = kind, class_name, test.split("[")[0].rstrip("0123456789")
            if not keep_all and (key in seen or kind == "layers" and of_test[place] >= 6):
                skipped[f"{kind}: another call of the same kind"] += 1
                continue
            seen.add(key)
            of_test[place] += 1
            name = re.sub(r"[^\w.]+", "_", f"keras_{class_name}_{test}")
            names[name] += 1
            name = f"{name}_{names[name]}"
            path = os.path.join(out, kind, name)
            reason = layer_case(path, description, weights, arguments, result) if kind == "layers" \
                else number_case(kind, path, description, arguments, result)
        except Exception as error:
            reason = f"Keras: {type(error).__name__}: {' '.join(str(error).split())[:90]}"
        if reason:
            skipped[f"{kind}: {reason}"] += 1
        else:
            kept[kind] += 1
    print("recorded", dict(counts), "kept", dict(kept))
    for reason, count in skipped.most_common():
        print(f"  left out {count}: {reason}")


if __name__ == "__main__":
    main()
