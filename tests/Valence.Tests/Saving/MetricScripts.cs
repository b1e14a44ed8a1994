namespace Valence.Tests.Saving;

/// <summary>Programs for real Keras that make random metrics and batches, the same in every run.</summary>
internal static class MetricScripts
{
    /// <summary>Writes metrics, their batches and results into a file, as <c>KerasNumbers/metric-numbers.json</c> has
    /// them; or, given descriptions that Valence wrote, compares their results with those of Keras' own.</summary>
    public const string Make = """
        import json, numpy as np, keras

        M = keras.metrics

        def pick(rng, *values):
            return values[int(rng.integers(len(values)))]

        def numbers(rng, *shape):
            return rng.normal(size=shape).astype("float32")

        def pair(rng, *shape):
            y = numbers(rng, *shape)
            return y, (y + 0.5 * numbers(rng, *shape)).astype("float32")

        def mean(rng):
            shape = (5, *[int(n) for n in rng.integers(1, 4, size=int(rng.integers(0, 3)))])
            weights = pick(rng, None, np.abs(numbers(rng, 5)), np.abs(numbers(rng, *shape)))
            return pick(rng, M.Mean, M.Sum)(), [(numbers(rng, *shape), None, weights) for _ in range(2)]

        def correlation(rng):
            shape = (4, 3, 5)[: int(rng.integers(2, 4))]
            axis = pick(rng, -1, 0, [0, 1], 1)
            metric = pick(rng, M.PearsonCorrelation, M.ConcordanceCorrelation)(axis=axis)
            weighted = axis in (-1, 1) and len(shape) == 2 and pick(rng, True, False)
            return metric, [(*pair(rng, *shape), np.abs(numbers(rng, 4)) if weighted else None) for _ in range(2)]

        def overlap(rng):
            dtype = pick(rng, "float32", "int32", None)
            metric = pick(rng, lambda: M.IoU(3, [0, 2], dtype=dtype), lambda: M.MeanIoU(3, dtype=dtype), lambda: M.BinaryIoU(dtype=dtype))()
            classes = 2 if isinstance(metric, M.BinaryIoU) else 3
            pred = rng.random(6).astype("float32") if classes == 2 else rng.integers(0, 3, size=6).astype("float32")
            return metric, [(rng.integers(0, classes, size=6).astype("int32"), pred, pick(rng, None, rng.random(6).astype("float32") * 3)) for _ in range(2)]

        def top_ids(rng):
            order = np.stack([rng.permutation(6) for _ in range(5)]).astype(pick(rng, "int32", "float32"))
            return M.SparseTopKCategoricalAccuracy(int(rng.integers(1, 4)), from_sorted_ids=True), [
                (rng.integers(0, 6, size=5).astype("int32"), order[:, : int(rng.integers(3, 7))], pick(rng, None, np.abs(numbers(rng, 5))))]

        def wrapper(rng):
            name, options = pick(rng, ("mean_squared_error", {}), ("mean_absolute_error", {}), ("log_cosh", {}), ("pearson_correlation", {"axis": -1}), ("hinge", {}),
                ("binary_crossentropy", {"from_logits": True}), ("poisson", {}), ("binary_accuracy", {"threshold": 0.25}))
            y, p = pair(rng, 4, 3)
            if name in ("binary_crossentropy", "binary_accuracy", "hinge"): y = (y > 0).astype("float32")
            return M.MeanMetricWrapper(getattr(keras.losses if name == "log_cosh" else M, name), name="wrapped", **options), [(y, np.abs(p) if name == "poisson" else p, pick(rng, None, np.abs(numbers(rng, 4))))]

        def weighted(rng):
            shape = (4, 3, 2)[: int(rng.integers(1, 4))]
            axes = [(1,) * len(shape), (4, *(1 for _ in shape[1:])), shape, (1, *shape[1:]), ()]
            weights = pick(rng, None, *[rng.integers(0, 4, size=a).astype("float32") for a in axes])
            metric = pick(rng, M.Accuracy, M.BinaryAccuracy, M.MeanSquaredError, M.RootMeanSquaredError, M.TruePositives, M.TrueNegatives, M.FalsePositives,
                M.FalseNegatives, M.Precision, M.Recall, M.Sum)()
            if weights is not None and isinstance(metric, M.MeanSquaredError) and weights.ndim == len(shape): weights = weights[..., 0]
            y = rng.integers(0, 2, size=shape).astype("int32")
            p = y if isinstance(metric, M.Sum) else np.round(rng.random(shape)).astype("int32") if isinstance(metric, M.Accuracy) else rng.random(shape).astype("float32")
            return metric, [(y, None if isinstance(metric, M.Sum) else p, weights) for _ in range(2)]

        def outside(rng):
            metric = pick(rng, lambda: M.IoU(3, [0, 2]), lambda: M.MeanIoU(3, ignore_class=pick(rng, None, 1)))()
            y, p = rng.integers(-1, 4, size=12).astype("int32"), rng.integers(-1, 4, size=12).astype("int32")
            return metric, [(y, np.where(rng.random(12) < 0.6, y, p).astype("int32"), pick(rng, None, rng.integers(0, 4, size=12).astype("int32")))]

        def repeated(rng):
            truth, rows = pick(rng, ((2, 1), (1, 2)), ((4, 1), (4, 3)), ((4, 3), (4, 3)), ((4, 1), (4,)), ((1, 3), (4, 3)))
            weights = pick(rng, None, rng.random((4, 3)).astype("float32")) if rows == (4, 3) else None
            return M.SparseCategoricalAccuracy(), [(rng.integers(0, 3, size=truth).astype("int32"), rng.random((*rows, 3)).astype("float32"), weights)]

        def area(rng):
            metric = M.AUC(7, curve=pick(rng, "ROC", "PR", "PRGAIN", "PRGAIN"), summation_method=pick(rng, "interpolation", "minoring", "majoring"))
            return metric, [(rng.integers(0, 2, size=(4, 3)).astype("int32"), rng.random((4, 3)).astype("float32"), pick(rng, None, rng.random((1, 3)).astype("float32"))) for _ in range(2)]

        # KerasHub's formula with Keras' loss.
        @keras.saving.register_keras_serializable("keras_hub")
        class Perplexity(keras.metrics.Metric):
            def __init__(self, from_logits=False, mask_token_id=None, name="perplexity", **kwargs):
                super().__init__(name=name, **kwargs)
                self.from_logits, self.mask_token_id, self.sums = from_logits, mask_token_id, np.zeros(2)

            def update_state(self, y, p, sample_weight=None):
                weights = np.ones(y.shape) if sample_weight is None else sample_weight
                if self.mask_token_id is not None: weights = weights * (y != self.mask_token_id)
                loss = keras.losses.SparseCategoricalCrossentropy(from_logits=self.from_logits, reduction="sum")
                mean = float(loss(y, p, sample_weight=weights.astype("float32"))) / weights.sum()
                self.sums += [len(y) * mean, len(y)]

            def result(self):
                return np.exp(self.sums[0] / self.sums[1])

            def get_config(self):
                return {**super().get_config(), "from_logits": self.from_logits, "mask_token_id": self.mask_token_id}

        def perplexity(rng):
            tokens, mask = int(rng.integers(2, 9)), pick(rng, None, 0, 1)
            metric = Perplexity(pick(rng, True, False), mask)
            def batch():
                shape = tuple(int(n) for n in rng.integers(1, 6, size=2))
                y = rng.integers(0, tokens, size=shape).astype("int32")
                if mask is not None: y[0, 0] = 1 - mask
                p = numbers(rng, *shape, tokens) * pick(rng, 1, 3)
                if not metric.from_logits: p = np.abs(p)
                return y, p.astype("float32"), pick(rng, None, rng.random(shape).astype("float32") + 0.1)
            return metric, [batch() for _ in range(3)]

        kinds = [mean, correlation, overlap, top_ids, wrapper, weighted, outside, repeated, area, perplexity]

        def plain(array):
            if array is None: return None
            return {"shape": list(array.shape), "type": "int32" if array.dtype.kind == "i" else "float32",
                    "values": [int(v) if array.dtype.kind == "i" else float(f"{v:.8g}") for v in array.ravel().tolist()]}

        def measured(metric, batches):
            for y, p, w in batches:
                if p is None: metric.update_state(y, sample_weight=w)
                else: metric.update_state(y, p, sample_weight=w)
            return float(np.asarray(metric.result()))

        def make(kind, index):
            rng = np.random.default_rng([9 + [k.__name__ for k in kinds].index(kind.__name__), index])
            metric, batches = kind(rng)
            return metric, batches

        if "count" in (job := json.load(open(sys.argv[1]))[0]):
            cases = []
            for kind in kinds:
                for index in range(job["count"]):
                    metric, batches = make(kind, index)
                    cases.append({"name": f"{kind.__name__}.{index}", "config": keras.metrics.serialize(metric),
                                  "batches": [[plain(part) for part in batch] for batch in batches], "result": measured(metric, batches)})
            with open(job["file"], "w") as file:
                file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
            print("MADE", len(cases))
        else:
            for job in json.load(open(sys.argv[1])):
                kind, index = job["name"].split(".")
                metric, batches = make(next(k for k in kinds if k.__name__ == kind), int(index))
                ours, theirs = measured(keras.metrics.deserialize(job["ours"]), batches), measured(metric, batches)
                print("MEASURED", job["name"], ours == theirs or abs(ours - theirs) <= 1e-6 * max(1, abs(theirs)))
        """;
}
