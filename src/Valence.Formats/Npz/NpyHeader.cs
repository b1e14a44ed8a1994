using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Valence.Formats;

/// <summary>The header of an <c>.npy</c> file, read by a parser of exactly the Python text NumPy writes.</summary>
internal sealed record NpyHeader(NpyType Type, bool IsFortranOrder, long[] Shape, long Count, int DataOffset)
{
    private const int MaxHeaderBytes = 10_000;
    private const int MaxRank = 32;

    /// <summary>Reads the header at the start of <paramref name="file"/>.</summary>
    public static NpyHeader Read(ByteSource file, FilePlace place)
    {
        var bytes = file.Slice(0, (int)Math.Min(file.Length, 12 + MaxHeaderBytes)).Span;
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes[1..].StartsWith("NUMPY"u8))
            throw Refuse(place, "N01", "expected a NumPy array, the first bytes are of something else");
        int major = bytes[6], minor = bytes[7];
        if (major is < 1 or > 3 || minor != 0)
            throw Refuse(place, "N02", $"expected version 1.0, 2.0 or 3.0 of the npy format, found {major}.{minor}");
        var start = major == 1 ? 10 : 12;
        long length = major == 1 ? bytes[8] | bytes[9] << 8 : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > MaxHeaderBytes || length > file.Length - start)
            throw Refuse(place, "N03", "expected a header of at most "
                + $"{Math.Min(MaxHeaderBytes, file.Length - start)} bytes, found {length}");
        var text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes.Slice(start, (int)length));
        var (descr, fortran, shape) = new Parser(text, place with { Offset = start }).Read();
        var type = NpyType.Parse(descr, place);
        return new(type, fortran, shape,
            CountOf(shape, type.Kind == NpyKind.Object ? 1 : type.Size, file.Length, place), start + (int)length);
    }

    private static long CountOf(long[] shape, int size, long bytes, FilePlace place)
    {
        if (shape.Contains(0)) return 0;
        var count = 1L;
        foreach (var length in shape)
        {
            // No element is smaller than the bytes that hold it, so a product beyond the bytes present never has to be
            // computed.
            if (length > bytes / size / count)
                throw Refuse(place, "N05", $"expected an array within the {bytes} bytes present, its shape "
                    + $"({string.Join(", ", shape)}) needs more");
            count *= length;
        }
        return count;
    }

    private static FileFormatException Refuse(FilePlace place, string rule, string problem) =>
        new(rule, place, problem, "Save the array again with numpy.save or numpy.savez");

    private ref struct Parser(string text, FilePlace place)
    {
        private readonly string _text = text;
        private readonly FilePlace _place = place;
        private int _at;

        public (string Descr, bool Fortran, long[] Shape) Read()
        {
            string? descr = null;
            bool? fortran = null;
            long[]? shape = null;
            Expect('{');
            while (!TryTake('}'))
            {
                var key = Text();
                Expect(':');
                switch (key)
                {
                    case "descr" when descr is null: descr = Text(); break;
                    case "fortran_order" when fortran is null: fortran = Truth(); break;
                    case "shape" when shape is null: shape = Lengths(); break;
                    default: throw Malformed($"the key '{FilePlace.Shown(key)}' is unknown or there twice");
                }
                if (!TryTake(','))
                {
                    Expect('}');
                    break;
                }
            }
            Blanks();
            if (_at != _text.Length) throw Malformed("it goes on after the closing brace");
            return (descr ?? throw Malformed("'descr' is missing"), fortran
                ?? throw Malformed("'fortran_order' is missing"), shape ?? throw Malformed("'shape' is missing"));
        }

        private string Text()
        {
            Blanks();
            if (Peek() == '[')
                throw new FileFormatException("N04", _place,
                    "expected elements of one simple type, found a structured type",
                    "Save each field as an array of its own");
            var quote = Peek();
            if (quote is not ('\'' or '"')) throw Malformed("a text in quotes is missing");
            var end = _text.IndexOf(quote, _at + 1);
            if (end < 0) throw Malformed("a quote is not closed");
            var value = _text[(_at + 1)..end];
            if (value.Contains('\\')) throw Malformed("a text has escapes");
            _at = end + 1;
            return value;
        }

        private bool Truth()
        {
            Blanks();
            foreach (var (word, value) in new[] { ("True", true), ("False", false) })
            {
                if (!_text.AsSpan(_at).StartsWith(word)) continue;
                _at += word.Length;
                return value;
            }
            throw Malformed("True or False is missing");
        }

        private long[] Lengths()
        {
            var lengths = new List<long>();
            var endsInComma = false;
            Expect('(');
            while (!TryTake(')'))
            {
                if (lengths.Count > 0 && !endsInComma) throw Malformed("a comma is missing");
                Blanks();
                var start = _at;
                while (char.IsAsciiDigit(Peek())) _at++;
                if (!long.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var length)) throw Malformed("a length is missing or too large");
                if (Peek() == 'L') _at++;
                lengths.Add(length);
                if (lengths.Count > MaxRank) throw Malformed($"there are more than {MaxRank} axes");
                endsInComma = TryTake(',');
            }
            return lengths.Count != 1 || endsInComma ? [.. lengths]
                : throw Malformed("the shape is a number, not a tuple");
        }

        private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

        private void Blanks()
        {
            while (Peek() is ' ' or '\n' or '\t') _at++;
        }

        private bool TryTake(char c)
        {
            Blanks();
            if (Peek() != c) return false;
            _at++;
            return true;
        }

        private void Expect(char c)
        {
            if (!TryTake(c)) throw Malformed($"'{c}' is missing");
        }

        private readonly FileFormatException Malformed(string what) =>
            Refuse(_place with { Offset = _place.Offset + _at }, "N03",
                $"expected the header that NumPy writes, but {what}");
    }
}
