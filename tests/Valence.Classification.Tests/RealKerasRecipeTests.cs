using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Saving;
using Valence.Tests.Saving;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Real Keras opens the network of every recipe in every form, predicts the same, and writes the same
/// files.</summary>
public sealed class RealKerasRecipeTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const int Rows = 40;
    private const double Tolerance = 1e-5;
    private static readonly RecipeSize Size = new(150, 64);

    // KerasHub's layer, which Keras does not have.
    private static readonly string[] WithOthersLayers = [Recipes.Transformer.Name];

    public static TheoryData<int> Classes => [2, 3];

    [Fact]
    public void Recipes_of_Keras_own_layers_are_all_but_the_known_ones() =>
        Assert.Equal(Recipes.All.Select(recipe => recipe.Name).Except(WithOthersLayers),
            OfKerasOwnLayers().Select(recipe => recipe.Name));

    [Theory]
    [MemberData(nameof(Classes))]
    public void Keras_opens_every_recipe_in_every_form_and_predicts_the_same(int classes)
    {
        var jobs = new JsonArray();
        foreach (var recipe in OfKerasOwnLayers())
        {
            var stem = Stem(recipe, classes, "open");
            var model = Trained(recipe, classes, seed: 7);
            Write(model, stem);
            recipe.Build(Size, classes, seed: 8).Save(stem + ".other.keras");
            var x = Ids(seed: 3);
            var expected = model.Predict(x);
            model.SetWeights([.. model.GetWeights().Select(Rounded)]);
            using (var file = File.Create(stem + ".slim.keras"))
                KerasFile.Prepare(model, write => write(file), compact: true);
            NpyWriter.SaveAll(stem + ".npz", [new("x.0", x), new("expected", expected),
                new("slim", model.Predict(x))]);
            jobs.Add((JsonNode)Prediction("keras", stem + ".keras", null));
            jobs.Add((JsonNode)Prediction("h5", stem + ".h5", null));
            jobs.Add((JsonNode)Prediction("weights", stem + ".other.keras", stem + ".weights.h5"));
            jobs.Add((JsonNode)Prediction("slim", stem + ".slim.keras", null, "slim"));

            JsonObject Prediction(string form, string architecture, string? weights,
                string expected = "expected") => new()
                {
                    ["name"] = $"{recipe.Name} {form}",
                    ["architecture"] = architecture,
                    ["weights"] = weights,
                    ["inputs"] = stem + ".npz",
                    ["expected"] = expected,
                };
        }
        static Tensor Rounded(Tensor weight)
        {
            var rounded = weight.Copy();
            foreach (ref var number in rounded.Change<float>()) number = BrainFloat.Round(number);
            return rounded;
        }

        var lines = Run(KerasScripts.Predict, jobs, "PREDICTED");
        Assert.Equal(4 * OfKerasOwnLayers().Count, lines.Count);
        Assert.All(lines,
            line => Assert.True(double.Parse(line[3], CultureInfo.InvariantCulture) <= Tolerance,
                string.Join(' ', line)));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Files_are_listed_by_h5py_as_those_that_Keras_writes_of_the_same_model(int classes)
    {
        var (rewritten, listed) = (new JsonArray(), new JsonArray());
        foreach (var recipe in OfKerasOwnLayers())
        {
            var (ours, theirs) = (Stem(recipe, classes, "ours"), Stem(recipe, classes, "theirs"));
            Write(Trained(recipe, classes, seed: 7), ours);
            rewritten.Add((JsonNode)new JsonObject
            {
                ["name"] = recipe.Name,
                ["from"] = ours + ".keras",
                ["to"] = theirs
            });
            foreach (var form in new[] { ".inner.h5", ".h5", ".weights.h5" })
                listed.Add((JsonNode)new JsonObject
                {
                    ["name"] = recipe.Name + form,
                    ["ours"] = ours + form,
                    ["theirs"] = theirs + form,
                    ["any_backend"] = true
                });
        }
        var members = Run(KerasScripts.Rewrite, rewritten, "REWRITTEN");
        Assert.Equal(OfKerasOwnLayers().Count, members.Count);
        Assert.All(members, line => Assert.True(line[2] == "True", string.Join(' ', line)));
        var lines = Run(KerasScripts.Listing, listed, "LISTED");
        Assert.Equal(3 * OfKerasOwnLayers().Count, lines.Count);
        Assert.All(lines, line => Assert.True(line[3] == "True", string.Join(' ', line)));
        Assert.All(lines,
            line => Assert.True(int.Parse(line[2], CultureInfo.InvariantCulture) > 10, string.Join(' ', line)));
    }

    private static List<Recipe> OfKerasOwnLayers() => [.. Recipes.All.Where(recipe =>
    {
        var archive = ZipReader.Open(KerasFile.ToBytes(recipe.Build(Size, 2, seed: 1)), recipe.Name);
        var layers = JsonNode.Parse(archive.Read("config.json").Span)!["config"]!["layers"]!.AsArray();
        return layers.All(layer => layer!["module"]?.GetValue<string>()
            .StartsWith("keras.", StringComparison.Ordinal) == true);
    })];

    // One step makes the optimizer's state part of the files.
    private static Functional Trained(Recipe recipe, int classes, ulong seed)
    {
        var model = recipe.Build(Size, classes, seed);
        model.Compile(new Adam(), classes == 2 ? new BinaryCrossentropy() : new SparseCategoricalCrossentropy(),
            [Metric.Accuracy]);
        var labels = Enumerable.Range(0, Rows).Select(row => row % classes).ToArray();
        model.TrainOnBatch(Ids(seed), classes == 2 ? labels.Select(label => (float)label).ToArray() : labels);
        return model;
    }

    private static void Write(Model model, string stem)
    {
        model.Save(stem + ".keras");
        model.Save(stem + ".h5");
        model.SaveWeights(stem + ".weights.h5");
    }

    // Texts of all lengths, padded in front.
    private static Tensor Ids(ulong seed)
    {
        var ids = new Tensor([Rows, Size.Length], ElementType.Int32);
        var random = new CounterRandom(seed, 3);
        for (var row = 0; row < Rows; row++)
            for (var i = row * Size.Length / Rows; i < Size.Length; i++) ids.Change<int>()[row * Size.Length + i] =
                1 + random.Below((ulong)(row * Size.Length + i), Size.Ids - 1);
        return ids;
    }

    private string Stem(Recipe recipe, int classes, string part) =>
        Path.Combine(keras.Folder, $"{recipe.Name}.{classes.ToString(CultureInfo.InvariantCulture)}.{part}");

    private List<string[]> Run(string script, JsonArray jobs, string word)
    {
        var path = Path.Combine(keras.Folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, jobs.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        var output = keras.Run(script, path);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        return [.. output.Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' '))];
    }
}
