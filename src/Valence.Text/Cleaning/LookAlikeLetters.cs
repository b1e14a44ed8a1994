using System.Globalization;

namespace Valence.Text;

/// <summary>Letters of Cyrillic and Greek that look like Latin ones.</summary>
internal static class LookAlikeLetters
{
    private const string Cyrillic = "АAВBЕEКKМMНHОOРPСCТTХXІIЈJЅSУYҮYԌGԚQԜWаaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwӏl";
    private const string Greek = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXαaιiκkνvοoρpυuχx";

    private static readonly Dictionary<char, char> ToLatin = (Cyrillic + Greek).Chunk(2)
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static readonly HashSet<char> Latin = [.. ToLatin.Values];

    private enum Script
    {
        None, Latin, Greek, Cyrillic,
    }

    /// <summary>The text with Latin letters for those that look like them.</summary>
    public static string AsLatin(string text) =>
        string.Concat(text.Select(letter => ToLatin.GetValueOrDefault(letter, letter)));

    /// <summary>Whether a letter of another script looks like a Latin one.</summary>
    public static bool IsForeign(char letter) => ToLatin.ContainsKey(letter);

    /// <summary>Where letters stand in words of another script, all of which look like letters of it.</summary>
    public static IReadOnlySet<int> Mixed(string text)
    {
        var found = new HashSet<int>();
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && IsOfWord(text[end])) end++;
            if (end == start) continue;
            found.UnionWith(MixedIn(text, start, end));
            start = end;
        }
        return found;
    }

    private static int[] MixedIn(string text, int start, int end)
    {
        var letters = Enumerable.Range(start, end - start).Where(i => Of(text[i]) != Script.None)
            .GroupBy(i => Of(text[i])).OrderByDescending(script => script.Count()).ThenBy(script => script.Key)
            .ToArray();
        if (letters.Length < 2) return [];
        int[] others = [.. letters.Skip(1).SelectMany(script => script)];
        return others.All(i => IsForeign(text[i]) || Latin.Contains(text[i])) ? others : [];
    }

    private static bool IsOfWord(char sign) => char.IsLetter(sign)
        || CharUnicodeInfo.GetUnicodeCategory(sign) == UnicodeCategory.NonSpacingMark;

    private static Script Of(char letter) => !char.IsLetter(letter) ? Script.None : letter switch
    {
        <= '\u024F' and not ('ª' or 'µ' or 'º') or >= '\u1E00' and <= '\u1EFF' => Script.Latin,
        >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF' => Script.Greek,
        >= '\u0400' and <= '\u052F' => Script.Cyrillic,
        _ => Script.None,
    };
}
