using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Word vectors given as an initializer stand in the description, digit by digit, and make it far longer than
/// any other.</summary>
public sealed class InitialMatrixTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const int Rows = 21_000;
    private const int Columns = 100;

    private const string Write = """
        import numpy as np, keras
        rows, columns = 21000, 100
        matrix = np.random.default_rng(0).normal(size=(rows, columns)).astype('float32')
        matrix[::5] = 0
        model = keras.Sequential([keras.Input((10,), dtype='int32'),
            keras.layers.Embedding(rows, columns, embeddings_initializer=keras.initializers.Constant(matrix)),
            keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(2)])
        for form in ('.keras', '.h5'): model.save(sys.argv[1] + '/vectors' + form)
        x = np.random.default_rng(1).integers(0, rows, (4, 10)).astype('int32')
        np.savez(sys.argv[1] + '/vectors.npz', **{'x.0': x, 'y.0': model.predict(x, verbose=0), 'matrix': matrix})
        """;

    [Fact]
    public void Files_of_Keras_with_word_vectors_open_and_Keras_opens_what_is_written()
    {
        keras.Run(Write, keras.Folder);
        var stem = Path.Combine(keras.Folder, "vectors");
        var arrays = Npz.Load(stem + ".npz");
        var expected = arrays["y.0"].ToTensor();
        var jobs = new JsonArray();
        foreach (var form in new[] { ".keras", ".h5" })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var model = Model.Load(stem + form);
            // The text, twelve bytes for each value, the matrix once in the initializer and once as weights.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * new FileInfo(stem + form).Length);
            var found = model.Predict(arrays["x.0"].ToTensor());
            for (var i = 0; i < found.Count; i++) Assert.Equal(expected.Floats[i], found.Floats[i], 1e-5f);
            Assert.Equal(arrays["matrix"].ToTensor().Floats.ToArray(), Vectors(model));
            var path = $"{stem}-ours{form}";
            model.Save(path);
            Assert.Equal(arrays["matrix"].ToTensor().Floats.ToArray(), Vectors(Model.Load(path)));
            jobs.Add((JsonNode)new JsonObject
            {
                ["name"] = Path.GetFileName(path),
                ["architecture"] = path,
                ["weights"] = null,
                ["inputs"] = stem + ".npz",
                ["expected"] = "y.0",
            });
        }
        var list = stem + ".json";
        File.WriteAllText(list, jobs.ToJsonString());
        var lines = keras.Run(KerasScripts.Predict, list).Split('\n')
            .Where(line => line.StartsWith("PREDICTED", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line =>
            Assert.InRange(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture), 0, 1e-5));
    }

    [Fact]
    public void Word_vectors_are_in_the_file_and_in_the_description_alone()
    {
        var values = new float[Rows, Columns];
        for (var i = 0; i < values.Length; i++) values[i / Columns, i % Columns] = MathF.Sin(i) / 3;
        var model = new Sequential(new InputLayer([-1, 4], ElementType.Int32),
            new Embedding(Rows, Columns) { EmbeddingsInitializer = new Constant(values) });
        model.BuildFor([-1, 4]);
        Assert.Equal(values.Cast<float>(), Vectors(KerasFile.Load(KerasFile.ToBytes(model), "vectors.keras")));
        Assert.Equal(values.Cast<float>(), Vectors(Model.FromJson(model.ToJson())));
    }

    [Fact]
    public void More_numbers_than_the_file_has_bytes_for_are_refused()
    {
        var bytes = KerasFile.ToBytes(ModelFiles.Text());
        var config = ModelFiles.Config(bytes);
        ModelFiles.Layer(config, 1)["embeddings_initializer"] = new JsonObject
        {
            ["class_name"] = "Constant",
            ["config"] = new JsonObject { ["value"] = JsonNode.Parse($"[{string.Join(',', new byte[3_000_000])}]") },
        };
        var refusal = Assert.Throws<FileFormatException>(() =>
            KerasFile.Load(ModelFiles.With(bytes, config.ToJsonString()), "zeros.keras"));
        Assert.Equal("J02", refusal.Rule);
    }

    private static IEnumerable<float> Vectors(Model model) => ((Constant)model.Layers.OfType<Embedding>().Single()
        .EmbeddingsInitializer).Values!.Floats.ToArray();
}
