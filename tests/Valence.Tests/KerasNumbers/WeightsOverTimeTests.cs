using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Tests.Saving;
using Valence.Training;

namespace Valence.Tests.KerasNumbers;

/// <summary>Class and sample weights against losses of rows and of time steps, of one output and of several, masked and
/// not: the loss and the weighted metrics are those of real Keras, and what it refuses is refused.</summary>
public sealed class WeightsOverTimeTests(RealKeras keras) : IClassFixture<RealKeras>
{
    // Predictions are sigmoids of the inputs. "SPREAD" is the same with the weights repeated for each step by hand,
    // where Keras itself refuses weights of rows for a loss of steps (and, on NumPy, those of [batch, 1] under a mask).
    private const string Script = """
        import json, os, random, warnings, numpy as np, keras
        from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
        warnings.simplefilter("ignore")
        L, K = keras.layers, keras.losses
        losses = {"SparseCategoricalCrossentropy": True, "CategoricalCrossentropy": False, "MeanSquaredError": False,
            "BinaryCrossentropy": False, "Huber": False, "KLDivergence": False}
        metrics = {"SparseCategoricalCrossentropy": ["accuracy", "sparse_categorical_crossentropy"],
            "CategoricalCrossentropy": ["accuracy", "categorical_crossentropy"], "BinaryCrossentropy": ["mae"],
            "MeanSquaredError": ["mae", "mse"], "Huber": ["mse"], "KLDivergence": ["mae"]}
        def figures(job, x, y, w, cw):
            ins = [keras.Input(a.shape[1:]) for a in x]
            outs = [L.Activation("sigmoid", name=f"o{i}")(L.Masking()(a) if job["masked"] else a)
                for i, a in enumerate(ins)]
            single = len(ins) == 1
            m = keras.Model(ins[0] if single else ins, outs[0] if single else outs)
            made = [getattr(K, n)(reduction=job["reduction"]) for n in job["losses"]]
            named = [list(metrics[n]) for n in job["losses"]]
            m.compile("sgd", made[0] if single else made, weighted_metrics=named[0] if single else named)
            data = ArrayDataAdapter(x[0] if single else x, y[0] if single else y,
                sample_weight=w, class_weight=cw, batch_size=64)
            xs, ys, ws = next(iter(data.get_numpy_iterator()))
            p = m(xs)
            loss = float(m.compute_loss(xs, ys, p, ws))
            result = m.compute_metrics(xs, ys, p, ws)
            return {"loss": loss} | {k: float(v) for k, v in result.items() if not k.endswith("loss")}
        def attempt(*args):
            try: return figures(*args)
            except Exception as error: return type(error).__name__
        for trial in range(220):
            draw, rng = random.Random(trial), np.random.default_rng(trial)
            b, t, outputs = draw.choice([4, 7]), draw.choice([2, 3, 5]), draw.choice([1, 1, 1, 2])
            job = {"name": str(trial), "masked": False, "reduction": draw.choice(["sum_over_batch_size"] * 3 +
                ["sum", "mean_with_sample_weight"]), "losses": [draw.choice(list(losses)) for _ in range(outputs)]}
            kind = draw.choice(["row", "time", "time", "time", "deep"])
            if kind == "time": job["masked"] = draw.random() < 0.3
            x, y = [], []
            for name in job["losses"]:
                c = draw.choice([1, 3,
                    6]) if not losses[name] and name != "CategoricalCrossentropy" else draw.choice([3, 6])
                rows = {"row": (b,), "time": (b, t), "deep": (b, t, 2)}[kind]
                p = rng.uniform(0.05, 1, rows + (c,)).astype("float32")
                if c > 1: p /= p.sum(-1, keepdims=True)
                if job["masked"]: p[0, 1:] = 0; p[2, -1:] = 0
                truth = rng.integers(0, max(c, 2), rows)
                if losses[name]: target = truth[..., None] if draw.random() < 0.3 else truth
                elif c == 1: target = truth.astype("float32") if draw.random() < 0.3 else truth[...,
                    None].astype("float32")
                else: target = np.eye(c, dtype="float32")[truth]
                x.append(p); y.append(target)
            shapes = [(b,), (b, 1), (b, t), (b, t, 1), (b, t, 2), (b, t, 2, 1)]
            mode, w, cw = draw.choice(["class", "one", "one", "one", "each"]), None, None
            number = lambda: rng.uniform(0.1, 3, draw.choice(shapes[:2] if kind == "row" else shapes)).astype("float32")
            if mode == "class": cw = {0: 0.5, 1: 2.5, 4: 3.0}
            elif mode == "one" or outputs == 1: w = number()
            else: w = [number() if i == 0 or draw.random() < 0.7 else None for i in range(outputs)]
            job["class"] = {str(k): v for k, v in (cw or {}).items()}
            job["keras"] = attempt(job, x, y, w, cw)
            job["spread"] = None
            if isinstance(job["keras"], str) and w is not None:
                def over(a, n, truth, p):
                    if a is None: return None
                    while a.ndim > 1 and a.shape[-1] == 1: a = a[..., 0]
                    shape = getattr(K, n)(reduction=None)(truth, p).shape
                    fits = a.ndim <= len(shape) and a.shape == shape[:a.ndim]
                    return np.broadcast_to(a.reshape(a.shape + (1,) * (len(shape) - a.ndim)),
                        shape).copy() if fits else None
                given = w if isinstance(w, list) else [w] * outputs
                each = [over(*pair) for pair in zip(given, job["losses"], y, x)]
                shared = outputs > 1 and not isinstance(w, list) and w.shape[1:] not in ((), (1,))
                if not shared and [a is None for a in each] == [a is None for a in given]:
                    job["spread"] = attempt(job, x, y, each if outputs > 1 else each[0], None)
            out = {f"x{i}": a for i, a in enumerate(x)} | {f"y{i}": a.astype("int32") if a.dtype.kind == "i" else a
                for i, a in enumerate(y)}
            if isinstance(w, list): out |= {f"w{i}": a for i, a in enumerate(w) if a is not None}
            elif w is not None: out["w"] = w
            job["arrays"] = os.path.join(sys.argv[1], f"{trial}.npz")
            np.savez(job["arrays"], **out)
            job["shapes"] = str([(a.shape, c.shape) for a, c in zip(x, y)]) + " " + str(
                [None if a is None else a.shape for a in w] if isinstance(w, list) else getattr(w, "shape", cw))
            print("JOB " + json.dumps(job))
        """;

    [Fact]
    public void Loss_and_weighted_metrics_are_Keras_and_what_it_refuses_is_refused()
    {
        var jobs = keras.Run(Script, keras.Folder).Split('\n')
            .Where(line => line.StartsWith("JOB ", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line[4..]).RootElement).ToList();
        Assert.Equal(220, jobs.Count);
        var (equal, spread, refused) = (0, 0, 0);
        var wrong = new List<string>();
        foreach (var job in jobs)
        {
            var what = $"{job.GetProperty("name")} {job.GetProperty("losses")} {job.GetProperty("reduction")} "
                + $"masked {job.GetProperty("masked")} {job.GetProperty("shapes")}: Keras {job.GetProperty("keras")}, "
                + $"spread {job.GetProperty("spread")}";
            var expected = job.GetProperty("keras").ValueKind == JsonValueKind.Object ? job.GetProperty("keras")
                : job.GetProperty("spread");
            IReadOnlyDictionary<string, float>? found = null;
            string? error = null;
            try
            {
                found = Figures(job);
            }
            catch (Exception caught) when (caught is ArgumentException or ShapeException)
            {
                error = caught.Message;
            }
            if (expected.ValueKind != JsonValueKind.Object)
            {
                refused++;
                if (error is null) wrong.Add($"{what}: not refused");
                continue;
            }
            if (job.GetProperty("keras").ValueKind == JsonValueKind.Object) equal++;
            else spread++;
            if (found is null) wrong.Add($"{what}: {error}");
            else
                foreach (var figure in expected.EnumerateObject())
                    if (Math.Abs(figure.Value.GetDouble() - found[figure.Name])
                        > 2e-5 * Math.Max(1, Math.Abs(figure.Value.GetDouble())))
                        wrong.Add($"{what}: {figure.Name} is {found[figure.Name]}");
        }
        var counts = $"{equal} equal, {spread} spread, {refused} refused, {wrong.Count} wrong";
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Prepend(counts)));
        Assert.True(equal >= 60 && spread >= 15 && refused >= 30, counts);
    }

    private static IReadOnlyDictionary<string, float> Figures(JsonElement job)
    {
        var arrays = Npz.Load(job.GetProperty("arrays").GetString()!);
        var losses = job.GetProperty("losses").EnumerateArray().Select(name => name.GetString()!).ToList();
        var masked = job.GetProperty("masked").GetBoolean();
        var x = losses.Select((_, i) => arrays[$"x{i}"].ToTensor()).ToArray();
        var y = losses.Select((_, i) => arrays[$"y{i}"].ToTensor()).ToArray();
        var inputs = x.Select(array => Models.Keras.Input(array.Shape[1..])).ToArray();
        var outputs = inputs.Select((input, i) =>
            new Activation("sigmoid") { Name = $"o{i}" }.Call(masked ? new Masking().Call(input) : input)).ToArray();
        var model = new Functional(inputs, outputs);
        var reduction = Enum.Parse<Reduction>(
            job.GetProperty("reduction").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        model.Compile(new Sgd(), [.. losses.Select(name => Made(name, reduction))],
            new CompileOptions { WeightedMetrics = [.. losses.Select(Weighted)] });
        var classes = job.GetProperty("class").EnumerateObject()
            .ToDictionary(pair => int.Parse(pair.Name, CultureInfo.InvariantCulture), pair => pair.Value.GetDouble());
        var shared = arrays.TryGet("w", out var weights) ? weights.ToTensor() : null;
        var own = losses.Select((_, i) => arrays.TryGet($"w{i}", out var of) ? of.ToTensor() : null).ToArray();
        var named = Enumerable.Range(0, own.Length).Where(i => own[i] is not null)
            .ToDictionary(i => $"o{i}", i => own[i]!);
        var history = model.Fit(x, y, batchSize: 64, verbose: 0, shuffle: false,
            classWeight: classes.Count > 0 ? classes : null,
            sampleWeight: shared is not null ? shared : named.Count > 0 ? named : default(Data));
        var trained = history.Names.ToDictionary(name => name, name => history[name][0]);
        if (classes.Count > 0) return trained;
        var evaluated = model.Evaluate(
            [new Batch(x, y, shared) { SampleWeights = named.Count > 0 ? own : null }]);
        foreach (var (name, value) in evaluated) Assert.Equal(value, trained[name], 1e-5f);
        return evaluated;
    }

    private static Loss Made(string name, Reduction reduction) => name switch
    {
        "SparseCategoricalCrossentropy" => new SparseCategoricalCrossentropy { Reduction = reduction },
        "CategoricalCrossentropy" => new CategoricalCrossentropy { Reduction = reduction },
        "MeanSquaredError" => new MeanSquaredError { Reduction = reduction },
        "BinaryCrossentropy" => new BinaryCrossentropy { Reduction = reduction },
        "Huber" => new Huber { Reduction = reduction },
        _ => new KLDivergence { Reduction = reduction },
    };

    private static IReadOnlyList<Metric> Weighted(string loss) => loss switch
    {
        "SparseCategoricalCrossentropy" => ["accuracy", "sparse_categorical_crossentropy"],
        "CategoricalCrossentropy" => ["accuracy", "categorical_crossentropy"],
        "MeanSquaredError" => ["mae", "mse"],
        "Huber" => ["mse"],
        _ => ["mae"],
    };
}
