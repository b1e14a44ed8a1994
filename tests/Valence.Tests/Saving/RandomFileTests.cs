using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Golden;

namespace Valence.Tests.Saving;

/// <summary>Files that Keras writes of models drawn at random from fixed seeds: arrays and layers as arguments, names
/// in any script, shapes that are nowhere.</summary>
public sealed class RandomFileTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const int Models = 20;
    private const float Tolerance = 1e-5f;

    private const string Script = """
        import json, h5py, numpy as np, keras
        from keras import layers as L, initializers as I
        folder, count = sys.argv[1], int(sys.argv[2])
        rng = np.random.default_rng(int(sys.argv[3]))
        def pick(*items): return items[rng.integers(len(items))]
        def constant(*shape):
            value = rng.normal(size=shape).astype("float32")
            return I.Constant(pick(value, value.tolist(), keras.ops.convert_to_tensor(value),
                                   value.astype("float64"), float(value.flat[0])))
        def drawn():
            return I.RandomNormal(seed=pick(keras.random.SeedGenerator(int(rng.integers(1000))), 5, None))
        def function():
            return pick(L.LeakyReLU(0.1), L.ReLU(max_value=1.5, negative_slope=0.2, threshold=0.3), L.ELU(0.7),
                        L.Softmax(), L.Activation("tanh"), "relu", None)
        def name(): return pick("schicht_ä", "слой", "层", "couche_é", "plain") + str(rng.integers(10**9))
        def block(width):
            kind = pick("dense", "dense", "conv", "lstm", "gru", "dropout", "norm")
            u = int(rng.integers(1, 5))
            if kind == "dense":
                return L.Dense(u, activation=function(), kernel_initializer=constant(width, u),
                               bias_initializer=constant(u), name=name()), u
            if kind == "conv":
                return L.Conv1D(u, 2, padding="same", activation=function(), bias_initializer=constant(u),
                                kernel_initializer=constant(2, width, u), name=name()), u
            if kind == "lstm":
                return L.LSTM(u, return_sequences=True, activation=pick("tanh", L.ELU(0.5)), unit_forget_bias=False,
                              kernel_initializer=constant(width, 4 * u), bias_initializer=drawn(),
                              recurrent_initializer=constant(u, 4 * u), dropout=0.1, name=name()), u
            if kind == "gru":
                return L.Bidirectional(L.GRU(u, return_sequences=True, kernel_initializer=constant(width, 3 * u),
                                             recurrent_initializer=constant(u, 3 * u)), name=name()), 2 * u
            if kind == "dropout": return L.Dropout(0.3, seed=pick(int(rng.integers(1000)), None), name=name()), width
            return L.BatchNormalization(gamma_initializer=constant(width), beta_initializer=constant(width),
                                        moving_mean_initializer=constant(width), name=name()), width
        for i in range(count):
            time, width = int(rng.integers(2, 6)), int(rng.integers(2, 5))
            table, first = rng.random() < 0.5, rng.random() < 0.5
            m = keras.Sequential(name=name())
            x = rng.integers(0, 7, size=(3, time)).astype("int32") if table \
                else rng.normal(size=(3, time, width)).astype("float32")
            if first: m.add(keras.Input(x.shape[1:], dtype=x.dtype.name))
            if table: m.add(L.Embedding(7, width, embeddings_initializer=constant(7, width), name=name()))
            for _ in range(int(rng.integers(1, 5))):
                layer, width = block(width)
                m.add(layer)
            y = m.predict(x, verbose=0)
            path = f"{folder}/r{i}"
            np.savez(path + ".npz", **{"x.0": x, "y.0": y})
            for form in (".keras", ".h5", ".bare.h5"): m.save(path + form)
            with h5py.File(path + ".bare.h5", "r+") as file:
                config = json.loads(file.attrs["model_config"])
                config.pop("build_config", None)
                config["config"].pop("build_input_shape", None)
                inner = [l for l in config["config"]["layers"] if l["class_name"] != "InputLayer"]
                for l in inner: l.pop("build_config", None)
                config["config"]["layers"] = inner
                file.attrs["model_config"] = json.dumps(config)
            print("MADE", i, type(m.layers[0]).__name__)
        """;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Files_of_random_models_predict_as_in_Keras_and_are_opened_there_when_written_again(int seed)
    {
        var folder = Directory.CreateDirectory(Path.Combine(keras.Folder, $"random{seed}")).FullName;
        var made = keras.Run(Script, folder, $"{Models}", $"{seed}").Split('\n')
            .Where(line => line.StartsWith("MADE", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        Assert.Equal(Models, made.Count);
        var jobs = new JsonArray();
        foreach (var line in made)
        {
            var stem = Path.Combine(folder, $"r{line[1]}");
            var arrays = Npz.Load($"{stem}.npz");
            // Features alone do not tell whether they are those of a row or of a step.
            var tells = line[2] is "Embedding" or "LSTM" or "Bidirectional" or "Conv1D";
            foreach (var form in tells ? (string[])[".keras", ".h5", ".bare.h5"] : [".keras", ".h5"])
            {
                var opened = KerasFile.Open(stem + form);
                Assert.Empty(opened.Ignored);
                Assert.Equal(form == ".bare.h5", opened.Notes.Any(note => note.Contains("shape of the input",
                    StringComparison.Ordinal)));
                Compare.Close(arrays["y.0"], opened.Model.Predict(arrays["x.0"].ToTensor()), Tolerance, stem + form);
                if (form == ".bare.h5") continue;
                var again = $"{stem}.again{form}";
                opened.Model.Save(again);
                Compare.Close(arrays["y.0"], Model.Load(again).Predict(arrays["x.0"].ToTensor()), Tolerance, again);
                jobs.Add((JsonNode)new JsonObject
                {
                    ["name"] = again,
                    ["architecture"] = again,
                    ["weights"] = null,
                    ["inputs"] = $"{stem}.npz",
                    ["expected"] = "y.0",
                });
            }
        }
        var list = Path.Combine(folder, "jobs.json");
        File.WriteAllText(list, jobs.ToJsonString());
        var predicted = keras.Run(KerasScripts.Predict, list).Split('\n')
            .Where(line => line.StartsWith("PREDICTED", StringComparison.Ordinal)).ToList();
        Assert.Equal(2 * Models, predicted.Count);
        foreach (var line in predicted)
            Assert.True(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture) <= 10 * Tolerance, line);
    }
}
