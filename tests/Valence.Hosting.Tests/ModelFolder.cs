using Valence.Classification;
using Valence.Text;

namespace Valence.Hosting.Tests;

/// <summary>A folder with a model's file that is replaced, as whoever runs a service replaces it.</summary>
internal sealed class ModelFolder : IDisposable
{
    private static readonly Lazy<byte[]> FirstContent = new(() => Trained("negative", "positive"));
    private static readonly Lazy<byte[]> SecondContent = new(() => Trained("bad", "good"));
    private static readonly Lazy<byte[]> TurnedContent = new(() => Trained("positive", "negative"));
    private static readonly Lazy<byte[]> AnyContent = new(() => Trained("negative", "positive", ofAny: true));
    private static readonly Lazy<byte[]> NumberContent = new(() => Trained("1", "5", OneNumber.Fit));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("valence-hosting-");

    /// <summary>A text that <see cref="First"/> calls positive and <see cref="Second"/> good.</summary>
    public const string Praise = "a great and lovely film";

    public static byte[] First => FirstContent.Value;

    public static byte[] Second => SecondContent.Value;

    /// <summary>As <see cref="First"/>, with the labels exchanged.</summary>
    public static byte[] Turned => TurnedContent.Value;

    /// <summary>Any of the labels of <see cref="First"/>.</summary>
    public static byte[] Any => AnyContent.Value;

    /// <summary>A number.</summary>
    public static byte[] Number => NumberContent.Value;

    public string Root => _root.FullName;

    public string Model => Path.Combine(Root, "model.valence");

    public ModelFolder() => Replace(First);

    /// <summary>Puts a file in the place of the model's at once.</summary>
    public void Replace(byte[] content, DateTime? written = null)
    {
        var beside = Path.Combine(Root, "new");
        File.WriteAllBytes(beside, content);
        if (written is { } time) File.SetLastWriteTimeUtc(beside, time);
        File.Move(beside, Model, overwrite: true);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static byte[] Trained(string blame, string praise,
        Func<IReadOnlyList<LabelledText>, TrainingSettings, TextTask>? task = null, bool ofAny = false)
    {
        var texts = Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? Labelled($"the film number{i} was awful boring", blame, i + 1)
            : Labelled($"the film number{i} was great lovely", praise, i + 1)).ToList();
        using var file = new MemoryStream();
        TextClassifier.Train(texts, new() { Recipe = Recipes.Linear, Verbose = 0, Task = task }).Save(file);
        return file.ToArray();

        LabelledText Labelled(string text, string label, int row) =>
            ofAny ? new(text, null, row) { Labels = [label] } : new(text, label, row);
    }
}
