"""Real Keras as a servant: reads a job a line, answers with a line; both are JSON.

usage: serve.py FOLDER_OF_NUMPY_BACKEND
"""
import json
import os
import sys
import traceback
import warnings

os.environ["OPENBLAS_NUM_THREADS"] = "1"
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # What Keras prints is no answer.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, sys.argv[1])
warnings.simplefilter("ignore")
import numpy_backend  # noqa: E402, F401
import numpy as np  # noqa: E402

np.seterr(all="ignore")
import transposed  # noqa: E402, F401
import keras  # noqa: E402
from keras import tree  # noqa: E402

import generate  # noqa: E402
import others  # noqa: E402
import plan as plans  # noqa: E402
from plan import plain  # noqa: E402

ILL = 4e-6  # The largest change, relative, that a change of weights and inputs by 1e-6 may make.


def structure(model, arrays):
    """Arrays in the structure that the model takes."""
    given = getattr(model, "_inputs_struct", None)
    if given is None:
        return arrays[0] if len(arrays) == 1 else arrays
    return tree.pack_sequence_as(given, arrays)


def predict(model, arrays):
    """Outputs in the order of the model's, batches of 32 as `predict` takes them."""
    parts = []
    for start in range(0, len(arrays[0]), 32):
        y = model(structure(model, [array[start:start + 32] for array in arrays]), training=False)
        parts.append(plans.flat(y))
    # A result of all rows together may have no axes.
    return [np.concatenate(outputs) if len(outputs) > 1 else np.asarray(outputs[0]) for outputs in zip(*parts)]


def read(path, prefix):
    with np.load(path) as z:
        names = sorted((name for name in z.files if name.startswith(prefix)), key=lambda name: int(name[2:]))
        return [z[name] for name in names]


def distance(ys, zs):
    """The largest difference, relative to the largest finite element of its array; words where they cannot be
    compared."""
    if len(ys) != len(zs):
        return f"{len(zs)} outputs, expected {len(ys)}"
    worst = 0.0
    for i, (y, z) in enumerate(zip(ys, zs)):
        if y.shape != z.shape:
            return f"output {i} of shape {z.shape}, expected {y.shape}"
        y, z = y.astype("float64"), z.astype("float64")
        finite = np.isfinite(y)
        if not np.array_equal(finite, np.isfinite(z)) or not np.array_equal(y[~finite], z[~finite], equal_nan=True):
            return f"output {i} has other numbers that are not finite"
        if finite.any():
            worst = max(worst, float(np.abs(y - z)[finite].max() / max(np.abs(y[finite]).max(), 1e-6)))
    return worst


def feed(plan, model, builder, seed):
    """Arrays for the model's inputs."""
    random = np.random.default_rng(seed)
    batch, time = plan.get("batch", 3), int(random.integers(3, 7))
    arrays = []
    for i, symbolic in enumerate(model.inputs):
        ids = 0
        if "sequence" in plan:
            ids = plan["feeds"][i].get("ids", 0)
        else:
            for node in plan["nodes"]:
                if "input" in node and builder.results[node["id"]] is symbolic:
                    ids = node.get("ids", 0)
        shape = [batch, *(time if length is None else length for length in symbolic.shape[1:])]
        padding = plan.get("padding", "right")
        length = shape[1] if len(shape) > 1 else 1
        kept = random.integers(1, length + 1, batch)
        real = np.arange(length)[None] < kept[:, None]
        if padding == "left":
            real = real[:, ::-1]
        elif padding == "any":
            real = random.random((batch, length)) > 0.35
        if ids:
            arrays.append(np.where(real, random.integers(1, ids, shape), 0).astype("int32"))
        elif symbolic.dtype == "bool":
            arrays.append(np.ascontiguousarray(real if len(shape) == 2 else random.random(shape) > 0.4))
        elif symbolic.dtype == "int32":
            arrays.append(random.integers(0, 5, shape).astype("int32"))
        else:
            x = random.normal(size=shape).astype("float32")
            if len(shape) == 3 and random.random() < 0.5:
                x = x * real[..., None].astype("float32")
            arrays.append(x)
    return arrays


def normalizes_one(layer):
    """Whether a layer normalizes rows of one element: x·s + (beta − x·s) is beta, but for a rounding that Keras'
    formula makes as large as 1/√epsilon times float32's, whatever x is."""
    return isinstance(layer, keras.layers.LayerNormalization) and layer.center and int(np.prod(layer.beta.shape)) == 1


def disturbed(model, xs, random):
    """What the model predicts when everything is changed a little: large changes are not the reader's fault."""
    kept = [(variable, np.array(variable)) for variable in model.weights if str(variable.dtype) == "float32"]
    try:
        for variable, numbers in kept:
            variable.assign(numbers * (1 + 1e-6 * random.normal(size=numbers.shape)).astype("float32"))
        plans.finalize(model)
        changed = [x * (1 + 1e-6 * random.normal(size=x.shape)).astype("float32") if x.dtype == "float32" else x for x in xs]
        return predict(model, changed)
    finally:
        for variable, numbers in kept:
            variable.assign(numbers)
        plans.finalize(model)


def make(plan, folder):
    """Writes the case of a plan: files in every form, inputs and predictions."""
    seed = plan.get("seed", 0)
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed % (1 << 31))
    builder, model = plans.built(plan)
    if not model.built:
        return {"status": "unbuilt"}
    if plan.get("optimizer"):
        optimizer = getattr(keras.optimizers, plan["optimizer"]["class"])(**plan["optimizer"]["args"])
        model.compile(optimizer=optimizer, loss="mse")
    if any(normalizes_one(layer) for layer in model._flatten_layers(include_self=False)):
        return {"status": "normalizes single elements"}
    xs = feed(plan, model, builder, seed + 1)
    os.makedirs(folder, exist_ok=True)
    model.save(f"{folder}/architecture.keras")
    plans.randomize(model, seed + 2)
    ys = predict(model, xs)
    if any(y.shape[:1] != (plan.get("batch", 3),) for y in ys):
        return {"status": "no rows"}
    if any(y.size == 0 for y in ys):
        return {"status": "empty"}
    if not all(np.isfinite(y.astype("float64")).all() for y in ys):
        return {"status": "not finite"}
    if max(float(np.abs(y.astype("float64")).max()) for y in ys) > 1e5:
        return {"status": "large"}
    random = np.random.default_rng(seed + 3)
    for _ in range(8):
        change = distance(ys, disturbed(model, xs, random))
        if isinstance(change, str) or change > ILL:
            return {"status": "ill"}
    with others.backends():
        change = distance(ys, predict(model, xs))
    if isinstance(change, str) or change > ILL:
        return {"status": "differs by backend"}
    if plan.get("optimizer"):
        model.optimizer.build(model.trainable_variables)
        for variable in model.optimizer.variables:
            if "iteration" not in variable.path and "learning_rate" not in variable.path and str(variable.dtype) == "float32":
                variable.assign(random.uniform(0.1, 1, tuple(variable.shape)).astype("float32"))
    np.savez(f"{folder}/in.npz", **{f"x.{i}": x for i, x in enumerate(xs)})
    np.savez(f"{folder}/out.npz", **{f"y.{i}": y for i, y in enumerate(ys)})
    with open(f"{folder}/plan.json", "w") as file:
        json.dump(plan, file)
    forms, states, unread = [], [], {}
    for form in ("keras", "h5", "weights.h5"):
        path = f"{folder}/model.{form}"
        try:
            if form == "weights.h5":
                model.save_weights(path)
                again = keras.models.load_model(f"{folder}/architecture.keras", compile=False)
                again.load_weights(path)
            else:
                model.save(path)
                again = keras.models.load_model(path, compile=False)
            found = distance(ys, predict(again, xs))
            if isinstance(found, str) or found > 1e-6:
                raise ValueError(f"predicts otherwise: {found}")
            forms.append(form)
            if plan.get("optimizer") and form != "weights.h5":
                again = keras.models.load_model(path, compile=True)
                if state_difference(model, again):
                    raise ValueError("other state")
                states.append(form)
        except Exception as error:
            unread[form] = f"{type(error).__name__}: {plain(error)}"
            if form not in forms and os.path.exists(path):
                os.remove(path)
    with open(f"{folder}/case.json", "w") as file:
        json.dump({"states": states, "unread": unread}, file)
    return {"status": "made" if forms else "unread", "forms": forms, "unread": unread,
            "names": list(ys and getattr(model, "output_names", []) or []), "size": len(plan.get("nodes", plan.get("sequence", [])))}


def state_difference(expected, model):
    """What differs between the optimizers' variables; nothing where they are equal."""
    a, b = (getattr(getattr(item, "optimizer", None), "variables", None) for item in (expected, model))
    if a is None or b is None:
        return "" if a is b else "one of them has none"
    if len(a) != len(b):
        return f"{len(b)} variables, expected {len(a)}"
    for x, y in zip(a, b):
        if x.shape != y.shape or not np.array_equal(np.asarray(x), np.asarray(y)):
            return f"{x.path} {tuple(x.shape)} against {y.path} {tuple(y.shape)}"
    return ""


def judge(job):
    """Opens files that were written elsewhere, and compares predictions and the optimizer's state."""
    xs, ys = read(job["inputs"], "x."), read(job["outputs"], "y.")
    answer = {}
    for form, path in job["files"].items():
        keras.utils.clear_session()
        try:
            compiled = form in job.get("states", [])
            if form == "weights.h5":
                model = keras.models.load_model(job["architecture"], compile=False)
                plans.randomize(model, 5)
                model.load_weights(path)
            else:
                model = keras.models.load_model(path, compile=compiled)
            answer[form] = distance(ys, predict(model, xs))
            if compiled and not isinstance(answer[form], str) and answer[form] <= 1e-5:
                found = state_difference(keras.models.load_model(job["state"], compile=True), model)
                if found:
                    answer[form] = f"the optimizer's state differs: {found}"
        except Exception as error:
            answer[form] = f"unread {type(error).__name__}: {plain(error)}"
            if "unread" in answer[form] and job.get("trace"):
                answer[form] += traceback.format_exc()
    return answer


def smaller(plan):
    """Plans that are smaller, the smallest first."""
    if "sequence" in plan:
        found = []
        for i in range(1, len(plan["sequence"])):
            found.append({**plan, "sequence": plan["sequence"][:i] + plan["sequence"][i + 1:]})
        for i, item in enumerate(plan["sequence"]):
            found += [{**plan, "sequence": [*plan["sequence"][:i], less, *plan["sequence"][i + 1:]]} for less in fewer(item)]
        if plan.get("optimizer"):
            found.append({**plan, "optimizer": None})
        return found
    found = []
    outputs = list(plans.references(plan["outputs"]))
    if len(outputs) > 1:
        found += [plans.used({**plan, "outputs": item}) for item in outputs]
        if len(outputs) > 2:
            found += [plans.used({**plan, "outputs": outputs[:i] + outputs[i + 1:]}) for i in range(len(outputs))]
        found.append({**plan, "outputs": outputs})
    # An earlier value in place of the output; values that come in in place of calls.
    nodes = [node for node in plan["nodes"] if "input" not in node]
    if len(outputs) == 1:
        found += [plans.used({**plan, "outputs": {"$": node["id"], "i": 0}}) for node in nodes[:-1]]
    for node in reversed(plan["nodes"]):
        for item in plans.references([node.get("args", []), node.get("kwargs", {})]):
            if "input" not in node:
                found.append(plans.used(replaced(plan, node["id"], item)))
        if node.get("kwargs"):
            for key in node["kwargs"]:
                kwargs = {name: item for name, item in node["kwargs"].items() if name != key}
                found.append(plans.used(with_node(plan, {**node, "kwargs": kwargs})))
    try:
        keras.utils.clear_session()
        builder = plans.Builder(plan)
        for node in plan["nodes"]:
            result = tree.flatten(builder.run(node))
            if "input" in node or node is plan["nodes"][-1]:
                continue
            kinds = [{"shape": list(item.shape[1:]), "dtype": item.dtype} for item in result]
            if len(kinds) == 1 and result[0].shape[:1] == (None,):
                candidate = with_node(plan, {"id": node["id"], "input": kinds[0]})
                candidate["inputs"] = [*plans.references(plan["inputs"]), {"$": node["id"], "i": 0}]
                found.append(plans.used(candidate))
    except Exception:
        pass
    inputs = list(plans.references(plan["inputs"]))
    read = {item["$"] for node in plan["nodes"] for item in plans.references([node.get("args", []), node.get("kwargs", {})])}
    for item in inputs:
        if item["$"] not in read and len(inputs) > 1:
            found.append({**plan, "inputs": [other for other in inputs if other != item],
                          "nodes": [node for node in plan["nodes"] if node["id"] != item["$"]]})
    if isinstance(plan["inputs"], dict) and "dict" in plan["inputs"]:
        found.append({**plan, "inputs": inputs})
    for name, layer in plan["layers"].items():
        for less in fewer(layer):
            found.append({**plan, "layers": {**plan["layers"], name: less}})
    if plan.get("optimizer"):
        found.append({**plan, "optimizer": None})
    if plan.get("name"):
        found.append({**plan, "name": None})
    if plan.get("batch", 3) > 2:
        found.append({**plan, "batch": 2})
    for node in plan["nodes"]:
        if node.get("input", {}).get("name"):
            kept = {key: item for key, item in node["input"].items() if key != "name"}
            found.append(with_node(plan, {**node, "input": kept}))
    found.sort(key=lambda item: len(json.dumps(item)))
    size = len(json.dumps(plan))
    return [item for item in found if len(json.dumps(item)) < size]


def fewer(layer):
    """A layer with a field less, or a smaller model in it."""
    if "model" in layer:
        return [{**layer, "model": less} for less in smaller(layer["model"])]
    return [{**layer, "args": {name: item for name, item in layer["args"].items() if name != key}}
            for key in layer["args"] if key not in ("units", "filters", "kernel_size", "input_dim", "output_dim")]


def with_node(plan, node):
    return {**plan, "nodes": [node if item["id"] == node["id"] else item for item in plan["nodes"]]}


def replaced(plan, name, reference):
    """The plan with every use of a node replaced by a reference."""
    def change(item):
        if isinstance(item, list):
            return [change(part) for part in item]
        if isinstance(item, dict):
            return reference if item.get("$") == name else {key: change(part) for key, part in item.items()}
        return item
    return {**plan, "nodes": [change(node) for node in plan["nodes"] if node["id"] != name], "outputs": change(plan["outputs"])}


def answer(job):
    if "make" in job:
        plan = job["make"]
        if isinstance(plan, int):
            plan = generate.plan(plan)
        return make(plan, job["to"])
    if "training" in job:
        import training
        return training.make(job["training"], job["to"], sys.modules[__name__])
    if "judge" in job:
        return judge(job["judge"])
    if "smaller" in job:
        return {"plans": smaller(job["smaller"])}
    if "operations" in job:
        import operations
        return operations.answer(job, predict, distance)
    raise ValueError("no such job")


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            found = answer(json.loads(line))
        except Exception as error:
            found = {"status": "failed", "error": f"{type(error).__name__}: {plain(error)}",
                     "trace": traceback.format_exc()[-1500:]}
        answers.write(json.dumps(found) + "\n")
        answers.flush()
