using System.Text;

namespace Valence.Classification;

/// <summary>Letters that stand for bytes of another encoding: <c>Ã©</c> for <c>é</c>.</summary>
internal static class Mojibake
{
    private const int MostTimes = 3;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252,
        EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>The text in the encoding that it was written in; null where it was read right, as far as can be
    /// told.</summary>
    public static string? Mended(string text)
    {
        var mended = text;
        // Some were read wrongly, written and read wrongly again.
        for (var time = 0; time < MostTimes && Once(mended) is { } better; time++) mended = better;
        return mended == text ? null : mended;
    }

    private static string? Once(string text)
    {
        StringBuilder? mended = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80)
            {
                mended?.Append(text[i]);
                continue;
            }
            var end = i + 1;
            while (end < text.Length && text[end] >= 0x80) end++;
            var run = text[i..end];
            if (Right(run) is { } right) mended ??= new StringBuilder(text, 0, i, text.Length);
            else right = run;
            mended?.Append(right);
            i = end - 1;
        }
        return mended?.ToString();
    }

    // A stretch beyond ASCII that is UTF-8 as bytes, or has control characters which are signs of Windows.
    private static string? Right(string run)
    {
        if (Bytes(run) is { } bytes)
            try
            {
                return Utf8.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                // Letters of their own.
            }
        if (!run.AsSpan().ContainsAnyInRange('\u0080', '\u009F')) return null;
        var signs = string.Concat(run.Select(c => c is >= '\u0080' and <= '\u009F'
            ? Windows.GetString([(byte)c]) : $"{c}"));
        return signs == run ? null : signs;
    }

    private static byte[]? Bytes(string run)
    {
        var bytes = new byte[run.Length];
        for (var i = 0; i < run.Length; i++)
            if (run[i] is >= '\u0080' and <= '\u00FF') bytes[i] = (byte)run[i];
            else
                try
                {
                    bytes[i] = Windows.GetBytes(run, i, 1)[0];
                }
                catch (EncoderFallbackException)
                {
                    return null;
                }
        return bytes;
    }
}
