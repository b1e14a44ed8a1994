using Valence.Text;
using Valence.Training;

namespace Valence.Bench;

/// <summary>The official IMDB split, prepared as for the other frameworks: Keras' Tokenizer fitted on the training
/// reviews, padded and cut in front.</summary>
internal sealed class ImdbData
{
    private readonly string[] _train;
    private readonly string[] _test;
    private readonly float[] _trainLabels;
    private readonly float[] _testLabels;

    public ImdbData(string folder)
    {
        (_train, _trainLabels) = Read(Path.Combine(folder, "train.csv.gz"));
        (_test, _testLabels) = Read(Path.Combine(folder, "test.csv.gz"));
    }

    public (Tensor X, Data Y, Tensor TestX, Data TestY) Prepare(int words, int length)
    {
        var tokenizer = new Tokenizer(numWords: words);
        tokenizer.FitOnTexts(_train);
        return (
            Sequences.Pad(tokenizer.TextsToSequences(_train), maxLength: length), _trainLabels,
            Sequences.Pad(tokenizer.TextsToSequences(_test), maxLength: length), _testLabels);
    }

    private static (string[], float[]) Read(string path)
    {
        var rows = LabelledTexts.Read(path, new() { RequireLabels = true }).ToList();
        return ([.. rows.Select(row => row.Text)],
            [.. rows.Select(row => row.Label is "1" or "pos" or "positive" ? 1f : 0f)]);
    }
}
