namespace Valence.Text;

/// <summary>A part of a text: its characters (UTF-16 units, as a <see cref="string"/> counts them) from
/// <paramref name="Start"/> on, up to but without <paramref name="End"/>.</summary>
/// <param name="Start">The first character.</param>
/// <param name="End">The first character behind it; equal to <paramref name="Start"/> where it is empty.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>The number of characters.</summary>
    public int Length => End - Start;

    /// <summary>The characters of <paramref name="text"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text is shorter.</exception>
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, Length);
}
