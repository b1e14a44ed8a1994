using System.Text;

namespace Valence.Text;

/// <summary>One of Unicode's normalization forms
/// (<see href="https://www.unicode.org/reports/tr15/">UAX 15</see>).</summary>
internal sealed class UnicodeNormalizer(UnicodeForm form) : Normalizer
{
    private readonly bool _isCompatible = form is UnicodeForm.NFKC or UnicodeForm.NFKD;
    private readonly bool _composes = form is UnicodeForm.NFC or UnicodeForm.NFKC;

    public override void Apply(Draft draft)
    {
        var text = draft.Text.Characters;
        // ASCII is the same in all forms, and what is below U+0300 is composed.
        if (!text.ContainsAnyExceptInRange('\0', form == UnicodeForm.NFC ? '\u02FF' : '\u007F')) return;

        var characters = Decomposed(text);
        if (_composes) characters = Composed(characters);
        var rewriting = new Rewriting(draft.Text, draft.NextText);
        foreach (var (code, change) in characters) rewriting.Add(new Rune(code), change);
        draft.TakeText();
    }

    /// <summary>Characters with marks in their order, each with how it changes the text.</summary>
    private List<(int Code, int Change)> Decomposed(ReadOnlySpan<char> text)
    {
        var all = new List<(int Code, int Change)>(text.Length + 16);
        var parts = new List<int>();
        var marks = 0;
        for (var at = 0; at < text.Length;)
        {
            var rune = CharacterKind.At(text, at, out var length);
            at += length;
            parts.Clear();
            UnicodeForms.Decompose(rune.Value, _isCompatible, parts);
            for (var i = 0; i < parts.Count; i++)
            {
                if (UnicodeForms.CombiningClass(parts[i]) == 0)
                {
                    Order(all, marks);
                    marks = 0;
                }
                else
                {
                    marks++;
                }
                all.Add((parts[i], Math.Min(i, 1)));
            }
        }
        Order(all, marks);
        return all;
    }

    /// <summary>Orders the last marks by their classes; equal ones keep their order.</summary>
    private static void Order(List<(int Code, int Change)> all, int marks)
    {
        if (marks < 2) return;
        var ordered = all[^marks..].OrderBy(mark => UnicodeForms.CombiningClass(mark.Code)).ToArray();
        all.RemoveRange(all.Count - marks, marks);
        all.AddRange(ordered);
    }

    private static List<(int Code, int Change)> Composed(List<(int Code, int Change)> parts)
    {
        var all = new List<(int Code, int Change)>(parts.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var (code, change) in parts)
        {
            var order = UnicodeForms.CombiningClass(code);
            // A mark is cut off by one of its class or above, another starter by any mark between.
            var isBlocked = all.Count - 1 > starter && (lastClass >= order || order == 0);
            if (starter >= 0 && !isBlocked && UnicodeForms.Compose(all[starter].Code, code) is >= 0 and var composed)
            {
                all[starter] = (composed, all[starter].Change + change - 1);
                continue;
            }
            if (order == 0) starter = all.Count;
            lastClass = order;
            all.Add((code, change));
        }
        return all;
    }
}
