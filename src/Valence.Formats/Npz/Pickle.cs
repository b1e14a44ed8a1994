using System.Buffers.Binary;
using System.Text;

namespace Valence.Formats;

/// <summary>Reads a pickled NumPy array of Python lists of integers and nothing else. Nothing in the file is executed:
/// three NumPy names are recognised as data, every other one is refused.</summary>
internal sealed class Pickle
{
    private const string Reconstruct = "_reconstruct";
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly FilePlace _place;
    private readonly List<PickleValue> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, PickleValue> _memo = [];
    private int _at;

    private Pickle(ReadOnlyMemory<byte> bytes, FilePlace place)
    {
        _bytes = bytes;
        _place = place;
    }

    /// <summary>The elements of the object array pickled in <paramref name="bytes"/>, described by
    /// <paramref name="header"/>.</summary>
    public static int[][] ReadLists(ReadOnlyMemory<byte> bytes, NpyHeader header, FilePlace place)
    {
        var pickle = new Pickle(bytes, place);
        var array = pickle.Run().Object as PickledArray;
        if (array?.Elements is null) throw pickle.Refuse("P04", "expected a pickled array, found something else");
        var elements = array.Elements;
        if (!array.Shape.AsSpan().SequenceEqual(header.Shape) || elements.Count != header.Count)
            throw pickle.Refuse("P04", "expected as many elements as the header says, the pickled array has another "
                + "shape");
        // A list that occurs twice is one object, so repeated references cannot multiply memory.
        var seen = new Dictionary<PickleList, int[]>(ReferenceEqualityComparer.Instance);
        var lists = new int[elements.Count][];
        for (var i = 0; i < lists.Length; i++)
        {
            if (elements[i].Object is not PickleList list)
                throw pickle.Refuse("P05", "expected an array of lists, found an element that is none");
            if (!seen.TryGetValue(list, out var ints)) seen.Add(list, ints = pickle.Ints(list));
            lists[i] = ints;
        }
        return lists;
    }

    private int[] Ints(PickleList list)
    {
        var ints = new int[list.Count];
        for (var i = 0; i < ints.Length; i++)
            ints[i] = list[i] is
            {
                Kind: PickleKind.Integer,
                Integer: >= int.MinValue and <= int.MaxValue and var value
            }
                ? (int)value
                : throw Refuse("P05", "expected lists of 32-bit integers, found another element");
        return ints;
    }

    private PickleValue Run()
    {
        while (true)
        {
            var code = Byte();
            if (code == '.') break;
            Step(code);
        }
        if (_at != _bytes.Length)
            throw Refuse("P01", "expected the end of the file after the pickle, found more bytes");
        return _stack.Count == 1 && _marks.Count == 0 ? _stack[0]
            : throw Refuse("P01", "expected one object, the pickle leaves another number");
    }

    private void Step(byte code)
    {
        switch (code)
        {
            case 0x80: Require(Byte() is >= 2 and <= 5, "protocol 2 to 5"); break;
            case 0x95: Require(U64() <= _bytes.Length - _at, "a frame within the file"); break;
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)'N': Push(PickleValue.None); break;
            case 0x88: Push(PickleValue.Of(true)); break;
            case 0x89: Push(PickleValue.Of(false)); break;
            case (byte)'K': Push(PickleValue.Of(Byte())); break;
            case (byte)'M': Push(PickleValue.Of(BinaryPrimitives.ReadUInt16LittleEndian(Take(2)))); break;
            case (byte)'J': Push(PickleValue.Of(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))); break;
            case 0x8a: Push(PickleValue.Of(LongInteger(Take(Byte())))); break;
            case 0x8c: Push(Text(Take(Byte()))); break;
            case (byte)'X': Push(Text(Take(U32()))); break;
            case 0x8d: Push(Text(Take(U64()))); break;
            case (byte)'U': Push(PickleValue.Of(new PickledBytes(Take(Byte()).ToArray()))); break;
            case (byte)'C': Push(PickleValue.Of(new PickledBytes(Take(Byte()).ToArray()))); break;
            case (byte)'B': Push(PickleValue.Of(new PickledBytes(Take(U32()).ToArray()))); break;
            case (byte)')': Push(PickleValue.Of(Array.Empty<PickleValue>())); break;
            case 0x85: PushTuple(1); break;
            case 0x86: PushTuple(2); break;
            case 0x87: PushTuple(3); break;
            case (byte)'t': PushTuple(SinceMark()); break;
            case (byte)']': Push(PickleValue.Of(new PickleList())); break;
            case (byte)'a': Append(1); break;
            case (byte)'e': Append(SinceMark()); break;
            case 0x94: _memo[_memo.Count] = Top(); break;
            case (byte)'q': _memo[Byte()] = Top(); break;
            case (byte)'r': _memo[U32()] = Top(); break;
            case (byte)'h': Push(Recall(Byte())); break;
            case (byte)'j': Push(Recall(U32())); break;
            case (byte)'c': Push(Global(Line(), Line())); break;
            case 0x93:
                var name = PopText();
                Push(Global(PopText(), name));
                break;
            case (byte)'R': Reduce(); break;
            case (byte)'b': Build(); break;
            default:
                throw Refuse("P02", "expected a pickled array of lists of integers, found the pickle "
                + $"operation 0x{code:x2}");
        }
    }

    private PickleValue Global(string module, string name) => (module, name) switch
    {
        ("numpy.core.multiarray" or "numpy._core.multiarray", Reconstruct) => PickleValue.Of(PickledGlobal.Reconstruct),
        ("numpy", "ndarray") => PickleValue.Of(PickledGlobal.Array),
        ("numpy", "dtype") => PickleValue.Of(PickledGlobal.Type),
        // How protocol 2, which has no bytes, spells the b'b' that NumPy passes to _reconstruct.
        ("_codecs", "encode") => PickleValue.Of(PickledGlobal.Encode),
        _ => throw Refuse("P03", "expected only NumPy's own names in a pickled array, found "
            + $"'{FilePlace.Shown(module)}.{FilePlace.Shown(name)}'"),
    };

    private void Reduce()
    {
        var arguments = Pop().Object as PickleValue[] ?? throw Refuse("P01", "expected arguments for a call");
        var result = (Pop().Object as PickledGlobal?, arguments) switch
        {
            (PickledGlobal.Reconstruct, [{ Object: PickledGlobal.Array }, _, { Object: PickledBytes }]) =>
                new PickledArray(),
            (PickledGlobal.Type, [{ Object: string and ("O8" or "O4" or "O" or "|O") }, _, _]) =>
                (object)PickledObjectType.Instance,
            (PickledGlobal.Encode, [{ Object: string text }, { Object: "latin1" }]) =>
                new PickledBytes(Encoding.Latin1.GetBytes(text)),
            _ => throw Refuse("P03", "expected a pickled array of Python objects, found another call"),
        };
        Push(PickleValue.Of(result));
    }

    private void Build()
    {
        var state = Pop().Object as PickleValue[] ?? throw Refuse("P01", "expected the state of an array");
        switch (Top().Object)
        {
            case PickledObjectType:
                break;
            case PickledArray { Elements: null } array when state
                is [{ Kind: PickleKind.Integer }, { Object: PickleValue[] shape }, { Object: PickledObjectType },
                { Kind: PickleKind.Boolean } fortran, { Object: PickleList elements }]:
                if (fortran.Integer != 0 && shape.Length > 1)
                    throw Refuse("P04", "expected an array in row-major order");
                array.Shape = [.. shape.Select(length => length.Kind == PickleKind.Integer ? length.Integer
                    : throw Refuse("P04", "expected lengths of axes"))];
                array.Elements = elements;
                break;
            default: throw Refuse("P04", "expected the state of an array of Python objects, found something else");
        }
    }

    private void Append(int count)
    {
        var list = _stack.Count > count ? _stack[^(count + 1)].Object as PickleList : null;
        if (list is null) throw Refuse("P01", "expected a list to append to");
        for (var i = _stack.Count - count; i < _stack.Count; i++) list.Add(_stack[i]);
        _stack.RemoveRange(_stack.Count - count, count);
    }

    private void PushTuple(int count)
    {
        if (count > _stack.Count) throw Refuse("P01", "expected more objects for a tuple");
        var items = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        Push(PickleValue.Of(items));
    }

    private int SinceMark()
    {
        if (_marks.Count == 0 || _marks[^1] > _stack.Count) throw Refuse("P01", "expected a mark before");
        var count = _stack.Count - _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return count;
    }

    private PickleValue Recall(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Refuse("P01", "expected an object remembered before");

    private PickleValue Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return PickleValue.Of(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new FileFormatException("P01", _place with { Offset = _at },
                "expected text in UTF-8, found other bytes", Advice, e);
        }
    }

    private long LongInteger(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) throw Refuse("P05", "expected integers of at most 64 bits");
        var value = 0L;
        for (var i = bytes.Length - 1; i >= 0; i--) value = value << 8 | bytes[i];
        var shift = 64 - 8 * bytes.Length;
        return bytes.Length == 0 ? 0 : value << shift >> shift;
    }

    private void Push(PickleValue value) => _stack.Add(value);

    private PickleValue Top() => _stack.Count > 0 ? _stack[^1] : throw Refuse("P01", "expected an object before");

    private PickleValue Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private string PopText() => Pop().Object as string ?? throw Refuse("P01", "expected a text");

    private string Line()
    {
        var length = _bytes.Span[_at..].IndexOf((byte)'\n');
        if (length is < 0 or > 256) throw Refuse("P01", "expected a short line of text");
        var line = Encoding.Latin1.GetString(Take(length));
        _at++;
        return line;
    }

    private byte Byte() => Take(1)[0];

    private long U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private long U64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _bytes.Length - _at) throw Refuse("P01", "expected more bytes, the pickle is cut off");
        var taken = _bytes.Span.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private void Require(bool condition, string what)
    {
        if (!condition) throw Refuse("P01", $"expected {what}");
    }

    private const string Advice = "Save the data as plain arrays of numbers";

    private FileFormatException Refuse(string rule, string problem) =>
        new(rule, _place with { Offset = _at }, problem, Advice);
}
