"""Whole models described as data, so that a smaller one can be cut out of a plan that went wrong.

A plan has `layers` (name -> description), `nodes` (calls in order), `inputs` and `outputs` (structures of references),
or `sequence` (a list of descriptions) in place of nodes. A reference is {"$": node, "i": output}.
"""
import json
import operator
import re

import keras
import numpy as np
from keras import ops, tree

OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "@": operator.matmul, ">": operator.gt, ">=": operator.ge,
    "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne, "&": operator.and_,
    "|": operator.or_, "^": operator.xor, "neg": operator.neg, "abs": operator.abs, "~": operator.invert,
    "[]": operator.getitem,
}


def array(description):
    """Numbers that a seed decides: {"array": seed, "shape": [...], "dtype": ..., "low": ..., "high": ...}."""
    random = np.random.default_rng(description["array"])
    shape, dtype = description["shape"], description.get("dtype", "float32")
    if dtype == "bool":
        return random.random(shape) > 0.4
    if "high" in description:
        return random.integers(description.get("low", 0), description["high"], shape).astype(dtype)
    return random.normal(size=shape).astype(dtype)


class Builder:
    """Makes the parts of a plan in order."""

    def __init__(self, plan):
        self.plan = plan
        self.layers = {}
        self.results = {}

    def value(self, json):
        if isinstance(json, list):
            return [self.value(item) for item in json]
        if not isinstance(json, dict):
            return json
        if "$" in json:
            return tree.flatten(self.results[json["$"]])[json.get("i", 0)]
        if "array" in json:
            return array(json)
        if "tuple" in json:
            return tuple(self.value(item) for item in json["tuple"])
        if "slice" in json:
            return slice(*(self.value(item) for item in json["slice"]))
        if "ellipsis" in json:
            return ...
        if "dict" in json:
            return {key: self.value(item) for key, item in json["dict"].items()}
        if "dtype" in json:
            return np.dtype(json["dtype"])
        if "number" in json:
            return np.asarray(json["number"], json["type"])[()]
        if "layer" in json:
            return self.layer(json)
        if "initializer" in json:
            return getattr(keras.initializers, json["initializer"])(**self.value({"dict": json["args"]}))
        if "model" in json:
            return build(json["model"])
        raise ValueError(f"no value: {json}")

    def layer(self, json):
        if "model" in json:
            return build(json["model"])
        return getattr(keras.layers, json["layer"])(**{key: self.value(item) for key, item in json["args"].items()})

    def called(self, name):
        if name not in self.layers:
            self.layers[name] = self.layer(self.plan["layers"][name])
        return self.layers[name]

    def run(self, node):
        args = [self.value(item) for item in node.get("args", [])]
        kwargs = {key: self.value(item) for key, item in node.get("kwargs", {}).items()}
        if "input" in node:
            result = keras.Input(**{key: tuple(item) if isinstance(item, list) else item
                                    for key, item in node["input"].items()})
        elif "call" in node:
            result = self.called(node["call"])(*args, **kwargs)
        elif "mask_of" in node:
            result = self.called(node["mask_of"]).compute_mask(*args)
        elif "operator" in node:
            result = OPERATORS[node["operator"]](*args)
        else:
            function = ops
            for part in node["op"].split("."):
                function = getattr(function, part)
            result = function(*args, **kwargs)
        self.results[node["id"]] = result
        return result


def built(plan):
    """What made the parts of a plan, and its model."""
    builder = Builder(plan)
    name = {"name": plan["name"]} if plan.get("name") else {}
    if "sequence" in plan:
        return builder, keras.Sequential([builder.layer(item) for item in plan["sequence"]], **name)
    for node in plan["nodes"]:
        builder.run(node)
    return builder, keras.Model(builder.value(plan["inputs"]), builder.value(plan["outputs"]), **name)


def build(plan):
    """The model of a plan."""
    return built(plan)[1]


def references(json):
    """The references in a structure."""
    if isinstance(json, list):
        for item in json:
            yield from references(item)
    elif isinstance(json, dict):
        if "$" in json:
            yield json
        else:
            for item in json.values():
                yield from references(item)


def used(plan):
    """The plan without nodes that no output needs; inputs that nothing reads stay."""
    wanted = {item["$"] for item in references(plan["outputs"])}
    nodes = []
    for node in reversed(plan["nodes"]):
        if "input" in node or node["id"] in wanted:
            nodes.append(node)
            wanted |= {item["$"] for item in references([node.get("args", []), node.get("kwargs", {})])}
    nodes.reverse()
    calls = {node.get("call", node.get("mask_of")) for node in nodes}
    return {**plan, "nodes": nodes, "layers": {key: item for key, item in plan["layers"].items() if key in calls}}


def randomize(model, seed):
    """Gives every weight numbers, biases too, such as keep values near one."""
    random = np.random.default_rng(seed)
    for variable in model.weights:
        kind = str(variable.dtype)
        if not kind.startswith(("float", "bfloat")) or "seed" in variable.path:
            continue
        shape = tuple(variable.shape)
        if "variance" in variable.path.rsplit("/", 1)[-1]:
            numbers = random.uniform(0.5, 1.5, shape)
        elif "gamma" in variable.path or variable.path.endswith("scale"):
            numbers = 1 + random.normal(0, 0.3, shape)
        elif len(shape) > 1 and "embedding" not in variable.path.rsplit("/", 1)[-1]:
            numbers = random.normal(0, 1, shape) / np.sqrt(max(np.prod(shape[:-1]), 1))
        else:
            numbers = random.normal(0, 0.5, shape)
        variable.assign(numbers.astype("float32"))
    finalize(model)


def finalize(model):
    """Has normalizations by statistics use those that they hold now, as after they have adapted."""
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Normalization) and layer.built:
            layer.finalize_state()


def flat(structure):
    """The arrays of a prediction in the order of the model's outputs."""
    return [np.asarray(item) for item in tree.flatten(structure)]


def load(text):
    return json.loads(text)


def plain(error):
    """Keras' message in one line, without the colours of a terminal."""
    return " ".join(re.sub("\x1b\\[\\d*m", "", str(error)).split())[:400]
