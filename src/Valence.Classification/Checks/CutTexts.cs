using System.Globalization;

namespace Valence.Classification;

/// <summary>What networks of a fixed length would not learn from: asked, they read all of a text, window after
/// window.</summary>
internal sealed class CutTexts : DataCheck
{
    // A smaller part of the words is no loss.
    private const double Part = 0.05;

    /// <inheritdoc/>
    public override string Name => "length";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Look(CheckedTexts texts)
    {
        int[] words = [.. texts.Learned.Select(row => Words(row.Text)).Order()];
        if (words.Length == 0) yield break;
        var all = words.Sum(count => (long)count);
        string[] cut = [.. Recipes.All.Where(recipe => recipe.MaxLength is > 0 and < int.MaxValue)
            .GroupBy(recipe => recipe.MaxLength).OrderBy(group => group.Key)
            .Select(group => (Names: string.Join(", ", group.Select(recipe => recipe.Name)), Length: group.Key,
                Lost: words.Sum(count => (long)Math.Max(0, count - group.Key)) / (double)Math.Max(1, all)))
            .Where(group => group.Lost > Part).Select(group => FormattableString.Invariant(
                $"{group.Names} ({group.Length} words) would not learn from {100 * group.Lost:F0} %"))];
        if (cut.Length > 0)
            yield return new(Name, string.Create(CultureInfo.InvariantCulture, $"Half of the texts have "
                + $"{words[words.Length / 2]} words and more, one in ten {words[words.Length * 9 / 10]}. Of all words: "
                + $"{string.Join("; ", cut)}."), "Recipes that learn from all of a text: linear, bigram. The others "
                    + "learn from the end of a longer text, and read all of it when they are asked.", []);
    }

    private static int Words(string text)
    {
        var count = 0;
        var scanner = new WordScanner(text);
        while (scanner.Next()) count++;
        return count;
    }
}
