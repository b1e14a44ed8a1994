using System.Text;

namespace Valence.Classification;

/// <summary>Explains an answer of a network by asking it again without words.</summary>
internal sealed class NetworkExplainer
{
    // What is left out at once is a word, or some in a row where there are more than so many or rows are long: each
    // costs a row in every window that has it.
    private const int MostStretches = 1000, MostIds = 20_000_000;
    private const int RowsAtOnce = 64;

    // So many words are taken out of the text one after the other, each of so many candidates, where what is asked for
    // that has no more windows and letters.
    private const int Strongest = 6, Candidates = 24, MostWindows = 4096, MostLetters = 20_000_000;

    // From the range of numbers down to their last bit.
    private const int Halvings = 100;

    private readonly TextClassifier _classifier;
    private readonly string _text;
    private readonly ExplainedScore _about;
    private readonly int[] _ids;
    private readonly TextWindows _windows;
    private readonly List<(int Start, int End)> _words;
    // Those that each id stands for.
    private readonly TouchedWords[] _wordsOf;

    public NetworkExplainer(TextClassifier classifier, string text, ExplainedScore about)
    {
        (_classifier, _text, _about) = (classifier, text, about);
        var encoder = classifier.Encoder;
        (_ids, _windows) = encoder.Read(text);
        _words = encoder.Spans(text);
        _wordsOf = WordsOf(encoder.Pieces(text));
        if (_windows.Share == 1) return;
        // Of a text too long to be read whole the words that were read are told.
        var read = _wordsOf[_windows.From..(_windows.From + _windows.Read)].Where(of => !of.IsNone).ToArray();
        var first = read.Length == 0 ? 0 : read.Min(of => of.First);
        _words = read.Length == 0 ? [] : _words[first..(read.Max(of => of.Last) + 1)];
        for (var i = 0; i < _wordsOf.Length; i++)
            _wordsOf[i] = _wordsOf[i].IsNone ? TouchedWords.None
                : new(_wordsOf[i].First - first, _wordsOf[i].Last - first);
    }

    /// <summary>The explanation of the classifier's answer to the text.</summary>
    public Explanation Explain(Prediction answer)
    {
        double score = ScoresOf([_text])[0], ground = ScoresOf([""])[0];
        var contributions = Falls();
        var taken = TakeOut(contributions, score);
        Complete(contributions, taken, score - ground);
        return new(answer, _about.NameOfNext(_classifier), score, ground,
            ExplainedWord.Of(_text, _words, contributions));
    }

    // An id of a set that stands at several places stays where one of them is left out.
    private TouchedWords[] WordsOf(IReadOnlyList<TextPiece> pieces)
    {
        var touched = TouchedWords.Of(pieces, _words);
        var of = new TouchedWords[_ids.Length];
        Array.Fill(of, TouchedWords.None);
        if (pieces.Count <= of.Length && pieces.Index().All(piece => piece.Item.Id == _ids[piece.Index]))
        {
            touched.CopyTo(of, 0);
            return of;
        }
        var places = pieces.Zip(touched).ToLookup(entry => entry.First.Id, entry => entry.Second);
        for (var i = 0; i < of.Length; i++)
            if (places[_ids[i]].Distinct().ToArray() is [var only]) of[i] = only;
        return of;
    }

    // How far the score falls where padding stands in the place of each word, which moves no other word.
    private double[] Falls()
    {
        var falls = new double[_words.Count];
        var count = Math.Min(_words.Count, Math.Clamp(MostIds / Math.Max(1, _windows.Length), 1, MostStretches));
        if (count == 0) return falls;
        for (var window = 0; window < _windows.Count; window++)
        {
            var (from, length) = _windows[window].GetOffsetAndLength(_ids.Length);
            var row = _ids.AsSpan(from, length).ToArray();
            var places = Enumerable.Range(0, length).SelectMany(place => StretchesOf(_wordsOf[from + place])
                .Select(stretch => (Stretch: stretch, Place: place))).GroupBy(at => at.Stretch, at => at.Place);
            var whole = ScoresOf([row])[0];
            foreach (var some in places.Chunk(RowsAtOnce))
            {
                var scores = ScoresOf([.. some.Select(stretch =>
                {
                    var without = (int[])row.Clone();
                    foreach (var place in stretch) without[place] = _classifier.Encoder.PaddingId;
                    return without;
                })]);
                for (var i = 0; i < some.Length; i++)
                {
                    var (first, end) = WordsIn(some[i].Key);
                    for (var word = first; word < end; word++)
                        falls[word] += (whole - scores[i]) / (end - first) / _windows.Count;
                }
            }
        }
        return falls;

        IEnumerable<int> StretchesOf(TouchedWords words) => words.IsNone ? []
            : Enumerable.Range(Stretch(words.First), Stretch(words.Last) - Stretch(words.First) + 1);

        // The inverse of WordsIn.
        int Stretch(int word) => (int)((((long)word + 1) * count - 1) / _words.Count);

        (int First, int End) WordsIn(int stretch) => ((int)((long)stretch * _words.Count / count),
            (int)((stretch + 1L) * _words.Count / count));
    }

    // The strongest words bring what the text's score loses without them, one after the other, so that what is told of
    // the first ones is what becomes of the answer.
    private List<int> TakeOut(double[] contributions, double score)
    {
        var (taken, falls) = (new List<int>(), new FallingMeans());
        var most = Math.Min(Candidates, Math.Min(MostWindows / (Strongest * _windows.Count),
            MostLetters / Strongest / Math.Max(1, _text.Length)));
        var candidates = Enumerable.Range(0, _words.Count).OrderByDescending(i => Math.Abs(contributions[i])).Take(most)
            .ToList();
        while (taken.Count < Strongest && candidates.Count > 0)
        {
            var scores = ScoresOf([.. candidates.Select(word => Without([.. taken, word]))]);
            // What falls in one way and rises in the other brings nothing that could be told.
            var next = Enumerable.Range(0, candidates.Count).Select(i => (At: i, Fall: score - scores[i]))
                .Where(word => word.Fall * contributions[candidates[word.At]] > 0 && falls.Takes(word.Fall))
                .OrderBy(word => Math.Abs(word.Fall) > falls.Least)
                // Where others move to other places, or into other windows, the score moves by that as well.
                .ThenByDescending(word => Math.Min(Math.Abs(word.Fall), Math.Abs(contributions[candidates[word.At]])))
                .Cast<(int At, double Fall)?>().FirstOrDefault();
            if (next is not { } word) break;
            score = scores[word.At];
            falls.Add(word.Fall);
            taken.Add(candidates[word.At]);
            candidates.RemoveAt(word.At);
        }
        foreach (var (i, fall) in falls.Index()) contributions[taken[i]] = fall;
        return taken;
    }

    // What no single word brings is shared alike by the others, none of which then brings more than the strongest, if
    // they can: then all add up.
    private static void Complete(double[] contributions, List<int> taken, double sum)
    {
        int[] others = [.. Enumerable.Range(0, contributions.Length).Except(taken)];
        if (others.Length == 0) return;
        var falls = Array.ConvertAll(others, word => contributions[word]);
        var rest = sum - taken.Sum(word => contributions[word]);
        var bound = taken.Count == 0 ? double.MaxValue : Math.Abs(contributions[taken[^1]]);
        var share = (rest - falls.Sum()) / others.Length;
        if (Math.Abs(rest) < bound * others.Length && falls.Any(fall => Math.Abs(fall + share) > bound))
        {
            var (low, high) = (-bound - falls.Max(), bound - falls.Min());
            for (var step = 0; step < Halvings; step++)
            {
                share = low + (high - low) / 2;
                if (falls.Sum(fall => Math.Clamp(fall + share, -bound, bound)) < rest) low = share;
                else high = share;
            }
            for (var i = 0; i < falls.Length; i++) falls[i] = Math.Clamp(falls[i] + share, -bound, bound) - share;
        }
        for (var i = 0; i < others.Length; i++) contributions[others[i]] = falls[i] + share;
    }

    private string Without(IReadOnlyList<int> words)
    {
        var left = new StringBuilder(_text.Length);
        var at = 0;
        foreach (var word in words.Order())
        {
            left.Append(_text, at, Math.Max(0, _words[word].Start - at));
            at = Math.Max(at, _words[word].End);
        }
        return left.Append(_text, at, _text.Length - at).ToString();
    }

    private double[] ScoresOf(IReadOnlyList<string> texts) => ScoresIn(ReadTexts.Of(_classifier, texts).Outputs);

    private double[] ScoresOf(IReadOnlyList<int[]> rows) =>
        ScoresIn(_classifier.Outputs(_classifier.Encoder.Padded([.. rows])));

    private double[] ScoresIn(float[] outputs)
    {
        var task = _classifier.Task;
        var (scores, found) = (task.Scores(outputs), new double[outputs.Length / task.Outputs]);
        for (var i = 0; i < found.Length; i++) found[i] = _about.In(scores.AsSpan(i * task.Outputs, task.Outputs));
        return found;
    }
}
