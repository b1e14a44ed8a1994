using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Valence.Text;

namespace Valence.Classification;

/// <summary>SHA-256 of texts and labels in their order: of each row the text, the number of its labels and each of
/// them, every text as the count of its UTF-16 units (int32) and these, lowest byte first.</summary>
internal sealed class DataFingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Takes the next row.</summary>
    public void Add(in LabelledText row)
    {
        Add(row.Text);
        IReadOnlyList<string> labels = row.Labels ?? (row.Label is { } label ? [label] : []);
        Add(labels.Count);
        foreach (var name in labels) Add(name);
    }

    /// <summary>The hexadecimal digits, in lower case.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Add(string text)
    {
        Add(text.Length);
        var units = text.ToCharArray();
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<char, ushort>(units.AsSpan()),
                MemoryMarshal.Cast<char, ushort>(units.AsSpan()));
        _hash.AppendData(MemoryMarshal.AsBytes(units.AsSpan()));
    }

    private void Add(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _hash.AppendData(bytes);
    }
}
