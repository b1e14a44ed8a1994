using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Valence.Text;

/// <summary>Keras' legacy functions on single texts.</summary>
public static class Words
{
    /// <summary>The words of a text: lower-cased, every filtered character a separator, empty words dropped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="filters">Characters that are replaced by <paramref name="split"/>.</param>
    /// <param name="lower">Whether the text is lower-cased first, as Python does it for all of Unicode.</param>
    /// <param name="split">The text at which words are split; at least one character.</param>
    /// <exception cref="ArgumentException"><paramref name="split"/> is empty.</exception>
    public static string[] TextToWordSequence(string text, string filters = Tokenizer.DefaultFilters, bool lower = true,
        string split = " ")
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new TokenBuffer();
        new WordSplitter(filters, lower, split).Split(text, tokens);
        var words = new string[tokens.Count];
        for (var i = 0; i < words.Length; i++) words[i] = tokens[i].ToString();
        return words;
    }

    /// <summary>Ids without a vocabulary: <c>hash(word) mod (n − 1) + 1</c>, so that different words may share
    /// one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="n">One more than the largest id; at least 2.</param>
    /// <param name="hashFunction">The hash of a word; MD5 of its UTF-8 bytes, as Keras' <c>'md5'</c>, when null.
    /// (Python's own <c>hash</c> differs from run to run and cannot be had.)</param>
    /// <param name="filters">As for <see cref="TextToWordSequence"/>.</param>
    /// <param name="lower">As for <see cref="TextToWordSequence"/>.</param>
    /// <param name="split">As for <see cref="TextToWordSequence"/>.</param>
    /// <param name="analyzer">Splits the text in place of the three settings before it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 2.</exception>
    public static int[] HashingTrick(
        string text, int n, Func<string, long>? hashFunction = null, string filters = Tokenizer.DefaultFilters,
        bool lower = true, string split = " ",
        Func<string, IEnumerable<string>>? analyzer = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (n < 2) throw new ArgumentOutOfRangeException(
            nameof(n), n, "Expected at least 2, which gives every word the id 1.");
        var words = analyzer is null ? TextToWordSequence(text, filters, lower, split) : analyzer(text);
        return [.. words.Select(
            word => 1 + (hashFunction is null ? Md5Modulo(word, n - 1) : FloorModulo(hashFunction(word), n - 1)))];
    }

    /// <summary><see cref="HashingTrick"/> with MD5: the ids of a text's words in a space of <paramref name="n"/>.
    /// (Keras' <c>one_hot</c> uses a hash that differs from run to run.)</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 2.</exception>
    public static int[] OneHot(string text, int n, string filters = Tokenizer.DefaultFilters, bool lower = true,
        string split = " ") =>
        HashingTrick(text, n, null, filters, lower, split);

    private static int Md5Modulo(string word, int modulus) =>
        (int)(BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(word))) % (uint)modulus);

    private static int FloorModulo(long value, int modulus) => (int)((value % modulus + modulus) % modulus);
}
