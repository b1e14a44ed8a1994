using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;

namespace Valence.Bench.Files;

/// <summary>Models whose files have a wanted size.</summary>
internal static class LargeFile
{
    public static string[] Kinds { get; } = ["one-embedding", "many-layers", "with-adam"];

    public static void Write(string kind, int megabytes, string path)
    {
        var floats = megabytes * 250_000;
        var model = kind switch
        {
            "one-embedding" => new Sequential(new InputLayer([-1, 200], ElementType.Int32),
                new Embedding(floats / 128, 128), new GlobalAveragePooling1D(), new Dense(1)),
            "many-layers" => new Sequential(
                [new InputLayer([-1, 500]), .. Enumerable.Range(0, floats / 250_500).Select(_ => new Dense(500))]),
            // Each weight and its two moments.
            _ => new Sequential(new InputLayer([-1, 200], ElementType.Int32), new Embedding(floats / 3 / 128, 128),
                new GlobalAveragePooling1D(), new Dense(1)),
        };
        if (kind != "with-adam") model.BuildFor(kind == "many-layers" ? [-1, 500] : [-1, 200]);
        else
        {
            model.Compile(new Adam(), new BinaryCrossentropy(fromLogits: true));
            model.TrainOnBatch(Tensor.From(new int[200], [1, 200]), Tensor.From(new float[1], [1, 1]));
        }
        KerasFile.Save(model, path);
    }
}
