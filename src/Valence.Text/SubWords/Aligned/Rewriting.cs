using System.Text;

namespace Valence.Text;

/// <summary>Writes a text anew, character by character, as what each becomes.</summary>
/// <remarks>The rule of Hugging Face's tokenizers: a change of 0 takes the place of the next character, 1 is added
/// behind it and has its span, and −n takes the place of the next one and drops n more.</remarks>
internal ref struct Rewriting(AlignedText from, AlignedText to)
{
    private int _at;

    /// <summary>Drops characters before the first.</summary>
    public void Drop(int count)
    {
        for (; count > 0 && _at < from.Length; count--) _at += LengthAt(_at);
    }

    /// <summary>Adds a character.</summary>
    public void Add(Rune rune, int change)
    {
        if (change > 0 || _at == from.Length)
        {
            to.Append(rune, Before());
            return;
        }
        var length = LengthAt(_at);
        to.Append(rune, from.Span(_at, _at + length));
        _at += length;
        Drop(-change);
    }

    private readonly TextSpan Before()
    {
        if (_at == 0) return new(from.Origin, from.Origin);
        CharacterKind.Before(from.Characters, _at, out var length);
        return from.Span(_at - length, _at);
    }

    private readonly int LengthAt(int at)
    {
        CharacterKind.At(from.Characters, at, out var length);
        return length;
    }
}
