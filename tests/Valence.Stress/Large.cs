using System.Diagnostics;
using System.Globalization;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Stress;

/// <summary>Files above 2 GiB: one of 270 million weights with Adam's state, and one of a single tensor of 2.2 GB,
/// saved, opened and trained on in every form.</summary>
internal sealed class Large(Action<string> tell)
{
    private const int Width = 64;

    /// <summary>Measures, and says whether every form held the model.</summary>
    public bool Run()
    {
        var folder = Directory.CreateTempSubdirectory("valence-large-").FullName;
        try
        {
            tell("form                      bytes   saved s  opened s  peak RSS MB");
            return Forms(folder, 4_200_000, new Adam(), [".keras", ".h5", ".weights.h5", ".safetensors", ".npz"])
                & Forms(folder, 8_600_000, new Sgd(), [".keras", ".h5", ".weights.h5", ".safetensors", ".npz"])
                & Backup(folder) & Classifier(folder) & Archive(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private bool Forms(string folder, int rows, Optimizer optimizer, string[] forms)
    {
        var model = Model(rows);
        model.Compile(optimizer, new BinaryCrossentropy());
        model.TrainOnBatch(Ids(rows), Targets());
        var expected = model.Predict(Ids(rows)).Floats.ToArray();
        var isRight = true;
        foreach (var form in forms)
        {
            var path = Path.Combine(folder, $"large{form}");
            var isWhole = form is ".keras" or ".h5";
            Model? again = null;
            isRight &= Measured(form, path, () =>
            {
                if (isWhole) model.Save(path);
                else model.SaveWeights(path);
            }, () =>
            {
                if (isWhole) again = Valence.Models.Model.Load(path);
                else (again = Model(rows)).LoadWeights(path);
                return again.Predict(Ids(rows)).Floats.SequenceEqual(expected);
            });
            if (isWhole) again!.TrainOnBatch(Ids(rows), Targets());
            File.Delete(path);
        }
        return isRight;
    }

    private bool Backup(string folder)
    {
        const int rows = 4_200_000;
        var path = Path.Combine(folder, "training.backup");
        return Measured(".backup", path, () => Fit(1), () => Fit(2).Epochs.Count == 2);

        History Fit(int epochs)
        {
            var model = Model(rows);
            model.Compile(new Adam(), new BinaryCrossentropy());
            return model.Fit(Ids(rows), Targets(), epochs: epochs, verbose: 0,
                callbacks: [BackupAndRestore.InFile(path)]);
        }
    }

    private bool Classifier(string folder)
    {
        var path = Path.Combine(folder, "large.valence");
        var small = Kinds.Trained();
        var network = new Sequential(new InputLayer([-1, small.Encoder.Length!.Value], ElementType.Int32),
            new Embedding(8_600_000, Width) { Name = "embedding" }, new GlobalAveragePooling1D(),
            new Dense(small.Labels.Count == 2 ? 1 : small.Labels.Count));
        network.BuildFor([-1, small.Encoder.Length!.Value]);
        var large = small.WithNetwork(network);
        var expected = large.Predict(Kinds.Texts[0]).Probability;
        return Measured(".valence", path, () => large.Save(path),
            () => TextClassifier.Load(path).Predict(Kinds.Texts[0]).Probability == expected);
    }

    // Lengths and places that 32 bits do not hold.
    private bool Archive(string folder)
    {
        const int block = 1 << 28, blocks = 17;
        var path = Path.Combine(folder, "large.zip");
        var zeros = new byte[block];
        return Measured("zip64", path, () => ZipWriter.Save(path, archive =>
        {
            archive.Add("large", stream =>
            {
                for (var i = 0; i < blocks; i++) stream.Write(zeros);
            });
            archive.Add("small", [7]);
        }), () =>
        {
            var archive = ZipReader.Open(path);
            var large = archive.OpenMember("large");
            large.RequireIntact();
            return large.Length == (long)block * blocks && archive.Read("small").Span is [7];
        });
    }

    private bool Measured(string form, string path, Action save, Func<bool> open)
    {
        var watch = Stopwatch.StartNew();
        save();
        var (saved, bytes) = (watch.Elapsed.TotalSeconds, new FileInfo(path).Length);
        watch.Restart();
        var isRight = open();
        GC.Collect();
        tell(string.Create(CultureInfo.InvariantCulture, $"{form,-14} {bytes,16:N0} {saved,9:F1} "
            + $"{watch.Elapsed.TotalSeconds,9:F1} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20,12:N0}"
            + $"{(isRight ? "" : "  WRONG")}"));
        return isRight;
    }

    private static Sequential Model(int rows)
    {
        var model = new Sequential(new InputLayer([-1, 4], ElementType.Int32), new Embedding(rows, Width),
            new GlobalAveragePooling1D(), new Dense(1, Activations.Sigmoid));
        model.BuildFor([-1, 4]);
        return model;
    }

    private static Tensor Ids(int rows) => Tensor.From([0, 1, 2, rows - 1, rows - 2, 5, 6, 7], [2, 4]);

    private static Tensor Targets() => Tensor.From([0f, 1f], [2, 1]);
}
