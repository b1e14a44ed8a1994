using System.Text;
using System.Text.RegularExpressions;

namespace Valence.Text;

/// <summary>What a cleaning step can be: its name in files, the names of its parameters, and how they make a function.</summary>
internal sealed class CleaningStepKind(string name, string[] parameters, Func<string[], Func<string, string>> build)
{
    public static readonly CleaningStepKind Lower = new("lower", [], _ => PythonCase.Lower);
    public static readonly CleaningStepKind RemoveHtml = new("remove_html", ["with"], arguments => Pattern("<.*?>", arguments[0]));
    public static readonly CleaningStepKind RemoveUrls = new("remove_urls", ["with"], arguments => Pattern(@"(?i:https?://|www\.)\S+", arguments[0]));
    public static readonly CleaningStepKind RemoveMentions = new("remove_mentions", ["with"], arguments => Pattern(@"@\w+", arguments[0]));
    public static readonly CleaningStepKind RemoveRetweetMarks = new("remove_retweet_marks", ["with"], arguments => Pattern(@"\b(?i:rt)\b", arguments[0]));
    public static readonly CleaningStepKind RemovePunctuation = new("remove_punctuation", ["with"], arguments => Pattern(@"[!-/:-@[-`{-~]", arguments[0]));
    public static readonly CleaningStepKind ReplacePattern = new("replace_pattern", ["pattern", "with"], arguments => Pattern(arguments[0], arguments[1]));
    public static readonly CleaningStepKind ReplaceText = new("replace_text", ["text", "with"], arguments => Substitute(arguments[0], arguments[1]));
    public static readonly CleaningStepKind RemoveWords = new("remove_words", ["words"], arguments => RemoveAll(Split(arguments[0])));
    public static readonly CleaningStepKind KeepAlphabeticWords = new("keep_alphabetic_words", [], _ => Keep(IsAlphabetic));
    public static readonly CleaningStepKind CollapseWhiteSpace = new("collapse_white_space", [], _ => Keep(_ => true));

    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<CleaningStepKind> All { get; } =
    [
        Lower, RemoveHtml, RemoveUrls, RemoveMentions, RemoveRetweetMarks, RemovePunctuation, ReplacePattern, ReplaceText, RemoveWords,
        KeepAlphabeticWords, CollapseWhiteSpace,
    ];

    public string Name { get; } = name;

    public IReadOnlyList<string> Parameters { get; } = parameters;

    public Func<string, string> Build(string[] arguments) => build(arguments);

    /// <summary>Patterns may come from files, so they run on the engine whose time is linear in the text.</summary>
    private static Func<string, string> Pattern(string pattern, string with)
    {
        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return text => regex.Replace(text, _ => with);
        }
        catch (NotSupportedException error)
        {
            throw new ArgumentException($"The pattern '{pattern}' uses what takes more than linear time (look-around, back-references, atomic groups): write it without.", nameof(pattern), error);
        }
    }

    private static Func<string, string> Substitute(string old, string with)
    {
        if (old.Length == 0) throw new ArgumentException("Expected a text to replace, received the empty one.", nameof(old));
        return text => text.Replace(old, with, StringComparison.Ordinal);
    }

    private static Func<string, string> RemoveAll(string[] words)
    {
        var removed = words.ToHashSet(StringComparer.Ordinal);
        return Keep(word => !removed.Contains(word));
    }

    private static Func<string, string> Keep(Func<string, bool> isKept) => text => string.Join(' ', Split(text).Where(isKept));

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsAlphabetic(string word)
    {
        foreach (var rune in word.EnumerateRunes())
            if (!Rune.IsLetter(rune)) return false;
        return true;
    }
}
