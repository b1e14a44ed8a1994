using System.Text;

namespace Valence.Formats.Tests;

public sealed class NpyTests
{
    internal static byte[] Npy(string header, byte[] data, int version = 1)
    {
        var text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(header);
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)]
            : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    internal static string Header(string descr, string shape, bool fortran = false) =>
        $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n";

    private static NpyArray Read(string descr, string shape, byte[] data, bool fortran = false) =>
        NpyArray.Read(Npy(Header(descr, shape, fortran), data), "a.npy");

    private static byte[] Bytes<T>(params T[] values) where T : struct =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values).ToArray();

    [Theory]
    [InlineData("|i1")]
    [InlineData("<i2")]
    [InlineData(">i2")]
    [InlineData("<i4")]
    [InlineData(">i4")]
    [InlineData("<i8")]
    [InlineData(">i8")]
    public void Signed_integers_of_every_width_and_order_are_read(string type)
    {
        var size = type[2] - '0';
        byte[] Number(long value)
        {
            var bytes = BitConverter.GetBytes(value)[..size];
            if (type[0] == '>') Array.Reverse(bytes);
            return bytes;
        }
        var array = Read(type, "(3,)", [.. Number(-2), .. Number(0), .. Number(100)]);
        Assert.Equal([-2, 0, 100], array.ToInts());
        Assert.Equal([-2L, 0, 100], array.ToLongs());
        Assert.Equal([-2f, 0, 100], array.ToFloats());
        Assert.Equal(ElementType.Int32, array.ToTensor().Type);
        Assert.Equal(type, array.Type.ToString());
    }

    [Fact]
    public void Unsigned_integers_booleans_and_floats_are_read()
    {
        Assert.Equal([255, 1], Read("|u1", "(2,)", [255, 1]).ToInts());
        Assert.Equal([65535], Read("<u2", "(1,)", [255, 255]).ToInts());
        Assert.Equal([uint.MaxValue], Read("<u4", "(1,)", [255, 255, 255, 255]).ToLongs());
        Assert.Equal([1f, 0f], Read("|b1", "(2,)", [1, 0]).ToTensor().Floats.ToArray());
        Assert.Equal([true, false], Read("|b1", "(2,)", [1, 0]).ToBooleans());
        Assert.Equal([1.5f, -2f], Read("<f2", "(2,)", Bytes((Half)1.5f, (Half)(-2f))).ToFloats());
        Assert.Equal([1.5f], Read(">f4", "(1,)", [0x3f, 0xc0, 0, 0]).ToFloats());
        Assert.Equal([0.1], Read("<f8", "(1,)", Bytes(0.1)).ToDoubles());
        Assert.Equal([0.1f], Read("<f8", "(1,)", Bytes(0.1)).ToTensor().Floats.ToArray());
        Assert.Equal([float.PositiveInfinity], Read("<f8", "(1,)", Bytes(double.PositiveInfinity)).ToFloats());
    }

    [Fact]
    public void Values_that_do_not_fit_are_refused()
    {
        Refusal.Expect("N06", () => Read("<f8", "(1,)", Bytes(1e300)).ToTensor());
        Refusal.Expect("N06", () => Read("<i8", "(1,)", Bytes(1L << 31)).ToTensor());
        Refusal.Expect("N06", () => Read("<u8", "(1,)", Bytes(ulong.MaxValue)).ToLongs());
        Refusal.Expect("N08", () => Read("<f4", "(1,)", Bytes(1f)).ToInts());
        Refusal.Expect("N08", () => Read("<f4", "(1,)", Bytes(1f)).ToStrings());
        Refusal.Expect("N08", () => Read("<f4", "(1,)", Bytes(1f)).ToIntLists());
    }

    [Fact]
    public void Floats_of_an_expected_shape_are_read_and_others_refused()
    {
        var room = new float[2];
        Read("<f8", "(1, 2)", Bytes(1.5, -2.0)).ReadFloats([1, 2], room);
        Assert.Equal([1.5f, -2f], room);
        Refusal.Expect("N09", () => Read("<f4", "(2,)", Bytes(1f, 2f)).ReadFloats([1, 2], room));
        Refusal.Expect("N09", () => Read("<f4", "(2, 1)", Bytes(1f, 2f)).ReadFloats([1, 2], room));
        Refusal.Expect("N08", () => Read("<i4", "(1, 2)", Bytes(1, 2)).ReadFloats([1, 2], room));
    }

    [Fact]
    public void Column_major_arrays_are_turned()
    {
        // [[1, 2, 3], [4, 5, 6]] and a cube, column after column.
        Assert.Equal([1, 2, 3, 4, 5, 6], Read("<i4", "(2, 3)", Bytes(1, 4, 2, 5, 3, 6), fortran: true).ToInts());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Read("<i4", "(2, 2, 2)", Bytes(0, 4, 2, 6, 1, 5, 3, 7), fortran: true)
            .ToInts());
        Assert.Equal([1f, 2, 3, 4, 5, 6], Read("<f4", "(2, 3)", Bytes(1f, 4, 2, 5, 3, 6), fortran: true).ToFloats());
    }

    [Fact]
    public void Texts_are_read()
    {
        Assert.Equal(["ab", "c"], Read("|S3", "(2,)", "ab\0c\0\0"u8.ToArray()).ToStrings());
        Assert.Equal(["é", "😀"], Read("<U1", "(2,)", Bytes(0xe9, 0x1f600)).ToTensor().Strings.ToArray());
        Assert.Equal(["é"], Read(">U2", "(1,)", [0, 0, 0, 0xe9, 0, 0, 0, 0]).ToStrings());
        Refusal.Expect("N07", () => Read("<U1", "(1,)", Bytes(0xd800)).ToStrings());
        Refusal.Expect("N07", () => Read("<U1", "(1,)", Bytes(-1)).ToStrings());
        Refusal.Expect("N07", () => Read("|S1", "(1,)", [0xff]).ToStrings());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_of_the_header_is_read(int version) =>
        Assert.Equal([7], NpyArray.Read(Npy(Header("<i4", "()"), Bytes(7), version), "a.npy").ToInts());

    [Theory]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (1L,)}\n", "[1]")]
    [InlineData("{\"shape\":(1,),\"descr\":\"<i4\",\"fortran_order\":True}", "[1]")]
    public void Headers_of_other_writers_are_read(string header, string shape) =>
        Assert.Equal(shape, NpyArray.Read(Npy(header, Bytes(7)), "a.npy").ToTensor().Shape.ToString());

    [Theory]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), 'x': 1}")]
    [InlineData("N03", "{'descr': '<i4', 'descr': '<i4', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False}")]
    [InlineData("N03", "{'descr': '<i4', 'shape': (1,)}")]
    [InlineData("N03", "{'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': None, 'shape': (1,)}")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False, 'shape': (-1,)}")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False, 'shape': (1)}")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False, 'shape': (1,)} or __import__('os')")]
    [InlineData("N03", "{'descr': '<i4', 'fortran_order': False, 'shape': (1 2,)}")]
    [InlineData("N03", "{'descr': '\\x3ci4', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N03", "{'descr': '<i4")]
    [InlineData("N03", "")]
    [InlineData("N04", "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N04", "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N04", "{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N04", "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N04", "{'descr': '|V4', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N04", "{'descr': '|i4', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("N04", "{'descr': '|S0', 'fortran_order': False, 'shape': (9,)}")]
    [InlineData("N04", "{'descr': '<U0', 'fortran_order': False, 'shape': (9,)}")]
    [InlineData("N05", "{'descr': '<i4', 'fortran_order': False, 'shape': (2,)}")]
    [InlineData("N05", "{'descr': '<i4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}")]
    [InlineData("N05", "{'descr': '<i4', 'fortran_order': False, 'shape': (9223372036854775807,)}")]
    [InlineData("N05", "{'descr': '<i4', 'fortran_order': False, 'shape': (0,)}")]
    public void Malformed_headers_are_refused(string rule, string header) =>
        Refusal.Expect(rule, () => NpyArray.Read(Npy(header, Bytes(7)), "a.npy"));

    [Fact]
    public void Foreign_and_cut_files_are_refused()
    {
        var good = Npy(Header("<i4", "(2,)"), Bytes(7, 8));
        for (var length = 0; length < good.Length; length++)
            Assert.Throws<FileFormatException>(() => NpyArray.Read(good.AsMemory(0, length), "a.npy"));
        Refusal.Expect("N01", () => NpyArray.Read("not an array at all"u8.ToArray(), "a.npy"));
        good[6] = 4;
        Refusal.Expect("N02", () => NpyArray.Read(good, "a.npy"));
    }

    [Fact]
    public void Written_arrays_equal_NumPys_bytes()
    {
        var golden = ZipReader.Open(Golden.Path("files", "h5.npz"));
        var npz = Npz.Load(Golden.Path("files", "h5.npz"));
        foreach (var name in new[] { "f4", "i4", "scalar", "empty", "large" })
            Assert.Equal(golden.Read(name + ".npy").ToArray(), NpyWriter.ToBytes(npz[name].ToTensor()));
    }

    [Fact]
    public void Saved_archives_load_again()
    {
        var path = Path.GetTempFileName();
        try
        {
            NpyWriter.SaveAll(
                path, [new("a", Tensor.From([1f, float.NaN], [2, 1])), new("b/c", Tensor.From([1, 2, 3]))]);
            var npz = Npz.Load(path);
            Assert.Equal(["a", "b/c"], npz.Names);
            Assert.Equal([1f, float.NaN], npz["a"].ToFloats());
            Assert.Equal([1, 2, 3], npz["b/c"].ToTensor().Ints.ToArray());
            Refusal.Expect("Z31", () => npz["d"].ToTensor());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Mutated_arrays_in_archives_with_right_checksums_are_read_or_refused() => Mutation.Survives(
        NpyWriter.ToBytes(Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3])), bytes =>
        {
            using var stream = new MemoryStream();
            ZipWriter.Write(stream, archive => archive.Add("a.npy", bytes));
            Npz.Read(stream.ToArray(), "mutated")["a"].ToTensor();
        });

    [Fact]
    public void Mutated_arrays_are_read_or_refused() => Mutation.Survives(
        Npy(Header("<f8", "(2, 3)", fortran: true), new byte[48]), bytes => Use(NpyArray.Read(bytes, "mutated")));

    [Fact]
    public void Mutated_arrays_inside_archives_are_read_or_refused() =>
        Mutation.Survives(Npy(Header("<U2", "(2,)"), Bytes(65, 66, 67, 0)), bytes =>
    {
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, zip => zip.Add("a.npy", bytes));
        Use(Npz.Read(stream.ToArray(), "mutated")["a"]);
    });

    private static void Use(NpyArray array)
    {
        if (array.Type.Kind == NpyKind.Object) array.ToIntLists();
        else array.ToTensor();
    }
}
