namespace Valence.Classification;

/// <summary>Explains the answers of a linear model, whose score is a sum.</summary>
internal static class LinearExplainer
{
    // Each feature's weight is shared by the places where it stands, and there by the words that it covers.
    public static Explanation Explain(TextClassifier classifier, string text, Prediction answer, ExplainedScore about)
    {
        var encoder = (NGramEncoder)classifier.Encoder;
        var words = encoder.Spans(text);
        var (tables, norms, kernel, bias) = LinearNetwork.Read(classifier.Model);
        var width = bias.Length;
        // What a step of each score before the last layer means for the answer against the next class.
        var steps = new double[width];
        double ground;
        if (about.Next is { } next && width > 1)
        {
            for (var k = 0; k < width; k++)
                steps[k] = kernel[k * width + about.Best] - (double)kernel[k * width + next];
            ground = bias[about.Best] - (double)bias[next];
        }
        else
        {
            // The one output of two classes is the second's.
            var output = about.Next is null ? about.Best : 0;
            var sign = about is { Next: not null, Best: 0 } ? -1 : 1;
            for (var k = 0; k < width; k++) steps[k] = sign * kernel[k * width + output];
            ground = sign * bias[output];
        }
        var pieces = encoder.Pieces(text);
        var places = pieces.CountBy(piece => piece.Id).ToDictionary();
        var counts = encoder.IdsOf(text).CountBy(id => id).ToDictionary();
        var lengths = new double[2];
        foreach (var (id, count) in counts)
        {
            var (kind, row) = Place(id);
            lengths[kind] += norms[kind] is { } of ? (double)count * of[row] : count;
        }
        var contributions = new double[words.Count];
        foreach (var (piece, of) in pieces.Zip(TouchedWords.Of(pieces, words)))
        {
            var contribution = 0.0;
            var (kind, row) = Place(piece.Id);
            for (var k = 0; k < width; k++) contribution += steps[k] * tables[kind]![row * width + k];
            contribution *= counts[piece.Id] / Math.Sqrt(Math.Max(1, lengths[kind])) / places[piece.Id];
            for (var word = of.First; word <= of.Last; word++)
                contributions[word] += contribution / (of.Last - of.First + 1);
        }
        return new(answer, about.NameOfNext(classifier), ground + contributions.Sum(), ground,
            ExplainedWord.Of(text, words, contributions));

        // Letters may have tables of their own, whose first row pads.
        (int Kind, int Row) Place(int id) => tables[1] is null || id <= encoder.Words.Count ? (0, id)
            : (1, id - encoder.Words.Count);
    }
}
