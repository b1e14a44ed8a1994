using System.Text;

namespace Valence.Formats.Tests;

public sealed class PickleTests
{
    private static readonly byte[] Start = [0x80, 4, .. Text("numpy._core.multiarray"), .. Text("_reconstruct"), 0x93,
        .. Text("numpy"), .. Text("ndarray"), 0x93, .. "K\0\x85"u8[..2], 0x85, (byte)'C', 1, (byte)'b', 0x87,
        (byte)'R'];
    private static readonly byte[] ObjectType =
        [.. Text("numpy"), .. Text("dtype"), 0x93, .. Text("O8"), 0x89, 0x88, 0x87, (byte)'R'];

    private static byte[] Text(string text) => [0x8c, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    /// <summary>A pickled array of one axis whose list of elements the given operations make.</summary>
    private static byte[] Array(int length, byte[] elements) => [.. Start, (byte)'(', (byte)'K', 1, (byte)'K',
        (byte)length, 0x85, .. ObjectType, 0x89, .. elements, (byte)'t', (byte)'b', (byte)'.'];

    private static NpyArray Read(byte[] pickle, string shape = "(2,)") =>
        NpyArray.Read(NpyTests.Npy(NpyTests.Header("|O", shape), pickle), "a.npy");

    private static readonly byte[] TwoLists = [.. "](](K\x01M\x01\x02e]J\xff\xff\xff\xff"u8[..0], (byte)']', (byte)'(',
        (byte)']', (byte)'(', (byte)'K', 1, (byte)'M', 1, 2, (byte)'e', (byte)']', (byte)'J', 255, 255, 255, 255,
        (byte)'a', (byte)'e'];

    [Fact]
    public void Lists_of_integers_are_read() => Assert.Equal([[1, 513], [-1]], Read(Array(2, TwoLists)).ToIntLists());

    [Fact]
    public void Protocol_2_is_read()
    {
        // How Python 3 wrote arrays for Python 2: names as lines, bytes through _codecs.encode, numbered memo entries.
        byte[] pickle =
        [
            0x80, 2, .. "cnumpy.core.multiarray\n_reconstruct\nq\0cnumpy\nndarray\nq\u0001K\0"u8, 0x85,
            .. "q\u0002c_codecs\nencode\nq\u0003X\u0001\0\0\0bX\u0006\0\0\0latin1"u8, 0x86,
            .. "Rq\u0004"u8, 0x87, .. "Rq\u0005(K\u0001K\u0001"u8, 0x85,
            .. "cnumpy\ndtype\nX\u0002\0\0\0O8K\0K\u0001"u8, 0x87, .. "R(K\u0003X\u0001\0\0\0|NNN"u8,
            .. "J"u8, 255, 255, 255, 255, .. "J"u8, 255, 255, 255, 255, .. "K?tb"u8, 0x89,
            .. "]](K\u0005K\u0006eatb."u8,
        ];
        Assert.Equal([[5, 6]], Read(pickle, "(1,)").ToIntLists());
    }

    [Fact]
    public void A_list_that_occurs_often_is_one_array()
    {
        byte[] elements = [(byte)']', (byte)'(', (byte)']', (byte)'(', (byte)'K', 1, (byte)'e', (byte)'q', 9,
            .. Enumerable.Repeat<byte[]>([(byte)'h', 9], 199).SelectMany(x => x), (byte)'e'];
        var lists = Read(Array(200, elements), "(200,)").ToIntLists();
        Assert.All(lists, list => Assert.Same(lists[0], list));
    }

    public static TheoryData<string, string, byte[]> Hostile() => new()
    {
        { "P03", "os.system by line", [0x80, 2, .. "cos\nsystem\nX\u0002\0\0\0id"u8, 0x85, .. "R."u8] },
        { "P03", "os.system by stack", [0x80, 4, .. Text("os"), .. Text("system"), 0x93, (byte)'.'] },
        { "P03", "builtins.eval", [0x80, 4, .. Text("builtins"), .. Text("eval"), 0x93, (byte)'.'] },
        { "P03", "numpy.load", [0x80, 4, .. Text("numpy"), .. Text("load"), 0x93, (byte)'.'] },
        { "P03", "call of ndarray",
            [0x80, 4, .. Text("numpy"), .. Text("ndarray"), 0x93, (byte)')', (byte)'R', (byte)'.'] },
        { "P03", "array of another type",
            [.. Start, .. Text("numpy"), .. Text("dtype"), 0x93, .. Text("f8"), 0x89, 0x88, 0x87, (byte)'R',
                (byte)'.'] },
        { "P02", "INST", [0x80, 2, .. "(ios\nsystem\n."u8] },
        { "P02", "OBJ", [0x80, 2, .. "(o."u8] },
        { "P02", "NEWOBJ", [0x80, 2, 0x81, (byte)'.'] },
        { "P02", "persistent id", [0x80, 2, .. "Pfile\n."u8] },
        { "P02", "EXT1", [0x80, 2, 0x82, 1, (byte)'.'] },
        { "P02", "dictionary", [0x80, 2, .. "}."u8] },
        { "P02", "float", [0x80, 2, (byte)'G', 0, 0, 0, 0, 0, 0, 0, 0, (byte)'.'] },
        { "P02", "out-of-band buffer", [0x80, 5, 0x97, (byte)'.'] },
        { "P01", "protocol 99", [0x80, 99, (byte)'.'] },
        { "P01", "nothing", [] },
        { "P01", "stop at once", [(byte)'.'] },
        { "P01", "text of 4 GiB", [0x80, 2, (byte)'X', 255, 255, 255, 255, (byte)'.'] },
        { "P01", "text of 2^63 bytes", [0x80, 4, 0x8d, 255, 255, 255, 255, 255, 255, 255, 127, (byte)'.'] },
        { "P01", "text of a negative length", [0x80, 4, 0x8d, 255, 255, 255, 255, 255, 255, 255, 255, (byte)'.'] },
        { "P01", "frame beyond the file", [0x80, 4, 0x95, 255, 255, 0, 0, 0, 0, 0, 0, (byte)'.'] },
        { "P01", "append without a list", [0x80, 4, (byte)'K', 1, (byte)'K', 1, (byte)'a', (byte)'.'] },
        { "P01", "appends without a mark", [0x80, 4, (byte)']', (byte)'e', (byte)'.'] },
        { "P01", "memo never filled", [0x80, 4, (byte)'h', 7, (byte)'.'] },
        { "P01", "build on nothing", [0x80, 4, (byte)'b', (byte)'.'] },
        { "P01", "bytes after the end", [.. Array(2, TwoLists), 0] },
        { "P01", "text of invalid UTF-8", [0x80, 4, 0x8c, 1, 0xff, (byte)'.'] },
        { "P01", "line without an end", [0x80, 4, .. "cnumpy"u8] },
        { "P04", "number instead of an array", [0x80, 4, (byte)'K', 1, (byte)'.'] },
        { "P04", "array without elements", [.. Start, (byte)'.'] },
        { "P04", "more elements than the header says",
            Array(3, [(byte)']', (byte)'(', (byte)']', (byte)']', (byte)']', (byte)'e']) },
        { "P04", "fewer elements than the shape says", Array(2, [(byte)']', (byte)'(', (byte)']', (byte)'e']) },
        { "P05", "integers instead of lists", Array(2, [(byte)']', (byte)'(', (byte)'K', 1, (byte)'K', 2, (byte)'e']) },
        { "P05", "texts in a list",
            Array(2, [(byte)']', (byte)'(', (byte)']', .. Text("a"), (byte)'a', (byte)']', (byte)'e']) },
        { "P05", "list inside itself",
            Array(2, [(byte)']', (byte)'(', (byte)']', (byte)'q', 9, (byte)'h', 9, (byte)'a', (byte)']', (byte)'e']) },
        { "P05", "integer of 40 bits",
            Array(2, [(byte)']', (byte)'(', (byte)']', 0x8a, 5, 0, 0, 0, 0, 1, (byte)'a', (byte)']', (byte)'e']) },
        { "P05", "integer of 80 bits",
            Array(2, [(byte)']', (byte)'(', (byte)']', 0x8a, 10, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, (byte)'a', (byte)']',
                (byte)'e']) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Everything_else_is_refused(string rule, string what, byte[] pickle)
    {
        var refusal = Refusal.Expect(rule, () => Read(pickle));
        Assert.True(refusal.Place.File == "a.npy", what);
    }

    [Fact]
    public void A_refused_name_is_in_the_message()
    {
        var refusal = Refusal.Expect("P03", () => Read([0x80, 2, .. "cos\nsystem\n."u8]));
        Assert.Contains("os.system", refusal.Message, StringComparison.Ordinal);
        refusal = Refusal.Expect("P02", () => Read([0x80, 2, (byte)'}', (byte)'.']));
        Assert.Contains("0x7d", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_pickles_are_read_or_refused() =>
        Mutation.Survives(NpyTests.Npy(NpyTests.Header("|O", "(2,)"), Array(2, TwoLists)),
            bytes => NpyArray.Read(bytes, "mutated"));
}
