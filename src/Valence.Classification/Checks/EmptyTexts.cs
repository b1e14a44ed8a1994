namespace Valence.Classification;

/// <summary>Texts of white space alone, and those of a single word among longer ones.</summary>
internal sealed class EmptyTexts : DataCheck
{
    // Where a usual text is shorter, a single word is one.
    private const int UsualWords = 5;

    /// <inheritdoc/>
    public override string Name => "empty";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        int[] words = [.. texts.All.Select(row => Words(row.Text))];
        FoundRow[] empty = [.. Rows(0)];
        if (empty.Length > 0)
            yield return new(Name, $"{CheckedTexts.Texts(empty)} {(empty.Length == 1 ? "has" : "have")} no "
                + $"word: {texts.Named(empty)}.", "Leave them out: nothing can be learned from them.", empty);
        FoundRow[] single = [.. Rows(1)];
        if (single.Length > 0 && words.Order().ElementAt(words.Length / 2) >= UsualWords)
            yield return new(Name, $"{CheckedTexts.Texts(single)} {(single.Length == 1 ? "has" : "have")} one "
                + $"word, where half of all have {words.Order().ElementAt(words.Length / 2)} and more: "
                + $"{texts.Named(single)}.",
                "Look whether the columns or quotes of these rows are read right.",
                [.. single.Select(row => row with { IsLeftOut = false })]);

        IEnumerable<FoundRow> Rows(int count) => Enumerable.Range(0, words.Length).Where(i => words[i] == count)
            .Select(i => texts.Found(i) with { IsLeftOut = true });
    }

    private static int Words(string text)
    {
        var scanner = new WordScanner(text);
        var count = 0;
        while (scanner.Next()) if (char.IsLetterOrDigit(text, scanner.Start)) count++;
        return count;
    }
}
