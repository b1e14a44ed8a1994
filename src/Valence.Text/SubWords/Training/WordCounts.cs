namespace Valence.Text;

/// <summary>The pieces of texts with how often they occur, first seen first.</summary>
internal static class WordCounts
{
    public static IReadOnlyList<(string Word, long Count)> Of(IEnumerable<string> texts, Normalizer? normalizer,
        PreTokenizer preTokenizer)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var numbers = new WordTable();
        var counts = new List<long>();
        var draft = new Draft();
        foreach (var text in texts)
        {
            draft.Start(text ?? throw new ArgumentException("Expected texts, received null.", nameof(texts)), 0);
            normalizer?.Apply(draft);
            draft.TakeAsOnePiece();
            preTokenizer.Apply(draft);
            foreach (var piece in draft.Pieces.Pieces)
            {
                var number = numbers.FindOrAdd(draft.Text.Characters[piece.Start..piece.End]);
                if (number == counts.Count) counts.Add(0);
                counts[number]++;
            }
        }
        return [.. counts.Select((count, i) => (numbers[i].ToString(), count))];
    }
}
