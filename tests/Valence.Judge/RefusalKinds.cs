using System.Text.RegularExpressions;

namespace Valence.Judge;

/// <summary>The kinds of refusals that docs/keras-refusals.md lists: sentences with <c>…</c> where names and numbers
/// stand.</summary>
internal sealed class RefusalKinds
{
    private readonly List<(string Phrase, Regex Pattern)> _kinds;

    /// <summary>The kinds in a page.</summary>
    /// <param name="markdown">Its text; each row of a table begins with a sentence in backticks.</param>
    public RefusalKinds(string markdown) => _kinds = [.. markdown.Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('`')[1])
        .Select(phrase => (phrase, new Regex(
            string.Join(".*", phrase.Split('…').Select(Regex.Escape)), RegexOptions.Singleline)))];

    /// <summary>The repository's page.</summary>
    public static RefusalKinds Listed() => new(File.ReadAllText(
        Path.Combine(KerasEnvironment.Repository, "docs", "keras-refusals.md")));

    /// <summary>The sentences.</summary>
    public IEnumerable<string> Phrases => _kinds.Select(kind => kind.Phrase);

    /// <summary>The first kind that a message is of, or null.</summary>
    public string? Of(string message) =>
        _kinds.FirstOrDefault(kind => kind.Pattern.IsMatch(message)).Phrase;
}
