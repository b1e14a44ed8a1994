using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Saving;

/// <summary>What real Keras compiles is opened with its losses and metrics and gives its figures, and Keras opens what
/// is written of it again.</summary>
public sealed class CompiledInKerasTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const string Make = """
        import json, numpy as np, keras
        from keras import layers as L, losses as K, metrics as M
        folder = sys.argv[1]
        rng = np.random.default_rng(3)
        def save(name, model, x, y, w=None):
            ys = y if isinstance(y, dict) else dict(enumerate(y if isinstance(y, list) else [y]))
            np.savez(f"{folder}/{name}.npz", **{"x.0": x, **{f"y.{k}": a for k, a in ys.items()}, **({} if w is None else {"w.0": w})})
            figures = model.evaluate(x, y, sample_weight=w, batch_size=2, verbose=0, return_dict=True)
            model.save(f"{folder}/{name}.keras")
            json.dump({k: float(np.mean(v)) for k, v in figures.items()}, open(f"{folder}/{name}.json", "w"))
            print("MADE", name)
        x = rng.normal(size=(4, 2)).astype("float32")
        yes = rng.integers(0, 2, size=(4, 1)).astype("float32")
        some = rng.normal(size=(4, 1)).astype("float32")
        def two(form, **compiled):
            i = keras.Input((2,))
            p, q = L.Dense(1, activation="sigmoid", name="p")(i), L.Dense(1, name="q")(i)
            model = keras.Model(i, {"q": q, "p": p} if form == "dict" else [p, q])
            model.compile("sgd", **compiled)
            return model
        losses = {"p": "binary_crossentropy", "q": "mse"}
        w = rng.random(4).astype("float32")
        save("some-metrics-dict", two("dict", loss=losses, metrics={"q": "mae"}, weighted_metrics={"p": ["mse"]},
             loss_weights={"p": 2.0, "q": 0.5}), x, {"q": some, "p": yes}, w)
        save("some-metrics-list", two("list", loss=losses, metrics={"q": ["mae", "mse"]}), x, [yes, some])
        save("no-metrics-of-one", two("list", loss=["bce", "mse"], metrics=[None, ["mae"]], loss_weights=[None, 0.5]),
             x, [yes, some])
        i = keras.Input((2,))
        shares = np.eye(3)[rng.integers(0, 3, size=4)].astype("float32")
        classes = rng.integers(0, 3, size=4).astype("int32")
        three = lambda: keras.Sequential([keras.Input((2,)), L.Dense(3, activation="softmax")])
        for function in (K.binary_crossentropy, K.binary_focal_crossentropy, K.categorical_crossentropy,
                         K.categorical_focal_crossentropy, K.categorical_hinge, K.cosine_similarity, K.dice, K.hinge,
                         K.huber, K.kl_divergence, K.log_cosh, K.mean_absolute_error,
                         K.mean_absolute_percentage_error, K.mean_squared_error, K.mean_squared_logarithmic_error,
                         K.poisson, K.sparse_categorical_crossentropy, K.squared_hinge, K.tversky):
            name = function.__name__
            sparse = name.startswith("sparse")
            model = three()
            model.compile("sgd", loss=function, metrics=[function] + ([M.sparse_categorical_accuracy,
                M.sparse_top_k_categorical_accuracy, M.MeanMetricWrapper(K.categorical_generalized_cross_entropy,
                name="g", q=0.3)] if sparse else [M.binary_accuracy, M.categorical_accuracy,
                M.top_k_categorical_accuracy, M.pearson_correlation, M.concordance_correlation,
                M.MeanMetricWrapper(K.cosine_similarity, name="turned"), M.MeanMetricWrapper(K.huber, name="h", delta=0.2)]))
            save(name, model, x, classes if sparse else shares, w)
        model = three()
        model.compile("sgd", loss=K.CategoricalFocalCrossentropy(alpha=[0.25, 0.5, 0.75], gamma=1.5))
        save("focal", model, x, shares, w)
        ids = np.array([[1, 2, 0, 0], [3, 0, 0, 0], [1, 3, 2, 0], [2, 1, 0, 0]], "int32")
        def all_metrics(): return ["accuracy", "mse", M.BinaryAccuracy(threshold=0.4), M.BinaryCrossentropy(), M.Accuracy(),
            M.TruePositives(0.0), M.FalsePositives([0.45, 0.5]), M.TrueNegatives(), M.FalseNegatives(), M.Precision(),
            M.Recall(0.48), M.AUC(), M.AUC(curve="PR"), M.SensitivityAtSpecificity(0.3), M.SpecificityAtSensitivity(0.3),
            M.PrecisionAtRecall(0.3), M.RecallAtPrecision(0.3), M.RootMeanSquaredError(), M.BinaryIoU(threshold=0.5),
            M.MeanAbsoluteError(), M.Hinge(), M.Poisson(), M.LogCoshError()]
        for weights in (None, rng.random((4, 4)).astype("float32")):
            model = keras.Sequential([keras.Input((4,), dtype="int32"), L.Embedding(5, 3, mask_zero=True,
                embeddings_initializer=keras.initializers.RandomNormal(stddev=2, seed=5)),
                L.Dense(1, activation="sigmoid", kernel_initializer=keras.initializers.RandomNormal(seed=6))])
            model.compile("sgd", "binary_crossentropy", metrics=all_metrics(),
                          weighted_metrics=None if weights is None else all_metrics())
            save("masked" if weights is None else "masked-weighted", model, ids,
                 rng.integers(0, 2, size=(4, 4, 1)).astype("float32"), weights)
        model = keras.Sequential([keras.Input((4,), dtype="int32"), L.Embedding(5, 3, mask_zero=True), L.Dense(3,
            activation="softmax", kernel_initializer=keras.initializers.RandomNormal(seed=6))])
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy", M.SparseTopKCategoricalAccuracy(2),
            M.MeanIoU(3, sparse_y_pred=False), M.IoU(3, [0, 2], sparse_y_pred=False),
            M.SparseCategoricalCrossentropy()])
        save("masked-classes", model, ids, rng.integers(0, 3, size=(4, 4)).astype("int32"))
        """;

    private const string Open = """
        import json, numpy as np, keras
        folder = sys.argv[1]
        for name in json.load(open(f"{folder}/names.json")):
            z = np.load(f"{folder}/{name}.npz")
            ys = {k[2:]: z[k] for k in z.files if k.startswith("y.")}
            y = ys if "p" in ys else list(ys.values()) if len(ys) > 1 else ys["0"]
            for form in (".again.keras", ".again.h5"):
                model = keras.models.load_model(f"{folder}/{name}{form}")
                figures = model.evaluate(z["x.0"], y, sample_weight=z["w.0"] if "w.0" in z.files else None, batch_size=2,
                                         verbose=0, return_dict=True)
                json.dump({k: float(np.mean(v)) for k, v in figures.items()}, open(f"{folder}/{name}{form}.json", "w"))
                print("OPENED", name)
        """;

    [Fact]
    public void Figures_are_those_of_Keras_before_and_after_a_file()
    {
        var made = keras.Run(Make, keras.Folder).Split('\n')
            .Where(line => line.StartsWith("MADE", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])
            .ToList();
        Assert.Equal(26, made.Count);
        foreach (var name in made)
        {
            var opened = KerasFile.Open(At(name, ".keras"));
            Assert.Empty(opened.Ignored);
            var arrays = Npz.Load(At(name, ".npz"));
            Data targets = arrays.TryGet("y.p", out var p)
                ? new Dictionary<string, Tensor> { ["p"] = p.ToTensor(), ["q"] = arrays["y.q"].ToTensor() }
                : arrays.TryGet("y.1", out var second) ? new Data(arrays["y.0"].ToTensor(), second.ToTensor())
                : arrays["y.0"].ToTensor();
            var weights = arrays.TryGet("w.0", out var given) ? given.ToTensor() : null;
            Same(name, opened.Model.Evaluate(arrays["x.0"].ToTensor(), targets, batchSize: 2,
                sampleWeight: weights is null ? default(Data) : weights),
                Figures(name + ".json"));
            opened.Model.Save(At(name, ".again.keras"));
            opened.Model.Save(At(name, ".again.h5"));
        }
        File.WriteAllText(At("names", ".json"), JsonSerializer.Serialize(made));
        Assert.Equal(2 * made.Count, keras.Run(Open, keras.Folder).Split('\n')
            .Count(line => line.StartsWith("OPENED", StringComparison.Ordinal)));
        foreach (var name in made)
            foreach (var form in (string[])[".again.keras", ".again.h5"])
                Same(name + form, Figures(name + form + ".json"), Figures(name + ".json"));
    }

    private static void Same(string name, IReadOnlyDictionary<string, float> ours, Dictionary<string, float> theirs)
    {
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        foreach (var (figure, expected) in theirs)
            Assert.True(MathF.Abs(expected - ours[figure]) <= 1e-5f * MathF.Max(1, MathF.Abs(expected)),
                string.Create(CultureInfo.InvariantCulture,
                    $"{name}: {figure} is {expected} in Keras and {ours[figure]} here."));
    }

    private Dictionary<string, float> Figures(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, float>>(File.ReadAllText(Path.Combine(keras.Folder, file)))!;

    private string At(string name, string ending) => Path.Combine(keras.Folder, name + ending);
}
