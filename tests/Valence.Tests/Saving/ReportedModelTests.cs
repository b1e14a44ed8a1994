using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Golden;
using Valence.Training;

namespace Valence.Tests.Saving;

/// <summary>Files that others reported open, predict what Keras predicts, and are opened by Keras when they are written
/// again.</summary>
public sealed class ReportedModelTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const float Tolerance = 1e-5f;
    private const float NarrowTolerance = 2f / 512;

    [Theory]
    [InlineData("build_input_shape", null)]
    [InlineData("inner_shape", null)]
    [InlineData("inner_shape_2", null)]
    [InlineData("model_first", null)]
    [InlineData("no_shape", "the shape of the input is not in the file")]
    public void The_shape_of_the_input_is_found_where_it_is(string name, string? note)
    {
        var opened = KerasFile.Open(ReportedCases.At($"BR-026/{name}.h5"));
        if (note is null) Assert.Empty(opened.Notes);
        else Assert.StartsWith(note, Assert.Single(opened.Notes));
        var arrays = name == "inner_shape" ? "" : $"_{name}";
        Check(opened.Model, Npz.Load(ReportedCases.At($"BR-026/x{arrays}.npz")),
            Npz.Load(ReportedCases.At($"BR-026/y{arrays}.npz")));
    }

    [Theory]
    [InlineData("glove.keras", "")]
    [InlineData("glove.h5", "")]
    [InlineData("keras2_list.h5", "_keras2")]
    [InlineData("keras2_ndarray.h5", "_keras2")]
    [InlineData("keras2_list_tf2.h5", "_keras2")]
    [InlineData("keras2_ndarray_tf2.h5", "_keras2")]
    [InlineData("bias_array.keras", "_bias_array")]
    [InlineData("bias_list.keras", "_bias_list")]
    [InlineData("bias_float32.keras", "_bias_float32")]
    public void An_initializer_that_is_an_array_is_read(string file, string arrays) =>
        Check(KerasFile.Open(ReportedCases.At($"BR-020/{file}")).Model,
            Npz.Load(ReportedCases.At($"BR-020/x{arrays}.npz")), Npz.Load(ReportedCases.At($"BR-020/y{arrays}.npz")));

    [Theory]
    [InlineData("B10", ".keras")]
    [InlineData("B10", ".h5")]
    [InlineData("B11", ".keras")]
    [InlineData("B12", ".keras")]
    [InlineData("B13", ".h5")]
    public void A_case_opens_and_Keras_opens_what_is_written_of_it(string name, string form)
    {
        var opened = KerasFile.Open(ReportedCases.Of(name, $"model{form}")!, $"model{form}");
        var (x, y) = (ReportedCases.Arrays(name, "in.npz"), ReportedCases.Arrays(name, "out.npz"));
        // What is computed in float32 here Keras rounds to eight bits after the product and after the bias; with
        // float32 it answers as Valence does, below.
        var isNarrow = name == "B12";
        Check(opened.Model, x, y, isNarrow);
        if (isNarrow)
            foreach (var notes in new[] { opened.Notes, opened.Model.Notes })
                Assert.Contains(notes, note => note.Contains("bfloat16", StringComparison.Ordinal));
        var jobs = new JsonArray();
        var arrays = Path.Combine(keras.Folder, $"{name}{form}.npz");
        var input = x["x.0"].ToTensor();
        NpyWriter.SaveAll(arrays, [new("x.0", input), new("y.0", opened.Model.Predict(input))]);
        foreach (var written in (string[])[".keras", ".h5"])
        {
            var path = Path.Combine(keras.Folder, $"{name}{form}{written}");
            opened.Model.Save(path);
            Check(Model.Load(path), x, y, isNarrow);
            jobs.Add((JsonNode)new JsonObject
            {
                ["name"] = path,
                ["architecture"] = path,
                ["weights"] = null,
                ["inputs"] = arrays,
                ["expected"] = "y.0",
            });
        }
        var list = Path.Combine(keras.Folder, $"{name}{form}.json");
        File.WriteAllText(list, jobs.ToJsonString());
        foreach (var line in keras.Run(KerasScripts.Predict, list).Split('\n'))
            if (line.StartsWith("PREDICTED", StringComparison.Ordinal))
                Assert.InRange(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture), 0, Tolerance);
    }

    private static void Check(Model model, Npz x, Npz y, bool isNarrow = false)
    {
        Data inputs = new([.. Named(x, "x.").Select(name => x[name].ToTensor())]);
        foreach (var (name, answer) in Named(y, "y.").Zip(model.PredictAll(inputs)))
            Compare.Close(y[name], answer, isNarrow ? NarrowTolerance : Tolerance, name);
    }

    private static IEnumerable<string> Named(Npz arrays, string start) => arrays.Names
        .Where(name => name.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
