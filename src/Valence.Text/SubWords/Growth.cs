using System.Globalization;

namespace Valence.Text;

/// <summary>How long a text may become: parts of a file that each double it would otherwise fill the memory.</summary>
internal static class Growth
{
    private const int Free = 1 << 20;
    private const int Times = 64;

    /// <summary>The most characters that may become of <paramref name="length"/>.</summary>
    public static long Most(long length) => Free + Times * length;

    /// <summary>Refuses more than <paramref name="most"/> characters.</summary>
    public static void Check(long length, long most)
    {
        if (length > most)
            throw new SubWordException(string.Create(CultureInfo.InvariantCulture,
                $"Expected parts that make at most {most} characters of this text, received some that make more. Look "
                    + $"for those that replace or add in the tokenizer's file."));
    }
}
