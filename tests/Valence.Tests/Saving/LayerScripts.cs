namespace Valence.Tests.Saving;

/// <summary>Programs for real Keras that make models of random layers, the same in every run.</summary>
internal static class LayerScripts
{
    /// <summary>Writes models in every form, their inputs and what Keras answers, into a folder.</summary>
    public const string Make = Layers + """

        for job in json.load(open(sys.argv[1])):
            for kind in kinds:
                for index in range(job["count"]):
                    model, data = make(kind, index)
                    stem = os.path.join(job["folder"], f"{kind.__name__}.{index}")
                    model.save(stem + ".keras")
                    model.save(stem + ".h5")
                    model.save_weights(stem + ".weights.h5")
                    arrays = {f"x.{i}": part for i, part in enumerate(data)}
                    arrays.update({f"y.{i}": part for i, part in enumerate(outputs(model, data))})
                    if model.losses: arrays["penalty"] = np.float32(sum(float(loss) for loss in model.losses))
                    arrays.update({f"learned.{i}": part for i, part in enumerate(learned)})
                    if kind is spectral_normalization:
                        arrays.update({f"trained.{i}": part for i, part in enumerate(outputs(model, data, True))})
                        arrays.update({f"after.{i}": np.asarray(weight) for i, weight in enumerate(model.weights)})
                    np.savez(stem + ".npz", **arrays)
                    print("MADE", kind.__name__, index)
        """;

    /// <summary>Writes few and small ones with all their numbers into the file that is its argument:
    /// <c>KerasNumbers/layer-numbers.json</c>, for clones without Python.</summary>
    public const string Record = Layers + """

        def plain(array):
            array = np.asarray(array)
            return {"shape": list(array.shape), "type": "int32" if array.dtype.kind == "i" else "float32",
                    "values": [int(v) if array.dtype.kind == "i" else float(f"{v:.7g}") for v in array.ravel().tolist()]}

        cases = []
        for kind in kinds:
            small = []
            for index in range(60):
                model, data = make(kind, index)
                trained = kind is spectral_normalization
                case = {"name": f"{kind.__name__}.{index}", "model": json.loads(model.to_json()),
                        "weights": [plain(w) for w in model.weights], "inputs": [plain(d) for d in data],
                        "outputs": [plain(o) for o in outputs(model, data)], "learned": [plain(d) for d in learned]}
                if model.losses: case["penalty"] = sum(float(loss) for loss in model.losses)
                if trained:
                    case["trained"] = [plain(o) for o in outputs(model, data, True)]
                    case["after"] = [plain(w) for w in model.weights]
                small.append((len(json.dumps(case)), index, case))
            cases += [case for _, _, case in sorted(small, key=lambda s: s[:2])[5:40:12]]
        with open(sys.argv[1], "w") as file:
            file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
        """;

    /// <summary>Says which files of its own Keras opens again and answers the same with.</summary>
    public const string Reopen = """
        import json, numpy as np, keras
        for job in json.load(open(sys.argv[1])):
            try:
                model = keras.models.load_model(job["file"], compile=False)
                z = np.load(job["arrays"])
                xs = [z[k] for k in sorted(k for k in z.files if k.startswith("x."))]
                y = model(xs if len(xs) > 1 else xs[0])
                y = np.asarray(y[0] if isinstance(y, (list, tuple)) else y)
                print("OPENED", job["name"], y.shape == z["y.0"].shape and float(np.abs(y - z["y.0"]).max()) <= 1e-5)
            except Exception as error:
                print("OPENED", job["name"], False, type(error).__name__, str(error).replace("\n", " ")[:300])
        """;

    private const string Layers = """
        import json, os, numpy as np, keras
        from keras.src.layers.preprocessing import discretization as d, normalization as n

        L = keras.layers
        # Adapting asks whether data come from TensorFlow, which is not here.
        d.tf = n.tf = type("NoTensorFlow", (), {"data": type("data", (), {"Dataset": type("Dataset", (), {})}), "is_tensor": staticmethod(lambda x: False)})
        learned = []

        def adapt(layer, data):
            layer.adapt(data)
            learned.extend(data if isinstance(data, list) else [data])

        def numbers(rng, *shape):
            return rng.normal(size=shape).astype("float32")

        def inputs_of(rng, *shapes):
            return [keras.Input(shape) for shape in shapes], [numbers(rng, 3, *shape) for shape in shapes]

        def lengths(rng, count, low=1, high=5):
            return tuple(int(n) for n in rng.integers(low, high, size=count))

        def pick(rng, *values):
            return values[int(rng.integers(len(values)))]

        def words(rng, length=4):
            x = rng.integers(0, 5, size=(3, length)).astype("int32")
            x[:, 0] = 1
            return keras.Input((length,), dtype="int32"), x

        def identity(rng):
            if pick(rng, True, False):
                x, data = words(rng)
                return [x], L.GlobalAveragePooling1D()(L.Identity()(L.Embedding(5, 3, mask_zero=True)(x))), [data]
            (x,), data = inputs_of(rng, lengths(rng, int(rng.integers(1, 4))))
            return [x], L.Identity()(x), data

        def normalization(rng):
            shape = lengths(rng, int(rng.integers(1, 4)), 2)
            (x,), data = inputs_of(rng, shape)
            axis = pick(rng, -1, None, [int(rng.integers(1, len(shape) + 1))], list(range(1, len(shape) + 1)))
            own = [] if axis is None else [shape[a - 1 if a > 0 else a] for a in sorted([axis] if isinstance(axis, int) else axis)]
            invert = pick(rng, True, False)
            if pick(rng, True, False):
                layer = L.Normalization(axis, invert=invert)
                many = [numbers(rng, 20, *shape) * 3 + 1 for _ in range(3)]
                adapt(layer, pick(rng, many[0], many))
            else:
                given = pick(rng, [], own)
                layer = L.Normalization(axis, (numbers(rng, *given)).tolist(), (numbers(rng, *given) ** 2).tolist(), invert)
            return [x], layer(x), data

        def discretization(rng):
            mode = pick(rng, "int", "one_hot", "multi_hot", "count")
            shape = lengths(rng, int(rng.integers(1, 3)), 1)
            (x,), data = inputs_of(rng, shape)
            if pick(rng, True, False):
                layer = L.Discretization(sorted(float(b) for b in numbers(rng, int(rng.integers(1, 6)))), output_mode=mode)
            else:
                layer = L.Discretization(num_bins=int(rng.integers(2, 7)), epsilon=pick(rng, 0.01, 0.05, 0.2), output_mode=mode)
                adapt(layer, pick(rng, numbers(rng, 57), [numbers(rng, 40), numbers(rng, 230), numbers(rng, 3)]))
            return [x], layer(x), data

        def einsum_dense(rng):
            equation, shape, out, bias = pick(rng,
                ("ab,bc->ac", (4,), 3, "c"), ("abc,cd->abd", (5, 4), (None, 3), "d"), ("abc,cde->abde", (5, 4), (None, 2, 3), "de"),
                ("abc,cd->abd", (5, 4), (5, 3), "bd"), ("abcd,cde->abe", (5, 2, 3), (None, 4), "e"), ("...x,xy->...y", (5, 2, 4), 3, "y"),
                ("...xy,xyz->...z", (5, 2, 4), 3, None), ("abc...,cd->abd...", (3, 4, 2), (None, 5), "d"), ("ab...,bc->ac...", (4, 2, 3), 5, "c"),
                ("abc,bcd->abd", (2, 4), (2, 3), "bd"), ("abc,cd->adb", (5, 4), (3, None), "d"), ("abcd,cb->acd", (5, 2, 3), (2, 3), None),
                ("abc,bd->adc", (5, 4), (6, None), "d"), ("abc,dc->abd", (5, 4), (None, 3), "d"), ("abc,d->abcd", (2, 3), (None, None, 4), "d"))
            (x,), data = inputs_of(rng, shape)
            return [x], L.EinsumDense(equation, out, activation=pick(rng, None, "tanh", "softmax"), bias_axes=pick(rng, bias, None))(x), data

        def spectral_normalization(rng):
            kind, iterations = int(rng.integers(4)), int(rng.integers(1, 4))
            if kind == 0:
                (x,), data = inputs_of(rng, (4,))
                inner = L.Dense(5, use_bias=pick(rng, True, False))
            elif kind == 1:
                (x,), data = inputs_of(rng, (6, 4))
                inner = L.Conv1D(3, 2)
            elif kind == 2:
                (x,), data = inputs_of(rng, (6, 4))
                inner = L.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="e")
            else:
                x, data = keras.Input((6,)), [rng.integers(0, 7, size=(3, 6)).astype("float32")]
                inner = L.Embedding(7, 3)
            return [x], L.SpectralNormalization(inner, iterations)(x), data

        def adaptive(rng):
            (x,), data = inputs_of(rng, lengths(rng, 2, 1, 12))
            format = pick(rng, "channels_last", "channels_first")
            return [x], pick(rng, L.AdaptiveAveragePooling1D, L.AdaptiveMaxPooling1D)(int(rng.integers(1, 9)), format)(x), data

        def reversible_embedding(rng):
            layer = L.ReversibleEmbedding(5, 3, tie_weights=pick(rng, True, False), mask_zero=pick(rng, True, False), logit_soft_cap=pick(rng, None, 1.5))
            if pick(rng, True, False):
                x, data = words(rng)
                return [x], L.GlobalAveragePooling1D()(layer(x)), [data]
            (x,), data = inputs_of(rng, (4, 3))
            return [x], layer(x, reverse=True), data

        def common(rng):
            return dict(use_bias=pick(rng, True, False), use_gate=pick(rng, True, False), dropout=pick(rng, 0.0, 0.3),
                        activity_regularizer=pick(rng, None, keras.regularizers.L2(0.1)))

        def multi_head_attention(rng):
            rank = int(rng.integers(1, 4))
            steps, keys, features = lengths(rng, rank, 2), lengths(rng, rank, 2), lengths(rng, 3)
            axes = pick(rng, None, [int(rng.integers(1, rank + 1))], [int(rng.integers(1, rank + 1)) - rank - 2])
            if rank == 3 and axes is None: axes = [2, 1]
            attended = list(range(1, rank + 1)) if axes is None else [a if a > 0 else a + rank + 2 for a in axes]
            keys = tuple(keys[i] if i + 1 in attended else steps[i] for i in range(rank))
            single, masked, scores = len(attended) == 1, False, pick(rng, True, False) and rank + 2 + len(attended) <= 6
            options = dict(common(rng), value_dim=pick(rng, None, 3), attention_axes=axes, output_shape=pick(rng, None, 5, (2,)))
            if single and pick(rng, True, False): options["sliding_window"] = int(rng.integers(1, 4))
            call = dict(return_attention_scores=scores)
            if single and attended == [1] and pick(rng, True, False): call["use_causal_mask"] = True
            if "sliding_window" in options and attended != [1]: del options["sliding_window"]
            layer = L.MultiHeadAttention(int(rng.integers(1, 4)), int(rng.integers(1, 4)), **options)
            tensors, data = inputs_of(rng, (*steps, features[0]), (*keys, features[1]))
            arguments = list(tensors)
            if pick(rng, True, False):
                more, array = inputs_of(rng, (*keys, features[2]))
                tensors, data, call["key"] = tensors + more, data + array, more[0]
            q = [steps[a - 1] for a in attended]; k = [keys[a - 1] for a in attended]
            others = [steps[i] for i in range(rank) if i + 1 not in attended]
            if pick(rng, True, False):
                shape = (*pick(rng, [], others), *q, *k)
                if len(shape) < 6:
                    tensors.append(keras.Input(shape)); data.append((rng.random((3, *shape)) < 0.6).astype("float32"))
                    call["attention_mask"] = tensors[-1]
            elif single and rank == 1 and pick(rng, True, False):
                for i in range(2):
                    data[i][:, -1] = 0
                    arguments[i] = L.Masking()(arguments[i])
            out = layer(*arguments, **call)
            return tensors, list(out) if scores else [out], data

        def grouped_query_attention(rng):
            kv, t, s, f = int(rng.integers(1, 3)), *lengths(rng, 3, 2)
            layer = L.GroupQueryAttention(int(rng.integers(1, 4)), kv * int(rng.integers(1, 4)), kv, sliding_window=pick(rng, None, 2), **common(rng))
            tensors, data = inputs_of(rng, (t, f), (s, f))
            call = dict(return_attention_scores=pick(rng, True, False), use_causal_mask=pick(rng, True, False))
            if pick(rng, True, False):
                tensors.append(keras.Input((t, s))); data.append((rng.random((3, t, s)) < 0.6).astype("float32"))
                call["attention_mask"] = tensors[-1]
            out = layer(*tensors[:2], **call)
            return tensors, list(out) if call["return_attention_scores"] else [out], data

        def category_encoding(rng):
            x, w = keras.Input((4,), dtype="int32"), keras.Input((4,))
            return [x, w], L.CategoryEncoding(9, "count")(x, count_weights=w), [rng.integers(0, 9, size=(3, 4)).astype("int32"), numbers(rng, 3, 4)]

        kinds = [identity, normalization, discretization, einsum_dense, spectral_normalization, adaptive, reversible_embedding,
                 multi_head_attention, grouped_query_attention, category_encoding]

        def make(kind, index):
            keras.backend.clear_session()
            learned.clear()
            rng = np.random.default_rng([1 + [k.__name__ for k in kinds].index(kind.__name__), index])
            x, y, data = kind(rng)
            model = keras.Model(x, y)
            state = ("/mean", "/variance", "/count", "/seed_generator_state")
            for weight in model.weights:
                if not weight.path.endswith(state): weight.assign(numbers(rng, *weight.shape) * 0.5)
            return model, data

        def outputs(model, data, training=False):
            y = model(data if len(data) > 1 else data[0], training=training)
            return [np.asarray(part) for part in (y if isinstance(y, (list, tuple)) else [y])]
        """;
}
