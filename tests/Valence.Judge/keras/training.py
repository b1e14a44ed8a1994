"""Random models that are trained: the plan of a seed, made trainable in the same way twice, with a loss for each output,
an optimizer and targets."""
import json
import os
import random

import keras
import numpy as np
from keras import tree

import generate
import plan as plans

REGULARIZED = ["Dense", "EinsumDense", "Conv1D", "DepthwiseConv1D", "LSTM", "GRU", "SimpleRNN", "Embedding"]
# Steps that divide by the size of a gradient turn rounding errors into whole steps: their epsilon is large.
OPTIMIZERS = [
    ("SGD", {"learning_rate": 0.1}), ("SGD", {"learning_rate": 0.1}),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.9}), ("SGD", {"learning_rate": 0.05, "momentum": 0.8, "nesterov": True}),
    ("SGD", {"learning_rate": 0.1, "weight_decay": 0.02}), ("SGD", {"learning_rate": 0.1, "clipnorm": 0.05}),
    ("SGD", {"learning_rate": 0.1, "global_clipnorm": 0.1}), ("SGD", {"learning_rate": 0.1, "clipvalue": 0.01}),
    ("Adam", {"learning_rate": 0.02, "epsilon": 0.1}), ("Adam", {"learning_rate": 0.02, "epsilon": 0.1, "amsgrad": True}),
    ("AdamW", {"learning_rate": 0.02, "epsilon": 0.1, "weight_decay": 0.01}),
    ("RMSprop", {"learning_rate": 0.02, "epsilon": 0.1, "momentum": 0.5}), ("Adagrad", {"learning_rate": 0.05}),
    ("Nadam", {"learning_rate": 0.02, "epsilon": 0.1}), ("Adamax", {"learning_rate": 0.02, "epsilon": 0.1}),
]
# PyTorch alone gives the standard deviation of equal numbers a gradient. Its masks of outputs pass through a spectral
# normalization, as TensorFlow's and JAX' do and NumPy's do not.
DIFFER = ['"std"', "SpectralNormalization"]
# Where a function has steps, PyTorch and JAX find the gradient zero, so that weights behind it decay; TensorFlow finds none.
STEPS = ["trunc", "floor", "ceil", "round", "sign"]
PER_ELEMENT = ["mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "mean_squared_logarithmic_error"]


def still(description, choice):
    """A description without chance in training; some layers get penalties, constraints or are frozen."""
    if isinstance(description, list):
        return [still(item, choice) for item in description]
    if not isinstance(description, dict):
        return description
    found = {key: still(item, choice) for key, item in description.items()}
    if "layer" in found and isinstance(found.get("args"), dict):
        args = found["args"]
        if "." in args.get("name", ""):  # PyTorch has no names with dots.
            del args["name"]
        for key in ("rate", "stddev", "dropout", "recurrent_dropout"):
            if key in args:
                args[key] = 0.0
        if found["layer"] in REGULARIZED and choice.random() < 0.3:
            weights = "depthwise" if found["layer"] == "DepthwiseConv1D" else \
                "embeddings" if found["layer"] == "Embedding" else "kernel"
            kind = choice.choice([f"{weights}_regularizer", "activity_regularizer", f"{weights}_constraint"])
            if kind.endswith("constraint"):
                args.setdefault(kind, choice.choice(["max_norm", "unit_norm", "non_neg"]))
            elif not (kind == "activity_regularizer" and found["layer"] in ("LSTM", "GRU", "SimpleRNN")):
                args.setdefault(kind, choice.choice(["l2", "l1", "L1L2"]))
        if choice.random() < 0.06 and not found["layer"].endswith("Cell"):
            args["trainable"] = False
    return found


def loss_of(y, choice):
    """A loss that fits what a model predicts, and targets for it."""
    random = np.random.default_rng(choice.randrange(1 << 30))
    # Where a probability is cut to [1e-7, 1 - 1e-7], float32 and float64 cut elsewhere.
    if y.min() >= 1e-3 and y.max() <= 1 - 1e-3:
        if y.ndim > 1 and y.shape[-1] > 1 and np.allclose(y.sum(-1), 1, atol=1e-4):
            numbers = random.integers(0, y.shape[-1], y.shape[:-1])
            if choice.random() < 0.5:
                return "sparse_categorical_crossentropy", numbers.astype("int32")
            return "categorical_crossentropy", np.eye(y.shape[-1], dtype="float32")[numbers]
        if choice.random() < 0.7:
            return "binary_crossentropy", (random.random(y.shape) < 0.5).astype("float32")
    loss = choice.choice(PER_ELEMENT[:4] if y.min() <= 0 else PER_ELEMENT)
    return loss, (y + random.normal(0, 1, y.shape)).astype("float32")


def of_scores(description, scores, behind):
    """Whether something refers to scores of attention or to what was made of them."""
    return any(item["$"] in behind or item["$"] in scores and item.get("i") for item in plans.references(description))


def make(seed, folder, serve):
    """Writes what a training of the seed needs: the compiled model, inputs, targets and weights of rows."""
    choice = random.Random(seed * 31 + 7)
    plan = generate.plan(seed)
    plan = still({**plan, "batch": max(plan["batch"], 2)}, choice)
    text = json.dumps(plan)
    if any(word in text for word in DIFFER):
        return {"status": "differs by backend"}
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed % (1 << 31))
    builder, model = plans.built(plan)
    if not model.built:
        return {"status": "unbuilt"}
    if not model.trainable_weights:
        return {"status": "nothing to train"}
    if any(not str(item.dtype).startswith("float32") for item in model.outputs):
        return {"status": "no losses"}
    # Keras takes the mask of queries and keys for that of the scores, and with it weighs other axes of their loss.
    scores, behind = set(), set()
    for node in plan.get("nodes", []):  # Each comes after those that it reads.
        if node.get("kwargs", {}).get("return_attention_scores"):
            scores.add(node["id"])
        if of_scores([node.get("args"), node.get("kwargs")], scores, behind):
            behind.add(node["id"])
    if of_scores(plan.get("outputs"), scores, behind):
        return {"status": "differs by backend"}
    plans.randomize(model, seed + 2)
    xs = serve.feed(plan, model, builder, seed + 1)
    ys = serve.predict(model, xs)
    if any(y.shape[:1] != (plan["batch"],) for y in ys):
        return {"status": "no rows"}
    if any(y.size == 0 or y.ndim < 2 for y in ys):
        return {"status": "empty"}
    if not all(np.isfinite(y).all() and np.abs(y).max() < 1e3 for y in ys):
        return {"status": "large"}
    chosen = [loss_of(y, choice) for y in ys]
    structure = getattr(model, "_outputs_struct", None)
    plain = structure is None or isinstance(structure, keras.KerasTensor) \
        or isinstance(structure, (list, tuple)) and all(isinstance(item, keras.KerasTensor) for item in structure)
    if not plain:
        chosen = [("mean_squared_error", (y + np.random.default_rng(seed).normal(0, 1, y.shape)).astype("float32")) for y in ys]
    name, arguments = choice.choice(OPTIMIZERS)
    if any(f'"{word}"' in text for word in STEPS):
        arguments = {key: value for key, value in arguments.items() if key != "weight_decay"}
    losses = [loss for loss, _ in chosen] if plain and len(ys) > 1 else chosen[0][0]
    weights = [choice.choice([0.5, 1.0, 2.0]) for _ in ys] if plain and len(ys) > 1 and choice.random() < 0.4 else None
    model.compile(optimizer=getattr(keras.optimizers, name)(**arguments), loss=losses, loss_weights=weights)
    arrays = {f"x.{i}": x for i, x in enumerate(xs)} | {f"y.{i}": y for i, y in enumerate(ys)} | {f"t.{i}": target for i, (_, target) in enumerate(chosen)}
    # Keras lays weights of rows along the last axis of a loss of several axes, if they fit: they are given per row alone.
    if len(ys) == 1 and ys[0].ndim == 2 and choice.random() < 0.3:
        arrays["rows"] = np.random.default_rng(seed).uniform(0, 2, plan["batch"]).astype("float32")
    # The loss before any step, by this backend: the one that trains may keep masks which this one drops.
    held = [(variable, np.array(variable)) for variable in model.variables]
    predicted = model(serve.structure(model, xs), training=True)
    targets = tree.pack_sequence_as(structure, [target for _, target in chosen]) if structure is not None else chosen[0][1]
    penalties = sum(float(loss) for loss in model.losses)  # This backend cannot add up what compute_loss lists.
    arrays["first"] = float(model._compile_loss(targets, predicted, arrays.get("rows"))) + penalties
    for variable, numbers in held:
        variable.assign(numbers)
    os.makedirs(folder, exist_ok=True)
    model.save(f"{folder}/model.keras")
    np.savez(f"{folder}/data.npz", **arrays)
    return {"status": "made", "forms": ["keras"]}
