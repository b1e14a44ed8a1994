"""Random whole models: a seed decides the plan, the weights and the inputs.

Keras itself says what is possible: a step that it refuses is taken back, and another one is tried.
"""
import random

import keras
import numpy as np

from plan import Builder

TIME = [3, 4, 5]
WIDTHS = [2, 3, 4]
ODD_NAMES = ["add", "concatenate", "Wörter", "выход", "multiply_1", "functional", "input_layer", "x.y", "a b", "getitem",
             "dense_1", "A-1", "0th", "sequential", "embedding", "relu", "lstm_cell", "日本"]
ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "gelu", "silu", "softmax", "elu", "selu", "softplus", "softsign",
               "hard_sigmoid", "hard_silu", "leaky_relu", "log_softmax", "exponential", "mish", "celu", "relu6",
               "log_sigmoid", "hard_tanh", "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "sparse_plus",
               "sparsemax", "sparse_sigmoid"]
SAFE_UNARY = ["abs", "absolute", "negative", "square", "tanh", "sigmoid", "relu", "relu6", "silu", "swish", "gelu",
              "elu", "selu", "softplus", "softsign", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu", "celu",
              "log_sigmoid", "sin", "cos", "arctan", "arcsinh", "expm1", "erf", "tanh_shrink", "soft_shrink",
              "squareplus", "sparse_plus", "nan_to_num", "stop_gradient", "copy", "exp2", "sinc", "cbrt", "softmax",
              "log_softmax", "sparsemax", "floor", "ceil", "round", "sign", "trunc", "exp", "cosh", "sinh", "sparse_sigmoid",
              "hard_swish", "deg2rad", "i0", "hard_shrink", "isfinite", "isnan", "isinf", "ones_like", "zeros_like"]
POSITIVE_UNARY = ["sqrt", "log", "log1p", "log2", "log10", "rsqrt", "reciprocal"]
REDUCTIONS = ["sum", "mean", "max", "min", "prod", "std", "var", "logsumexp", "amax", "amin", "median", "argmax",
              "argmin", "any", "all", "count_nonzero", "norm", "ptp", "average", "nansum", "nanmean"]
BINARY = ["add", "subtract", "multiply", "maximum", "minimum", "logaddexp", "hypot", "arctan2", "equal", "not_equal",
          "greater", "greater_equal", "less", "less_equal", "fmax", "fmin", "logaddexp2"]
MERGES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"]
OPTIMIZERS = ["Adam", "AdamW", "SGD", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Adafactor",
              "Lamb"]


class Tensor:
    def __init__(self, reference, symbolic, ids=0):
        self.reference, self.symbolic, self.ids = reference, symbolic, ids

    @property
    def shape(self):
        return self.symbolic.shape

    @property
    def rank(self):
        return len(self.symbolic.shape)

    @property
    def is_float(self):
        return self.symbolic.dtype == "float32"

    @property
    def masked(self):
        return getattr(self.symbolic, "_keras_mask", None) is not None


class Maker:
    """Grows one plan."""

    def __init__(self, seed, depth=0, prefix=""):
        self.random = random.Random(seed)
        self.depth, self.prefix = depth, prefix
        self.plan = {"layers": {}, "nodes": [], "states": False, "inputs": None, "outputs": None}
        self.builder = Builder(self.plan)
        self.tensors, self.reusable, self.names = [], [], set()
        self.count = 0
        self.features = {}
        self.time = self.random.choice(TIME) if self.random.random() < 0.8 else None

    # Steps -------------------------------------------------------------------------------------------------------

    def new(self, kind="n"):
        self.count += 1
        return f"{self.prefix}{kind}{self.count}"

    def node(self, **node):
        """Adds a call; nothing is added where Keras refuses it."""
        node = {"id": self.new(), **node}
        result = self.builder.run(node)
        self.plan["nodes"].append(node)
        found = [Tensor({"$": node["id"], "i": i}, item) for i, item in enumerate(keras.tree.flatten(result))]
        self.tensors += found
        return found

    def layer(self, class_name, *args, call=None, **fields):
        """A layer of its own, called."""
        if self.random.random() < 0.08:
            name = self.random.choice(ODD_NAMES)
            if name not in self.names:
                self.names.add(name)
                fields["name"] = name
        name = self.new("l")
        self.plan["layers"][name] = {"layer": class_name, "args": fields}
        try:
            found = self.node(call=name, args=list(args), kwargs=call or {})
        except Exception:
            del self.plan["layers"][name]
            self.builder.layers.pop(name, None)
            raise
        if not call and len(args) == 1:
            self.reusable.append((name, args[0]))
        return found

    def pick(self, test=lambda tensor: True):
        """One of the tensors; late ones are likelier."""
        found = [tensor for tensor in self.tensors if test(tensor)]
        if not found:
            raise LookupError
        return found[-1 - min(int(self.random.expovariate(0.5)), len(found) - 1)]

    def sequence(self):
        return self.pick(lambda t: t.is_float and t.rank == 3 and t.shape[-1] is not None and t.shape[0] is None)

    def vector(self):
        return self.pick(lambda t: t.is_float and t.rank == 2 and t.shape[-1] is not None and t.shape[0] is None)

    def floats(self):
        return self.pick(lambda t: t.is_float and 2 <= t.rank <= 4 and t.shape[0] is None)

    def ids(self):
        return self.pick(lambda t: t.ids)

    def input(self, shape, dtype="float32", ids=0):
        fields = {"shape": list(shape), "dtype": dtype}
        if self.random.random() < 0.3:
            name = self.random.choice(ODD_NAMES)
            if name not in self.names:
                self.names.add(name)
                fields["name"] = name
        found = self.node(input=fields)
        if ids:
            found[0].ids = ids
            self.plan["nodes"][-1]["ids"] = ids
        return found[0]

    def activation(self):
        roll = self.random.random()
        if roll < 0.1:
            return {"layer": self.random.choice(["LeakyReLU", "ReLU", "ELU"]), "args": {}}
        return self.random.choice(ACTIVATIONS[:8] if roll < 0.7 else ACTIVATIONS)

    def units(self):
        return self.random.choice(WIDTHS)

    # Kinds of steps ----------------------------------------------------------------------------------------------

    def embedding(self):
        ids = self.ids()
        fields = {"input_dim": ids.ids, "output_dim": self.units(), "mask_zero": self.random.random() < 0.7}
        if self.random.random() < 0.1:
            fields["embeddings_initializer"] = {
                "initializer": "Constant",
                "args": {"value": {"array": self.random.randrange(99), "shape": [ids.ids, fields["output_dim"]]}}}
        self.layer("Embedding", ids.reference, **fields)

    def positions(self):
        ids = self.pick(lambda t: t.ids and t.shape[1] is not None)
        width = self.units()
        embedded = self.layer("Embedding", ids.reference, input_dim=ids.ids, output_dim=width)[0]
        name = self.new("l")
        self.plan["layers"][name] = {"layer": "Embedding", "args": {"input_dim": 9, "output_dim": width}}
        where = self.node(call=name, args=[{"array": 0, "shape": [ids.shape[1]], "low": 0, "high": 9, "dtype": "int32"}])[0] \
            if self.random.random() < 0.3 else self.node(call=name, args=[self.node(
                op="broadcast_to", args=[{"array": 0, "shape": [ids.shape[1]], "low": 0, "high": 9, "dtype": "int32"},
                                         {"tuple": [ids.shape[1]]}])[0].reference])[0]
        self.node(operator="+", args=[embedded.reference, where.reference])

    def masking(self):
        self.layer("Masking", self.sequence().reference, mask_value=0.0)

    def dense(self):
        fields = {"units": self.units(), "activation": self.activation(), "use_bias": self.random.random() < 0.8}
        if self.random.random() < 0.1:
            fields["kernel_initializer"] = self.random.choice(["orthogonal", "he_normal", "zeros", "lecun_uniform"])
            fields["kernel_regularizer"] = self.random.choice(["l2", "l1", "l1_l2"])
            fields["bias_constraint"] = self.random.choice(["non_neg", "max_norm", "unit_norm"])
        self.layer("Dense", self.floats().reference, **fields)

    def einsum(self):
        x = self.sequence()
        width = self.units()
        if self.random.random() < 0.5:
            self.layer("EinsumDense", x.reference, equation="abc,cd->abd", output_shape={"tuple": [None, width]},
                       bias_axes="d", activation=self.activation())
        else:
            self.layer("EinsumDense", x.reference, equation="abc,cde->abde", output_shape={"tuple": [None, 2, width]},
                       bias_axes=self.random.choice(["de", None]))

    def convolution(self):
        x = self.sequence()
        kind = self.random.choice(["Conv1D", "Conv1D", "DepthwiseConv1D", "SeparableConv1D", "Conv1DTranspose"])
        fields = {"kernel_size": self.random.choice([1, 2, 3]), "padding": self.random.choice(["same", "valid", "causal"]),
                  "strides": self.random.choice([1, 1, 2]), "activation": self.activation(),
                  "use_bias": self.random.random() < 0.8}
        if kind == "DepthwiseConv1D":
            fields["depth_multiplier"] = self.random.choice([1, 2])
        else:
            fields["filters"] = self.random.choice([2, 4])
        if kind in ("DepthwiseConv1D", "Conv1DTranspose") and fields["padding"] == "causal":
            fields["padding"] = "same"
        if kind == "Conv1D" and fields["strides"] == 1 and self.random.random() < 0.3:
            fields["dilation_rate"] = 2
        if kind == "Conv1D" and x.shape[-1] in (2, 4) and self.random.random() < 0.3:
            fields["groups"] = 2
        self.layer(kind, x.reference, **fields)

    def recurrent_fields(self, kind):
        fields = {"units": self.units(), "return_sequences": self.random.random() < 0.6}
        if self.random.random() < 0.3:
            fields["activation"] = self.random.choice(["relu", "sigmoid", "linear", "softsign"])
        if kind != "SimpleRNN" and self.random.random() < 0.2:
            fields["recurrent_activation"] = self.random.choice(["hard_sigmoid", "tanh"])
        if kind == "GRU":
            fields["reset_after"] = self.random.random() < 0.7
        if kind == "LSTM":
            fields["unit_forget_bias"] = self.random.random() < 0.5
        fields["use_bias"] = self.random.random() < 0.85
        return fields

    def recurrent(self):
        x = self.sequence()
        kind = self.random.choice(["LSTM", "GRU", "SimpleRNN"])
        fields = self.recurrent_fields(kind)
        fields["go_backwards"] = self.random.random() < 0.2
        fields["return_state"] = self.random.random() < 0.25
        if self.random.random() < 0.1:
            fields["zero_output_for_mask"] = True
        if self.random.random() < 0.05 and x.shape[1] is not None and "zero_output_for_mask" not in fields:
            fields["unroll"] = True
        self.layer(kind, x.reference, call=self.recurrent_call(x, [fields["units"]] * (2 if kind == "LSTM" else 1)),
                   **fields)

    def recurrent_call(self, x, sizes):
        call = {}
        if self.random.random() < 0.25:
            call["initial_state"] = [self.state(size).reference for size in sizes]
            if len(sizes) == 1 and self.random.random() < 0.3:
                call["initial_state"] = call["initial_state"][0]
            self.plan["states"] = True
        if self.random.random() < 0.12:
            call["mask"] = self.mask(x).reference if self.random.random() < 0.8 else None
        return call

    def state(self, size):
        found = [t for t in self.tensors if t.is_float and t.rank == 2 and t.shape == (None, size)]
        if found and self.random.random() < 0.8:
            return self.random.choice(found)
        if self.random.random() < 0.5:
            return self.input([size])
        return self.layer("Dense", self.vector().reference, units=size)[0]

    def mask(self, x):
        found = [t for t in self.tensors if t.symbolic.dtype == "bool" and t.shape == x.shape[:2]]
        if found and self.random.random() < 0.6:
            return self.random.choice(found)
        ids = [t for t in self.tensors if t.ids and t.shape == x.shape[:2]]
        if ids and self.random.random() < 0.8:
            ids = self.random.choice(ids)
            embeddings = [node["call"] for node in self.plan["nodes"]
                          if node.get("call") and self.plan["layers"][node["call"]].get("layer") == "Embedding"
                          and self.plan["layers"][node["call"]]["args"].get("mask_zero") and node["args"] == [ids.reference]]
            if embeddings and self.random.random() < 0.4:
                return self.node(mask_of=embeddings[0], args=[ids.reference])[0]
            return self.node(op="not_equal", args=[ids.reference, 0])[0] if self.random.random() < 0.5 \
                else self.node(operator="!=", args=[ids.reference, 0])[0]
        return self.input(x.shape[1:2], "bool")

    def bidirectional(self):
        x = self.sequence()
        kind = self.random.choice(["LSTM", "GRU", "SimpleRNN"])
        fields = self.recurrent_fields(kind)
        fields["return_state"] = self.random.random() < 0.2
        outer = {"layer": {"layer": kind, "args": fields},
                 "merge_mode": self.random.choice(["concat", "sum", "mul", "ave", None])}
        if self.random.random() < 0.15:
            outer["backward_layer"] = {"layer": kind, "args": {**fields, "go_backwards": True,
                                                               "activation": self.random.choice(["relu", "tanh"])}}
        self.layer("Bidirectional", x.reference,
                   call=self.recurrent_call(x, [fields["units"]] * (4 if kind == "LSTM" else 2)), **outer)

    def cells(self):
        x = self.sequence()
        kinds = [self.random.choice(["LSTM", "GRU", "SimpleRNN"]) for _ in range(self.random.choice([1, 1, 2, 3]))]
        sizes = [self.units() for _ in kinds]
        cells = [{"layer": kind + "Cell", "args": {"units": size}} for kind, size in zip(kinds, sizes)]
        stacked = {"layer": "StackedRNNCells", "args": {"cells": cells}}
        cell = cells if self.random.random() < 0.5 and len(cells) > 1 else stacked if len(cells) > 1 else cells[0]
        call = {}
        if self.random.random() < 0.2 and len(cells) == 1:
            call = self.recurrent_call(x, sizes * (2 if kinds[0] == "LSTM" else 1))
        elif self.random.random() < 0.3 and len(cells) > 1:
            self.plan["states"] = True
            call["initial_state"] = {"tuple": [
                {"tuple": [self.state(size).reference for _ in range(2)]} if kind == "LSTM" else self.state(size).reference
                for kind, size in zip(kinds, sizes)]}
        fields = {"cell": cell, "return_sequences": self.random.random() < 0.6,
                  "return_state": self.random.random() < 0.2, "go_backwards": self.random.random() < 0.2}
        if self.random.random() < 0.2 and not call:
            fields.pop("go_backwards")
            self.layer("Bidirectional", x.reference, layer={"layer": "RNN", "args": fields},
                       merge_mode=self.random.choice(["concat", "sum"]))
        else:
            self.layer("RNN", x.reference, call=call, **fields)

    def pooling(self):
        x = self.sequence()
        roll = self.random.random()
        if roll < 0.5:
            self.layer(self.random.choice(["GlobalAveragePooling1D", "GlobalMaxPooling1D"]), x.reference,
                       keepdims=self.random.random() < 0.2)
        else:
            self.layer(self.random.choice(["MaxPooling1D", "AveragePooling1D"]), x.reference,
                       pool_size=self.random.choice([1, 2, 3]), strides=self.random.choice([None, 1, 2]),
                       padding=self.random.choice(["same", "valid"]))

    def adaptive(self):
        x = self.pick(lambda t: t.is_float and t.rank == 3 and None not in t.shape[1:])
        self.layer(self.random.choice(["AdaptiveAveragePooling1D", "AdaptiveMaxPooling1D"]), x.reference,
                   output_size=self.random.choice([1, 2]))

    def normalization(self):
        x = self.floats()
        kind = self.random.choice(["BatchNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization",
                                   "GroupNormalization", "Normalization", "SpectralNormalization"])
        if kind == "GroupNormalization":
            width = x.shape[-1]
            self.layer(kind, x.reference, groups=self.random.choice([1, -1, 2 if width and width % 2 == 0 else 1]))
        elif kind == "Normalization":
            self.layer(kind, x.reference, mean={"array": 1, "shape": [x.shape[-1]]}, variance=2.0) \
                if self.random.random() < 0.3 else self.layer(kind, x.reference, axis=-1)
        elif kind == "SpectralNormalization":
            self.layer(kind, x.reference, layer={"layer": "Dense", "args": {"units": self.units()}})
        elif kind == "BatchNormalization":
            self.layer(kind, x.reference, center=self.random.random() < 0.8, scale=self.random.random() < 0.8,
                       epsilon=self.random.choice([1e-3, 1e-5]))
        elif kind == "LayerNormalization":
            axis = self.random.choice([-1, -1, [1, 2] if x.rank == 3 and x.shape[1] else -1])
            self.layer(kind, x.reference, axis=axis, center=self.random.random() < 0.8)
        else:
            self.layer(kind, x.reference)

    def noise(self):
        kind = self.random.choice(["Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout",
                                   "ActivityRegularization", "Identity"])
        x = self.sequence() if kind == "SpatialDropout1D" else self.floats()
        fields = {} if kind == "Identity" else {"l2": 0.1} if kind == "ActivityRegularization" else \
            {"stddev": 0.2} if kind == "GaussianNoise" else {"rate": 0.3}
        self.layer(kind, x.reference, **fields)

    def reshaping(self):
        kind = self.random.choice(["Flatten", "Reshape", "Permute", "RepeatVector", "Cropping1D", "ZeroPadding1D",
                                   "UpSampling1D"])
        if kind == "RepeatVector":
            return self.layer(kind, self.vector().reference, n=self.random.choice([2, 3]))
        x = self.sequence()
        if kind == "Reshape":
            return self.layer(kind, x.reference, target_shape={"tuple": self.random.choice([[-1], [-1, 1], [x.shape[-1], -1]])})
        if kind == "Permute":
            return self.layer(kind, x.reference, dims={"tuple": [2, 1]})
        fields = {"Flatten": {}, "Cropping1D": {"cropping": {"tuple": [1, 0]}},
                  "ZeroPadding1D": {"padding": self.random.choice([1, {"tuple": [0, 2]}])}, "UpSampling1D": {"size": 2}}
        return self.layer(kind, x.reference, **fields[kind])

    def activation_layer(self):
        x = self.floats()
        kind = self.random.choice(["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Rescaling"])
        fields = {"Activation": {"activation": self.activation()}, "Rescaling": {"scale": 0.5, "offset": 0.25},
                  "ReLU": {"max_value": self.random.choice([None, 1.5]), "negative_slope": 0.1}}
        if kind == "PReLU" and x.rank == 3:
            fields["PReLU"] = {"shared_axes": [1]}
        if kind == "Softmax" and x.rank == 3 and self.random.random() < 0.4:
            return self.softmax_mask(x)
        return self.layer(kind, x.reference, **fields.get(kind, {}))

    def softmax_mask(self, x):
        mask = self.node(op="expand_dims", args=[self.mask(x).reference, -1])[0]
        mask = self.node(op="broadcast_to", args=[mask.reference, {"tuple": [1, x.shape[1], x.shape[2]]}])[0] \
            if False else mask
        if self.random.random() < 0.5:
            return self.layer("Softmax", x.reference, mask.reference, axis=self.random.choice([1, -2]))
        return self.layer("Softmax", x.reference, call={"mask": mask.reference}, axis=1)

    def same(self, x):
        return self.pick(lambda t: t.is_float and t.rank == x.rank and t.shape == x.shape)

    def merge(self):
        x = self.floats()
        kind = self.random.choice(MERGES + ["Concatenate", "Dot"])
        if kind == "Dot":
            y = self.pick(lambda t: t.is_float and t.rank in (2, 3) and t.shape[0] is None)
            return self.layer("Dot", [x.reference, y.reference], axes=self.random.choice([-1, 1, {"tuple": [2, 1]}, {"tuple": [1, 2]}]),
                              normalize=self.random.random() < 0.2)
        if kind == "Concatenate":
            axis = self.random.choice([-1, -1, 1])
            y = self.pick(lambda t: t.is_float and t.rank == x.rank and t.shape[0] is None)
            more = [y.reference] if self.random.random() < 0.8 else [y.reference, x.reference]
            return self.layer("Concatenate", [x.reference, *more], axis=axis)
        y = self.same(x) if self.random.random() < 0.8 else self.pick(lambda t: t.is_float and t.rank == x.rank)
        more = [y.reference] if self.random.random() < 0.8 or kind == "Subtract" else [y.reference, self.same(x).reference]
        return self.layer(kind, [x.reference, *more])

    def attention(self):
        x = self.sequence()
        y = self.pick(lambda t: t.is_float and t.rank == 3 and t.shape[0] is None and t.shape[-1] == x.shape[-1])
        kind = self.random.choice(["Attention", "AdditiveAttention"])
        fields = {"use_scale": self.random.random() < 0.5} if kind == "Attention" else {}
        if kind == "Attention" and self.random.random() < 0.3:
            fields["score_mode"] = "concat"
        call = {}
        if self.random.random() < 0.2:
            call["mask"] = [self.mask(x).reference, self.mask(y).reference] if self.random.random() < 0.6 \
                else [None, self.mask(y).reference]
        if self.random.random() < 0.2:
            call["use_causal_mask"] = True
        if self.random.random() < 0.15:
            call["return_attention_scores"] = True
        inputs = [x.reference, y.reference] + ([self.same(y).reference] if self.random.random() < 0.3 else [])
        self.layer(kind, inputs, call=call, **fields)

    def multi_head(self):
        x = self.sequence()
        y = x if self.random.random() < 0.5 else self.sequence()
        key = y if self.random.random() < 0.7 else self.pick(lambda t: t.is_float and t.rank == 3 and t.shape[:2] == y.shape[:2])
        group = self.random.random() < 0.3
        if group:
            heads = self.random.choice([(4, 2), (2, 2), (2, 1), (3, 1)])
            fields = {"head_dim": self.random.choice([1, 2]), "num_query_heads": heads[0], "num_key_value_heads": heads[1]}
        else:
            fields = {"num_heads": self.random.choice([1, 2, 3]), "key_dim": self.random.choice([1, 2, 3])}
            if self.random.random() < 0.3:
                fields["value_dim"] = self.random.choice([1, 2, 3])
            if self.random.random() < 0.2:
                fields["output_shape"] = self.units()
        if self.random.random() < 0.2:
            fields["use_gate"] = True
        fields["use_bias"] = self.random.random() < 0.8
        if self.random.random() < 0.2:
            fields["dropout"] = 0.2
        call = {}
        for name, of in (("query_mask", x), ("value_mask", y), ("key_mask", key)):
            if self.random.random() < 0.1:
                call[name] = self.mask(of).reference
        if self.random.random() < 0.2:
            call["use_causal_mask"] = True
        if self.random.random() < 0.12:
            call["return_attention_scores"] = True
        if self.random.random() < 0.12:
            mask = self.node(op="expand_dims", args=[self.mask(y).reference, 1])[0]
            call["attention_mask"] = mask.reference
        named = {"query": x.reference, "value": y.reference, "key": key.reference}
        args = []
        roll = self.random.random()
        if roll < 0.5:
            args = [x.reference, y.reference] + ([key.reference] if key is not y else [])
        elif roll < 0.7:
            args = [x.reference]
            call |= {name: named[name] for name in self.shuffled(["value", "key"] if key is not y else ["value"])}
        else:
            call |= {name: named[name] for name in self.shuffled(["query", "value", "key"])}
        call = {name: call[name] for name in self.shuffled(list(call))}
        self.layer("GroupQueryAttention" if group else "MultiHeadAttention", *args, call=call, **fields)

    def transformer(self):
        x = self.pick(lambda t: t.is_float and t.rank == 3 and t.shape[0] is None and t.shape[-1] is not None)
        width = x.shape[-1]
        attended = self.layer("MultiHeadAttention", x.reference, x.reference, num_heads=2, key_dim=2,
                              call={"use_causal_mask": True} if self.random.random() < 0.4 else {})[0]
        if self.random.random() < 0.5:
            attended = self.layer("Dropout", attended.reference, rate=0.1)[0]
        y = self.layer("Add", [x.reference, attended.reference])[0] if self.random.random() < 0.5 \
            else self.node(operator="+", args=[x.reference, attended.reference])[0]
        y = self.layer("LayerNormalization", y.reference, epsilon=1e-6)[0]
        z = self.layer("Dense", y.reference, units=4, activation=self.activation())[0]
        z = self.layer("Dense", z.reference, units=width)[0]
        y = self.node(operator="+", args=[y.reference, z.reference])[0]
        self.layer("LayerNormalization", y.reference)

    def distributed(self):
        roll = self.random.random()
        if roll < 0.5:
            x = self.sequence()
            inner = {"layer": "Dense", "args": {"units": self.units(), "activation": self.activation()}}
            if self.random.random() < 0.3:
                inner = {"layer": "", "model": small_model(self.random.randrange(1 << 30), [x.shape[-1]], self.new("m"))}
        else:
            x = self.pick(lambda t: t.is_float and t.rank == 4 and t.shape[0] is None and None not in t.shape[2:])
            inner = self.random.choice([
                {"layer": "LSTM", "args": {"units": 2, "return_sequences": self.random.random() < 0.5}},
                {"layer": "GlobalAveragePooling1D", "args": {}}, {"layer": "Conv1D", "args": {"filters": 2, "kernel_size": 2}},
                {"layer": "Dense", "args": {"units": 2}}, {"layer": "Flatten", "args": {}},
                {"layer": "Bidirectional", "args": {"layer": {"layer": "GRU", "args": {"units": 2}}}}])
        self.layer("TimeDistributed", x.reference, layer=inner)

    def nested(self):
        """A model inside, called once or twice."""
        if self.depth >= 2:
            raise LookupError
        if self.random.random() < 0.35:
            x = self.sequence() if self.random.random() < 0.5 else self.vector()
            plan = small_model(self.random.randrange(1 << 30), x.shape[1:], self.new("m"))
            args = [x.reference]
        else:
            wanted = [self.floats() if self.random.random() < 0.7 else self.ids() for _ in range(self.random.choice([1, 1, 2, 3]))]
            inner = Maker(self.random.randrange(1 << 30), self.depth + 1, self.new("m"))
            inputs = [inner.input(t.shape[1:], t.symbolic.dtype, t.ids) for t in wanted]
            inner.grow(self.random.randrange(1, 6))
            self.plan["states"] |= inner.plan["states"]
            style = self.random.random()
            args = [t.reference for t in wanted]
            if len(args) > 1 and style < 0.3:
                keys = [f"k{i}" for i in range(len(args))]
                self.random.shuffle(keys)
                inner.plan["inputs"] = {"dict": {key: t.reference for key, t in zip(keys, inputs)}}
                args = [{"dict": dict(zip(keys, args))}]
            else:
                inner.plan["inputs"] = [t.reference for t in inputs] if len(inputs) > 1 or style > 0.8 else inputs[0].reference
                args = [args] if len(args) > 1 or style > 0.8 else args
            inner.finish(self.random.choice([1, 1, 1, 2]), allow_structure=self.random.random() < 0.3)
            plan = inner.plan
        name = self.new("l")
        self.plan["layers"][name] = {"model": plan}
        try:
            self.node(call=name, args=args)
        except Exception:
            self.plan["layers"].pop(name)
            self.builder.layers.pop(name, None)
            raise
        if len(args) == 1 and isinstance(args[0], dict) and "$" in args[0]:
            self.reusable.append((name, args[0]))

    def shared(self):
        """A layer that is there already, called again."""
        if not self.reusable:
            raise LookupError
        name, first = self.random.choice(self.reusable)
        before = next(t for t in self.tensors if t.reference == first)
        again = self.pick(lambda t: t.symbolic.dtype == before.symbolic.dtype and t.shape == before.shape and bool(t.ids) == bool(before.ids)
                          and (not t.ids or t.ids <= before.ids))
        self.node(call=name, args=[again.reference])

    def decoder(self):
        """Encoder and decoder: states of one are where the other begins."""
        x, y, size = self.sequence(), self.sequence(), self.units()
        kind = self.random.choice(["LSTM", "GRU"])
        self.plan["states"] = True
        found = self.layer(kind, x.reference, units=size, return_state=True, return_sequences=self.random.random() < 0.5)
        decoded = self.layer(kind, y.reference, call={"initial_state": [t.reference for t in found[1:]]}, units=size,
                             return_sequences=True)
        if found[0].rank == 3 and self.random.random() < 0.7:
            self.layer("Attention", [decoded[0].reference, found[0].reference])

    # Operations --------------------------------------------------------------------------------------------------

    def constant(self, x):
        roll = self.random.random()
        if roll < 0.45:
            return self.random.choice([1, 2, 0.5, -1.5, 3, 0.25])
        if roll < 0.55:
            return {"number": 1.5, "type": "float32"}
        shape = [length if length else 1 for length in x.shape[1:]]
        shape = shape[self.random.randrange(len(shape)):] if self.random.random() < 0.6 else [1, *shape]
        return {"array": self.random.randrange(99), "shape": shape}

    def operator_step(self):
        x = self.floats()
        symbol = self.random.choice(["+", "-", "*", "+", "-", "*", "/", "**", ">", "<=", "!=", "neg", "abs", "@", "//", "%", "=="])
        if symbol in ("neg", "abs"):
            return self.node(operator=symbol, args=[x.reference])
        if symbol == "**":
            return self.node(operator=symbol, args=[x.reference, 2]) if self.random.random() < 0.7 \
                else self.node(operator=symbol, args=[2, x.reference])
        if symbol == "@":
            y = {"array": 3, "shape": [x.shape[-1], self.units()]} if self.random.random() < 0.4 else \
                self.pick(lambda t: t.is_float and t.rank == x.rank and t.shape[-2] == x.shape[-1]).reference
            return self.node(operator="@", args=[x.reference, y])
        if symbol == "/":
            return self.node(operator="/", args=[x.reference, self.random.choice([2, 4.0, 0.5])])
        if symbol in ("//", "%"):
            return self.node(operator=symbol, args=[x.reference, self.random.choice([2, 1.5])])
        other = self.constant(x) if self.random.random() < 0.6 else self.broadcastable(x).reference
        args = [x.reference, other]
        if self.random.random() < 0.5 and not (isinstance(other, dict) and "array" in other):
            args.reverse()
        return self.node(operator=symbol, args=args)

    def broadcastable(self, x):
        if self.random.random() < 0.6:
            return self.same(x)
        return self.pick(lambda t: t.is_float and t.rank <= x.rank and t.shape[-1] in (1, x.shape[-1]))

    def unary(self):
        x = self.floats()
        if self.random.random() < 0.2:
            positive = self.node(operator="+", args=[self.node(op="square", args=[x.reference])[0].reference, 0.5])[0]
            return self.node(op=self.random.choice(POSITIVE_UNARY), args=[positive.reference])
        return self.node(op=self.random.choice(SAFE_UNARY), args=[x.reference])

    def binary(self):
        x = self.floats()
        other = self.constant(x) if self.random.random() < 0.5 else self.broadcastable(x).reference
        args = [x.reference, other]
        if self.random.random() < 0.5:
            args.reverse()
        return self.node(op=self.random.choice(BINARY), args=args)

    def divide(self):
        x = self.floats()
        below = self.node(operator="+", args=[1.5, self.node(op="abs", args=[self.broadcastable(x).reference])[0].reference])[0]
        return self.node(op=self.random.choice(["divide", "true_divide", "divide_no_nan"]), args=[x.reference, below.reference])

    def reduction(self):
        x = self.floats()
        axes = [axis for axis in range(1, x.rank)]
        axis = self.random.choice(axes)
        if self.random.random() < 0.4:
            axis -= x.rank
        name = self.random.choice(REDUCTIONS)
        kwargs = {"axis": axis}
        if name not in ("average",) and self.random.random() < 0.4:
            kwargs["keepdims"] = True
        if len(axes) > 1 and self.random.random() < 0.15 and name not in ("argmax", "argmin", "average"):
            kwargs["axis"] = {"tuple": [1, 2]} if self.random.random() < 0.5 else [1, -1]
        if name in ("count_nonzero",):
            kwargs.pop("keepdims", None)
        if name == "average" and x.shape[axis] is not None and self.random.random() < 0.5:
            kwargs["weights"] = {"array": 5, "shape": [x.shape[axis]], "low": 1, "high": 5, "dtype": "float32"}
        return self.node(op=name, args=[x.reference], kwargs=kwargs)

    def logic(self):
        x = self.pick(lambda t: t.symbolic.dtype == "bool" and t.shape[:1] == (None,))
        roll = self.random.random()
        if roll < 0.25:
            return self.node(op="logical_not", args=[x.reference]) if roll < 0.15 else self.node(operator="~", args=[x.reference])
        y = self.pick(lambda t: t.symbolic.dtype == "bool" and t.shape == x.shape)
        if roll < 0.6:
            return self.node(op=self.random.choice(["logical_and", "logical_or", "logical_xor"]), args=[x.reference, y.reference])
        return self.node(operator=self.random.choice(["&", "|", "^"]), args=[x.reference, y.reference])

    def where(self):
        test = self.pick(lambda t: t.symbolic.dtype == "bool" and t.shape[:1] == (None,))
        x = self.pick(lambda t: t.is_float and t.shape == test.shape)
        other = self.constant(x) if self.random.random() < 0.6 else self.same(x).reference
        args = [x.reference, other]
        if self.random.random() < 0.4:
            args.reverse()
        return self.node(op="where", args=[test.reference, *args])

    def cast(self):
        x = self.pick(lambda t: t.shape[:1] == (None,) and t.rank <= 4)
        found = self.node(op="cast", args=[x.reference, self.random.choice(["float32", "float32", "int32", "bool", "float16"])])
        if x.symbolic.dtype != "float32":
            return self.node(op="cast", args=[x.reference, "float32"])
        return found

    def integers(self):
        x = self.pick(lambda t: t.symbolic.dtype == "int32" and t.shape[:1] == (None,))
        roll = self.random.random()
        if roll < 0.3:
            return self.node(operator=self.random.choice(["+", "*", "-", "%", "//", ">", "=="]), args=[x.reference, self.random.choice([2, 3])])
        if roll < 0.5:
            return self.node(operator=self.random.choice(["+", "*"]), args=[self.random.choice([0.5, 2, 1.5]), x.reference])
        if roll < 0.7:
            y = self.pick(lambda t: t.symbolic.dtype == "int32" and t.shape == x.shape)
            return self.node(op=self.random.choice(["add", "maximum", "equal", "multiply", "minimum"]), args=[x.reference, y.reference])
        if roll < 0.85 and x.ids:
            return self.node(op="one_hot", args=[x.reference, x.ids])
        return self.node(op=self.random.choice(["sum", "max"]), args=[x.reference], kwargs={"axis": -1, "keepdims": True})

    def shape_step(self):
        x = self.floats()
        kind = self.random.choice(["expand_dims", "squeeze", "reshape", "transpose", "swapaxes", "moveaxis", "flip", "roll",
                                   "tile", "repeat", "pad", "broadcast_to", "diff", "cumsum", "cumprod", "sort", "tril",
                                   "triu", "clip", "normalize", "flip", "repeat"])
        axis = self.random.randrange(1, x.rank) if self.random.random() < 0.6 else self.random.randrange(1, x.rank) - x.rank
        args, kwargs = [x.reference], {}
        if kind == "expand_dims":
            args.append(self.random.choice([1, -1, x.rank]))
            if x.rank == 4:
                raise LookupError
        elif kind == "squeeze":
            x = self.pick(lambda t: t.is_float and 1 in t.shape[1:])
            args = [x.reference]
            kwargs["axis"] = max(i for i, length in enumerate(x.shape) if length == 1)
        elif kind == "reshape":
            args.append({"tuple": self.random.choice([[-1, x.shape[-1], 1], [-1, 1, x.shape[-1]], [-1, 2, 2]])})
            if x.rank != 2:
                args[1] = {"tuple": [-1, x.shape[1], 1, x.shape[2]]}
        elif kind in ("transpose",):
            order = list(range(1, x.rank))
            self.random.shuffle(order)
            kwargs["axes"] = {"tuple": [0, *order]}
        elif kind == "swapaxes":
            args += [1, -1]
        elif kind == "moveaxis":
            args += [1, -1]
        elif kind in ("flip", "cumsum", "cumprod", "sort", "diff"):
            kwargs["axis"] = axis
        elif kind == "roll":
            args.append(self.random.choice([1, -1, 2]))
            kwargs["axis"] = axis
        elif kind == "tile":
            args.append({"tuple": [1] * (x.rank - 1) + [2]})
        elif kind == "repeat":
            args.append(2)
            kwargs["axis"] = axis
        elif kind == "pad":
            args.append([[0, 0]] * (x.rank - 1) + [[1, self.random.choice([0, 1])]])
            kwargs = self.random.choice([{}, {"constant_values": 0.5}, {"mode": "reflect"}, {"mode": "edge"}])
        elif kind == "broadcast_to":
            raise LookupError
        elif kind in ("tril", "triu"):
            kwargs["k"] = self.random.choice([0, 1, -1])
        elif kind == "clip":
            args += [-0.5, 0.75]
        elif kind == "normalize":
            kwargs = {"axis": -1, "order": self.random.choice([1, 2])}
        return self.node(op=kind, args=args, kwargs=kwargs)

    def join(self):
        x = self.floats()
        kind = self.random.choice(["concatenate", "concatenate", "stack", "hstack", "append", "concatenate"])
        if kind == "stack":
            if x.rank > 3:
                raise LookupError
            return self.node(op="stack", args=[[x.reference, self.same(x).reference]], kwargs={"axis": self.random.choice([1, -1])})
        y = self.pick(lambda t: t.is_float and t.rank == x.rank and t.shape[0] is None)
        axis = self.random.choice([-1, 1])
        if kind == "append":
            return self.node(op="append", args=[x.reference, y.reference], kwargs={"axis": axis})
        if kind == "hstack":
            return self.node(op="hstack", args=[[x.reference, y.reference]])
        return self.node(op="concatenate", args=[[x.reference, y.reference]], kwargs={"axis": axis})

    def part(self):
        x = self.pick(lambda t: t.shape[:1] == (None,) and t.rank >= 2 and not t.ids)
        everything = {"slice": [None, None, None]}
        places = [everything]
        for _ in range(self.random.randrange(1, x.rank)):
            places.append(self.random.choice([0, -1, {"slice": [None, -1, None]}, {"slice": [1, None, None]}, everything,
                                              {"slice": [None, None, 2]}, {"slice": [None, None, -1]}, {"slice": [0, 2, None]}]))
        if self.random.random() < 0.15 and x.rank < 4:
            places.insert(self.random.choice([1, len(places)]), None)
        if self.random.random() < 0.15:
            places = [{"ellipsis": 1}, self.random.choice([0, -1, {"slice": [1, None, None]}])]
        self.node(operator="[]", args=[x.reference, {"tuple": places}])

    def index(self):
        x = self.floats()
        kind = self.random.choice(["take", "split", "unstack", "top_k", "slice", "take_along_axis", "argsort"])
        if kind == "take":
            return self.node(op="take", args=[x.reference, self.random.choice([0, [1, 0], [0, 1, 1], -1])], kwargs={"axis": self.random.choice([1, -1])})
        if kind == "split":
            return self.node(op="split", args=[x.reference, self.random.choice([2, [1]])], kwargs={"axis": self.random.choice([1, -1])})
        if kind == "unstack":
            return self.node(op="unstack", args=[x.reference], kwargs={"axis": -1})
        if kind == "top_k":
            return self.node(op="top_k", args=[x.reference, 2])
        if kind == "argsort":
            return self.node(op="argsort", args=[x.reference], kwargs={"axis": -1})
        if kind == "take_along_axis":
            best = self.node(op="argmax", args=[x.reference], kwargs={"axis": -1, "keepdims": True})[0]
            return self.node(op="take_along_axis", args=[x.reference, best.reference], kwargs={"axis": -1})
        raise LookupError

    def product(self):
        x = self.sequence()
        kind = self.random.choice(["matmul", "einsum", "dot", "tensordot", "dot_product", "inner"])
        if kind == "einsum":
            y = self.pick(lambda t: t.is_float and t.rank == 3 and t.shape[0] is None and t.shape[-1] == x.shape[-1])
            return self.node(op="einsum", args=[self.random.choice(["bqd,bkd->bqk", "...qd,...kd->...qk"]), x.reference, y.reference])
        if kind == "matmul":
            y = self.pick(lambda t: t.is_float and t.rank == 3 and t.shape[0] is None and t.shape[1] == x.shape[2])
            return self.node(op="matmul", args=[x.reference, y.reference])
        if kind == "dot":
            return self.node(op="dot", args=[x.reference, {"array": 4, "shape": [x.shape[-1], self.units()]}])
        if kind == "inner":
            return self.node(op="inner", args=[x.reference, {"array": 4, "shape": [2, x.shape[-1]]}])
        if kind == "tensordot":
            return self.node(op="tensordot", args=[x.reference, {"array": 4, "shape": [x.shape[-1], self.units()]}], kwargs={"axes": 1})
        if x.shape[1] is None:
            raise LookupError
        heads = self.node(op="reshape", args=[x.reference, {"tuple": [-1, x.shape[1], 1, x.shape[2]]}])[0]
        return self.node(op="dot_product_attention", args=[heads.reference] * 3)

    def masked_mean(self):
        x = self.sequence()
        mask = self.mask(x)
        weights = self.node(op="expand_dims", args=[self.node(op="cast", args=[mask.reference, "float32"])[0].reference, -1])[0]
        total = self.node(op="sum", args=[self.node(operator="*", args=[x.reference, weights.reference])[0].reference], kwargs={"axis": 1})[0]
        count = self.node(op="maximum", args=[self.node(op="sum", args=[weights.reference], kwargs={"axis": 1})[0].reference, 1.0])[0]
        self.node(operator="/", args=[total.reference, count.reference])

    def encode(self):
        ids = self.ids()
        mode = self.random.choice(["multi_hot", "one_hot", "count"])
        call = {}
        if mode == "count" and self.random.random() < 0.5:
            call["count_weights"] = self.input(ids.shape[1:]).reference
        self.layer("CategoryEncoding", ids.reference, call=call, num_tokens=ids.ids, output_mode=mode)

    # Growing -----------------------------------------------------------------------------------------------------

    LAYERS = [(6, "dense"), (2, "einsum"), (4, "convolution"), (8, "recurrent"), (4, "bidirectional"), (3, "cells"),
              (4, "pooling"), (1, "adaptive"), (4, "normalization"), (3, "noise"), (3, "reshaping"), (4, "activation_layer"),
              (7, "merge"), (4, "attention"), (6, "multi_head"), (2, "transformer"), (3, "distributed"), (5, "nested"),
              (4, "shared"), (2, "decoder"), (3, "embedding"), (1, "positions"), (2, "masking"), (1, "encode")]
    OPERATIONS = [(6, "operator_step"), (4, "unary"), (3, "binary"), (1, "divide"), (4, "reduction"), (2, "logic"),
                  (2, "where"), (2, "cast"), (2, "integers"), (5, "shape_step"), (4, "join"), (4, "part"), (2, "index"),
                  (3, "product"), (1, "masked_mean")]

    def grow(self, steps):
        # Most models have layers and a few operations; some are of one kind alone.
        share = self.random.choice([0.0, 0.0, 0.2, 0.35, 0.9])
        done = tries = 0
        while done < steps and tries < steps * 12:
            tries += 1
            kinds = self.OPERATIONS if self.random.random() < share else self.LAYERS
            name = self.random.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])[0]
            nodes, tensors, inputs = len(self.plan["nodes"]), len(self.tensors), self.count_inputs()
            try:
                getattr(self, name)()
                if any(None in t.shape[1:] and 0 in t.shape for t in self.tensors[tensors:]):
                    raise LookupError
                done += 1
            except Exception:
                if self.depth and self.count_inputs() != inputs:
                    pass
                # What the step began with stays out.
                del self.plan["nodes"][nodes:]
                del self.tensors[tensors:]
                self.reusable = [item for item in self.reusable
                                 if any(t.reference == item[1] for t in self.tensors)
                                 and any(node.get("call") == item[0] for node in self.plan["nodes"])]
            if self.depth and self.count_inputs() != inputs:
                # A model inside has the inputs that it was given.
                del self.plan["nodes"][nodes:]
                del self.tensors[tensors:]

    def count_inputs(self):
        return sum("input" in node for node in self.plan["nodes"])

    def shuffled(self, items):
        self.random.shuffle(items)
        return items

    def leaves(self):
        """Tensors that nothing reads yet, then any."""
        text = [str(node.get("args")) + str(node.get("kwargs")) for node in self.plan["nodes"]]
        usable = [t for t in self.tensors if t.shape[:1] == (None,) and not t.ids
                  and "input" not in next(node for node in self.plan["nodes"] if node["id"] == t.reference["$"])
                  and t.symbolic.dtype != "float16"]
        free = [t for t in usable if not any(str(t.reference) in line for line in text)]
        return free, usable

    def finish(self, outputs, allow_structure=True):
        free, usable = self.leaves()
        if not usable:
            raise LookupError
        chosen = list(dict.fromkeys(free[::-1] + self.shuffled(usable)))[:outputs]
        if self.random.random() < 0.06:
            chosen.append(self.random.choice(chosen))
        references = [t.reference for t in chosen]
        style = self.random.random()
        if len(references) == 1:
            self.plan["outputs"] = references if style < 0.1 else references[0]
        elif allow_structure and style < 0.2:
            self.plan["outputs"] = {"dict": {key: item for key, item in zip(self.shuffled(["z", "b", "m", "a1", "Ä"]), references)}}
        elif allow_structure and style < 0.3:
            self.plan["outputs"] = [references[0], references[1:]]
        else:
            self.plan["outputs"] = references


def small_model(seed, shape, name):
    """A Sequential for a sequence or a vector."""
    r = random.Random(seed)
    shape = list(shape)
    layers = [{"layer": "InputLayer", "args": {"shape": {"tuple": shape}}}]
    for _ in range(r.randrange(1, 4)):
        kind = r.choice(["Dense", "LayerNormalization", "Dropout", "GRU", "Conv1D", "Flatten", "Activation"])
        if kind in ("GRU", "Conv1D", "Flatten") and len(shape) != 2:
            continue
        if kind == "Flatten" and shape[0] is None:
            continue
        fields = {"Dense": {"units": r.choice(WIDTHS), "activation": r.choice(ACTIVATIONS[:5])}, "Dropout": {"rate": 0.3},
                  "GRU": {"units": 3, "return_sequences": r.random() < 0.6}, "Conv1D": {"filters": 3, "kernel_size": 1},
                  "Activation": {"activation": "tanh"}}.get(kind, {})
        layers.append({"layer": kind, "args": fields})
        if kind == "Flatten" or kind == "GRU" and not fields["return_sequences"]:
            shape = [1]
        if r.random() < 0.15:
            layers.append({"layer": "", "model": {"sequence": [{"layer": "Dense", "args": {"units": 2}}]}})
    if len(layers) == 1:
        layers.append({"layer": "Dense", "args": {"units": 2}})
    return {"sequence": layers}


def sequential(seed):
    """A plan of a Sequential over ids or numbers."""
    r = random.Random(seed)
    vocabulary = 12
    time = r.choice([*TIME, None])
    layers = []
    if r.random() < 0.7:
        layers.append({"layer": "InputLayer", "args": {"shape": {"tuple": [time]}, "dtype": "int32"}})
        layers.append({"layer": "Embedding", "args": {"input_dim": vocabulary, "output_dim": r.choice(WIDTHS), "mask_zero": r.random() < 0.6}})
        inputs = [{"shape": [time], "dtype": "int32", "ids": vocabulary}]
    else:
        width = r.choice(WIDTHS)
        layers.append({"layer": "InputLayer", "args": {"shape": {"tuple": [time, width]}}})
        inputs = [{"shape": [time, width], "dtype": "float32"}]
        if r.random() < 0.4:
            layers.append({"layer": "Masking", "args": {}})
    maker = Maker(seed)
    for _ in range(r.randrange(0, 4)):
        kind = r.choice(["Dropout", "Conv1D", "MaxPooling1D", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "Dense",
                         "LayerNormalization", "BatchNormalization", "TimeDistributed", "SpatialDropout1D", "model"])
        recurrent = maker.recurrent_fields("GRU") | {"return_sequences": True}
        layers.append({
            "Dropout": {"layer": kind, "args": {"rate": 0.2}}, "SpatialDropout1D": {"layer": kind, "args": {"rate": 0.2}},
            "Conv1D": {"layer": kind, "args": {"filters": 3, "kernel_size": 2, "padding": r.choice(["same", "causal"]), "activation": maker.activation()}},
            "MaxPooling1D": {"layer": kind, "args": {"pool_size": 2, "padding": "same"}},
            "Bidirectional": {"layer": kind, "args": {"layer": {"layer": "GRU", "args": recurrent}}},
            "TimeDistributed": {"layer": kind, "args": {"layer": {"layer": "Dense", "args": {"units": 2}}}},
            "Dense": {"layer": kind, "args": {"units": maker.units(), "activation": maker.activation()}},
            "model": {"layer": "", "model": {"sequence": [{"layer": "Dense", "args": {"units": 3}}, {"layer": "Activation", "args": {"activation": "tanh"}}]}},
        }.get(kind, {"layer": kind, "args": {"units": maker.units(), "return_sequences": True} if kind in ("LSTM", "SimpleRNN", "GRU") else {}}))
    layers.append(r.choice([{"layer": "GlobalAveragePooling1D", "args": {}}, {"layer": "GlobalMaxPooling1D", "args": {}},
                            {"layer": "LSTM", "args": {"units": 3}}, {"layer": "Bidirectional", "args": {"layer": {"layer": "LSTM", "args": {"units": 2}}}}]))
    layers.append({"layer": "Dense", "args": {"units": r.choice([1, 3]), "activation": r.choice(["sigmoid", "softmax", "tanh"])}})
    return {"sequence": layers, "feeds": inputs, "states": False}


def functional(seed):
    """A plan of a graph."""
    maker = Maker(seed)
    r = maker.random
    vocabulary = r.choice([7, 12])
    inputs = []
    for _ in range(r.choice([1, 1, 1, 2, 2, 3])):
        roll = r.random()
        if roll < 0.55:
            maker.input([maker.time], "int32", vocabulary)
        elif roll < 0.85:
            maker.input([maker.time, r.choice(WIDTHS)])
        else:
            maker.input([r.choice(WIDTHS)])
    for tensor in list(maker.tensors):
        if tensor.ids:
            maker.layer("Embedding", tensor.reference, input_dim=vocabulary, output_dim=r.choice(WIDTHS), mask_zero=r.random() < 0.65)
    maker.grow(r.choice([2, 4, 6, 9, 14]))
    maker.finish(r.choice([1, 1, 1, 2, 3]))
    found = [{"$": node["id"], "i": 0} for node in maker.plan["nodes"] if "input" in node]
    needed = needed_inputs(maker.plan)
    # An input that nothing reads stays now and then.
    found = [item for item in found if item["$"] in needed or r.random() < 0.3] or found[:1]
    maker.plan["nodes"] = [node for node in maker.plan["nodes"] if "input" not in node or any(item["$"] == node["id"] for item in found)]
    style = r.random()
    if style < 0.12 and len(found) > 1:
        keys = maker.shuffled([f"{r.choice(['in', 'Z', 'a', 'é'])}{i}" for i in range(len(found))])
        maker.plan["inputs"] = {"dict": dict(zip(keys, found))}
    elif style < 0.2 and len(found) > 2:
        maker.plan["inputs"] = [found[0], found[1:]]
    elif style < 0.3 and len(found) > 1:
        maker.plan["inputs"] = maker.shuffled(found)
    else:
        maker.plan["inputs"] = found if len(found) > 1 or style > 0.9 else found[0]
    if r.random() < 0.1:
        maker.plan["name"] = r.choice(["my model", "Modell", "модель", "m_1"])
    return maker.plan


def needed_inputs(plan):
    from plan import used
    kept = used(plan)
    wanted = {item["$"] for node in kept["nodes"] for item in _references(node)} | {item["$"] for item in _references(plan["outputs"])}
    return wanted


def _references(json):
    from plan import references
    if isinstance(json, dict) and ("args" in json or "kwargs" in json or "input" in json):
        return list(references([json.get("args", []), json.get("kwargs", {})]))
    return list(references(json))


def plan(seed):
    """The plan of a seed."""
    r = random.Random(seed * 7919 + 13)
    keras.utils.clear_session()
    made = sequential(seed) if r.random() < 0.15 else functional(seed)
    made["seed"] = seed
    made["batch"] = r.choice([1, 2, 3, 3, 5, 7, 33])
    made["padding"] = "right" if made["states"] else r.choice(["right", "right", "left", "any"])
    if r.random() < 0.15:
        made["optimizer"] = {"class": r.choice(OPTIMIZERS), "args": {"learning_rate": 0.01}}
        if made["optimizer"]["class"] in ("Adam", "AdamW") and r.random() < 0.4:
            made["optimizer"]["args"]["amsgrad"] = True
        if made["optimizer"]["class"] in ("SGD", "RMSprop") and r.random() < 0.5:
            made["optimizer"]["args"]["momentum"] = 0.9
    if "sequence" not in made:
        from plan import used
        made = used(made)
    return made
