using System.Globalization;

namespace Valence.Text;

/// <summary>Keras' <c>Hashing</c>: values to bins without a vocabulary.</summary>
/// <remarks>Texts are hashed as UTF-8, integers as decimal text: Fingerprint64 without a salt, SipHash-2-4 with one,
/// modulo the bins.</remarks>
public sealed class HashingEncoder
{
    private readonly Salt? _salt;

    /// <summary>An encoder into <paramref name="numBins"/> bins.</summary>
    /// <param name="numBins">The number of bins, that of the mask included; at least 1.</param>
    /// <param name="maskValue">The value that takes bin 0 (an integer as decimal text), all others the bins from 1;
    /// none when null, or when there is one bin.</param>
    /// <param name="salt">The key of the hash, if salted.</param>
    /// <param name="outputMode">What <see cref="Encode"/> makes of the bins; not
    /// <see cref="OutputMode.TfIdf"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numBins"/> is below 1, or the mode is
    /// tf-idf.</exception>
    public HashingEncoder(int numBins, string? maskValue = null, Salt? salt = null,
        OutputMode outputMode = OutputMode.Int)
    {
        if (numBins < 1) throw new ArgumentOutOfRangeException(nameof(numBins), numBins, "Expected at least 1 bin.");
        if (outputMode == OutputMode.TfIdf)
            throw new ArgumentOutOfRangeException(
                nameof(outputMode), outputMode, "Expected int, one_hot, multi_hot or count.");
        NumBins = numBins;
        MaskValue = maskValue;
        OutputMode = outputMode;
        _salt = salt;
    }

    /// <summary>The number of bins.</summary>
    public int NumBins { get; }

    /// <summary>The value of bin 0, if one is set apart.</summary>
    public string? MaskValue { get; }

    /// <summary>What <see cref="Encode"/> makes of the bins.</summary>
    public OutputMode OutputMode { get; }

    /// <summary>The bin of a text.</summary>
    public int Bin(string text)
    {
        var isMasked = MaskValue is not null && NumBins > 1;
        if (isMasked && text == MaskValue) return 0;
        return isMasked ? 1 + HashBucket.Of(text, NumBins - 1, _salt) : HashBucket.Of(text, NumBins, _salt);
    }

    /// <summary>The bin of an integer.</summary>
    public int Bin(long value) => Bin(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The bins of texts or integers of any shape; in the other modes as <see cref="CategoryRows.Encode"/>
    /// lays them out. Floats are cut to integers first.</summary>
    public Tensor Encode(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var bins = Tensor.Uninitialized(values.Shape, ElementType.Int32);
        for (var i = 0; i < bins.Count; i++)
        {
            bins.Overwrite<int>()[i] = values.Type switch
            {
                ElementType.String => Bin(values.Strings[i]),
                ElementType.Int32 => Bin(values.Ints[i]),
                _ => Bin((long)values.Floats[i]),
            };
        }
        return OutputMode == OutputMode.Int ? bins : CategoryRows.Encode(bins, NumBins, OutputMode);
    }
}
