using System.Text.Json;
using Valence.Backends;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>A model of a file that takes texts: its vocabulary, weights and predictions, before and after Valence has
/// written the file again.</summary>
internal static class GoldenTextRun
{
    public static void Check(JsonElement json, Npz arrays, Backend backend)
    {
        var model = KerasFile.Load(Path.Combine(GoldenFolder.Root!, "runs", json.GetProperty("file").GetString()!),
            backend: backend);
        Check(json, arrays, model);
        Check(json, arrays, KerasFile.Load(KerasFile.ToBytes(model), "written.keras", backend: backend));
    }

    private static void Check(JsonElement json, Npz arrays, Model model)
    {
        var layer = Assert.Single(model.Layers.OfType<TextVectorization>());
        Assert.Equal(json.GetProperty("vocabulary").EnumerateArray().Select(token => token.GetString()),
            layer.GetVocabulary());
        if (arrays.TryGet("idf", out var idf)) Compare.Close(idf, Tensor.From(layer.IdfWeights.ToArray()), 0, "idf");
        GoldenTraining.CheckWeights(arrays, "w", [.. model.Weights.Where(weight => !weight.IsState)]);
        GoldenTraining.CheckPredictions(arrays, "pred", model, json.GetProperty("texts").EnumerateArray()
            .Select(text => text.GetString()!).ToArray());
    }
}
