using System.Buffers.Binary;

namespace Valence.Formats;

/// <summary>The 64-bit numbers that stand for those a zip header marks as too large; taken in order, all of
/// them.</summary>
internal ref struct Zip64Extra
{
    private const int Zip64 = 0x0001;
    private const int UnicodePath = 0x7075;
    private const int AesEncryption = 0x9901;
    private const int FirstCertificate = 0x0014;
    private const int LastEncryption = 0x0019;
    private const string MakeAgain = "Make the archive again with a common zip program";
    private readonly FilePlace _place;
    private readonly bool _isPresent;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Finds the zip64 field among the extra fields of a header.</summary>
    public Zip64Extra(ReadOnlySpan<byte> extra, FilePlace place)
    {
        _place = place;
        while (extra.Length > 0)
        {
            if (extra.Length < 4) throw Refuse("an extra field is cut off");
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra),
            length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) throw Refuse("an extra field reaches beyond its header");
            // Other readers take these for the member's real name or content.
            if (id == UnicodePath)
                throw new FileFormatException("Z22", place,
                    "expected one name, an extra field gives the member another one", MakeAgain);
            if (id is AesEncryption or (>= FirstCertificate and <= LastEncryption))
                throw new FileFormatException("Z25", place,
                    $"expected an ordinary member, its extra field {id:x4} means encryption", MakeAgain);
            if (id == Zip64)
            {
                if (_isPresent) throw Refuse("there are two zip64 fields");
                _isPresent = true;
                _rest = extra.Slice(4, length);
            }
            extra = extra[(4 + length)..];
        }
    }

    /// <summary>Replaces <paramref name="value"/> if it is the marker of a number that needs 64 bits.</summary>
    public void Replace(ref long value)
    {
        if (value != 0xFFFFFFFF) return;
        if (_rest.Length < 8) throw Refuse("a 64-bit number is missing");
        value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        if (value < 0) throw Refuse("a length or offset is negative");
        _rest = _rest[8..];
    }

    /// <summary>Takes two numbers that repeat those of the header, as Python before 3.11.4 writes them for every member
    /// of an <c>.npz</c> file: they mean the same to every reader.</summary>
    public void TakeRepeated(long length, long packed)
    {
        if (_rest.Length == 16 && BinaryPrimitives.ReadInt64LittleEndian(_rest) == length
            && BinaryPrimitives.ReadInt64LittleEndian(_rest[8..]) == packed) _rest = [];
    }

    /// <summary>Refuses numbers that nothing asked for: readers disagree on what they mean.</summary>
    public readonly void Finish(bool hasDisk)
    {
        if (_isPresent && _rest.Length != (hasDisk ? 4 : 0))
            throw Refuse("the zip64 field has numbers that stand for nothing");
        if (hasDisk && (!_isPresent || BinaryPrimitives.ReadInt32LittleEndian(_rest) != 0))
            throw Refuse("the member starts in another file");
    }

    private readonly FileFormatException Refuse(string problem) =>
        new("Z08", _place, $"expected consistent extra fields, {problem}", MakeAgain);
}
