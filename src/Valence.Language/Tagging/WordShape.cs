namespace Valence.Language;

/// <summary>How words are written: what of them is left without their letters.</summary>
internal static class WordShape
{
    /// <summary>The ways that <see cref="CaseOf"/> tells apart, 0 being none.</summary>
    public const int Cases = 13;

    /// <summary>The ways that <see cref="HabitOf"/> tells apart.</summary>
    public const int Habits = 5;

    private const int FewestTimes = 3;

    /// <summary>Lower case, every digit 0: the form in which words are looked up.</summary>
    public static string Folded(string word) =>
        string.Create(word.Length, word, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = char.IsDigit(from[i]) ? '0' : char.ToLowerInvariant(from[i]);
        });

    /// <summary>Capitals, small letters, digits and others as <c>X x d</c> and themselves, repeats once:
    /// <c>McDonald's-2</c> is <c>XxXx'x-d</c>.</summary>
    public static string Of(string word)
    {
        Span<char> shape = word.Length <= 64 ? stackalloc char[word.Length] : new char[word.Length];
        var length = 0;
        foreach (var letter in word)
        {
            var kind = char.IsUpper(letter) ? 'X' : char.IsLetter(letter) ? 'x' : char.IsDigit(letter) ? 'd' : letter;
            if (length == 0 || shape[length - 1] != kind) shape[length++] = kind;
        }
        return new(shape[..length]);
    }

    /// <summary>The way in which a word is written, from 1 on.</summary>
    public static int CaseOf(string word) => word switch
    {
        ['@', _, ..] => 1,
        ['#', _, ..] => 2,
        _ when word.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase) => 3,
        _ when !word.Any(char.IsLetterOrDigit) => 4,
        _ when !word.Any(char.IsLetter) => 5,
        _ when word.Any(char.IsDigit) => 6,
        [var only] when char.IsUpper(only) => 7,
        _ when !word.Any(char.IsLower) && word.Any(char.IsUpper) => 8,
        _ when !word.Any(char.IsUpper) => word.All(char.IsLetter) ? 9 : 10,
        _ when char.IsUpper(word[0]) && !word.Skip(1).Any(char.IsUpper) => 11,
        _ => 12,
    };

    /// <summary>How a word is mostly written, which tells names from words that stand at a beginning: from 1, nearly
    /// always without capitals, to 4, nearly always with them; 0 of a rare word.</summary>
    /// <param name="count">How often it is there.</param>
    /// <param name="small">How often of these it is there without capitals.</param>
    public static int HabitOf(int count, int small) => count < FewestTimes ? 0
        : small > 0.9 * count ? 1 : small > 0.5 * count ? 2 : small > 0.1 * count ? 3 : 4;
}
