using System.Text;

namespace Valence.Text;

/// <summary>Characters that came of a text, each with the part of the text that it came of.</summary>
/// <remarks>As long as each stands where it stood there, nothing is kept but where the first one stood.</remarks>
internal sealed class AlignedText
{
    private char[] _characters = new char[256];
    private TextSpan[] _spans = [];
    private bool _isInPlace = true;
    private long _most = long.MaxValue;

    /// <summary>Where the part of the text starts that all of it came of.</summary>
    public int Origin { get; private set; }

    /// <summary>The number of characters.</summary>
    public int Length { get; private set; }

    /// <summary>Whether each character stands where it stood in the text, from <see cref="Origin"/> on.</summary>
    public bool IsInPlace => _isInPlace;

    /// <summary>The characters and at least <see cref="WordCache.Reach"/> more, whatever they are.</summary>
    public ReadOnlySpan<char> Reachable => _characters.AsSpan(0, Length + WordCache.Reach);

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Characters => _characters.AsSpan(0, Length);

    /// <summary>How many characters there is room for.</summary>
    public int Capacity => _characters.Length;

    /// <summary>Empties it, for what becomes of <paramref name="length"/> characters.</summary>
    public void Start(int origin, int length)
    {
        _most = Growth.Most(length);
        Start(origin);
    }

    /// <summary>Empties it.</summary>
    public void Start(int origin)
    {
        Origin = origin;
        Length = 0;
        _isInPlace = true;
    }

    /// <summary>The part of the text that the characters from <paramref name="start"/> to <paramref name="end"/> came
    /// of, at least one.</summary>
    public TextSpan Span(int start, int end) => _isInPlace
        ? new(Origin + start, Origin + end) : new(_spans[start].Start, _spans[end - 1].End);

    /// <summary>Adds characters that stand in the text from <paramref name="at"/> on as they are.</summary>
    public void Append(ReadOnlySpan<char> characters, int at)
    {
        characters.CopyTo(Extend(characters.Length, at));
        if (_isInPlace) return;
        for (var i = 0; i < characters.Length; i++)
            _spans[Length - characters.Length + i] = new(at + i, at + i + 1);
    }

    /// <summary>Adds characters of another text that came of this one's.</summary>
    public void Append(AlignedText from, int start, int end)
    {
        if (start == end) return;
        if (from._isInPlace)
        {
            Append(from._characters.AsSpan(start, end - start), from.Origin + start);
            return;
        }
        Leave();
        var added = Extend(end - start, 0);
        from._characters.AsSpan(start, end - start).CopyTo(added);
        from._spans.AsSpan(start, end - start).CopyTo(_spans.AsSpan(Length - added.Length));
    }

    /// <summary>Adds a character that came of <paramref name="span"/>.</summary>
    public void Append(char character, TextSpan span)
    {
        if (_isInPlace && span != new TextSpan(Origin + Length, Origin + Length + 1)) Leave();
        Extend(1, span.Start)[0] = character;
        if (!_isInPlace) _spans[Length - 1] = span;
    }

    /// <summary>Adds a character that came of <paramref name="span"/>.</summary>
    public void Append(Rune rune, TextSpan span)
    {
        if (rune.IsBmp)
        {
            Append((char)rune.Value, span);
            return;
        }
        if (_isInPlace && span != new TextSpan(Origin + Length, Origin + Length + 2)) Leave();
        rune.EncodeToUtf16(Extend(2, span.Start));
        if (!_isInPlace) _spans[Length - 2] = _spans[Length - 1] = span;
    }

    /// <summary>Puts for each character, of which none is above the table's, the one of the table.</summary>
    public void Map(ReadOnlySpan<char> table)
    {
        foreach (ref var c in _characters.AsSpan(0, Length)) c = table[c];
    }

    /// <summary>Room for <paramref name="count"/> more characters, of which the first stands in the text at
    /// <paramref name="at"/>.</summary>
    public Span<char> Extend(int count, int at)
    {
        if (_isInPlace && at != Origin + Length) Leave();
        Growth.Check((long)Length + count, _most);
        var needed = checked(Length + count + WordCache.Reach);
        if (_characters.Length < needed) Array.Resize(ref _characters, Math.Max(2 * _characters.Length, needed));
        if (!_isInPlace && _spans.Length < _characters.Length) Array.Resize(ref _spans, _characters.Length);
        Length += count;
        return _characters.AsSpan(Length - count, count);
    }

    private void Leave()
    {
        if (!_isInPlace) return;
        _isInPlace = false;
        if (_spans.Length < _characters.Length) _spans = new TextSpan[_characters.Length];
        for (var i = 0; i < Length; i++) _spans[i] = new(Origin + i, Origin + i + 1);
    }
}
