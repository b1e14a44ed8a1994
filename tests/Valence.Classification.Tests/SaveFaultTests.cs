using Valence.Formats;
using Valence.Formats.Tests.Files;

namespace Valence.Classification.Tests;

/// <summary>Each thing that saving a classifier asks of the disk fails once.</summary>
public sealed class SaveFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Whatever_fails_once_leaves_the_old_classifier_or_the_new_one()
    {
        var (old, next) = (TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence")),
            TextClassifier.Load(WrittenFileTests.At("fasttext-three.valence")));
        SaveFaults.Check(_folder, "model.valence", old.Save, next.Save,
            path => TextClassifier.Load(path).Labels.Count == 3);
    }
}
