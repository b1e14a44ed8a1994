using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Models with many layers whose names are not ASCII, which HDF5 keeps in another kind of group.</summary>
public sealed class LayerNameTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const float Tolerance = 1e-5f;

    private const string Write = """
        import numpy as np, keras
        from keras import layers
        keras.utils.set_random_seed(1)
        words = ['größe', 'слой', '層', 'é', 'couche_à', '😀', 'طبقة', 'dense']
        for count in (9, 25, 60):
            x = keras.Input((4,), name='entrée')
            y = x
            for i in range(count):
                y = layers.Dense(4, activation='tanh', name='%s_%d' % (words[i % len(words)], i))(y)
            inner = keras.Sequential([keras.Input((4,))] + [layers.Dense(3 if i == 8 else 4, name='intérieur_%d' % i)
                for i in range(9)], name='modèle')
            model = keras.Model(x, inner(y), name='réseau')
            model.compile('adam', 'mse')
            model.optimizer.build(model.trainable_variables)
            stem = '%s/%d' % (sys.argv[1], count)
            for form in ('.keras', '.h5'): model.save(stem + form)
            model.save_weights(stem + '.weights.h5')
            data = np.random.default_rng(count).normal(size=(5, 4)).astype('float32')
            np.savez(stem + '.npz', **{'x.0': data, 'y.0': model.predict(data, verbose=0)})
        """;

    [Fact]
    public void Models_of_Keras_with_many_of_them_open_and_Keras_opens_what_is_written()
    {
        keras.Run(Write, keras.Folder);
        var jobs = new JsonArray();
        foreach (var count in new[] { "9", "25", "60" })
        {
            var stem = Path.Combine(keras.Folder, count);
            var arrays = Npz.Load(stem + ".npz");
            var blank = KerasFile.FromJson(Description(stem)).Model;
            blank.LoadWeights(stem + ".weights.h5");
            foreach (var model in new[] { Model.Load(stem + ".keras"), Model.Load(stem + ".h5"), blank })
            {
                Check(model, arrays);
                foreach (var form in new[] { ".keras", ".h5", ".weights.h5" })
                {
                    var path = $"{stem}-{jobs.Count}{form}";
                    if (form == ".weights.h5") model.SaveWeights(path);
                    else model.Save(path);
                    jobs.Add((JsonNode)new JsonObject
                    {
                        ["name"] = Path.GetFileName(path),
                        ["architecture"] = form == ".weights.h5" ? stem + ".keras" : path,
                        ["weights"] = form == ".weights.h5" ? path : null,
                        ["inputs"] = stem + ".npz",
                        ["expected"] = "y.0",
                    });
                }
            }
        }
        var list = Path.Combine(keras.Folder, "names.json");
        File.WriteAllText(list, jobs.ToJsonString());
        var lines = keras.Run(KerasScripts.Predict, list).Split('\n')
            .Where(line => line.StartsWith("PREDICTED", StringComparison.Ordinal)).ToList();
        Assert.Equal(jobs.Count, lines.Count);
        Assert.All(lines, line =>
            Assert.InRange(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture), 0, Tolerance));
    }

    private static string Description(string stem) =>
        System.Text.Encoding.UTF8.GetString(ZipReader.Open(stem + ".keras").Read("config.json").Span);

    private static void Check(Model model, Npz arrays)
    {
        var (expected, found) = (arrays["y.0"].ToTensor(), model.Predict(arrays["x.0"].ToTensor()));
        Assert.Equal(expected.Shape, found.Shape);
        for (var i = 0; i < expected.Count; i++)
            Assert.InRange(Math.Abs(expected.Floats[i] - found.Floats[i]), 0, Tolerance);
    }
}
