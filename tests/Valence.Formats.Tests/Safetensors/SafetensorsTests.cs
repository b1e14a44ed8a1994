using System.Text;

namespace Valence.Formats.Tests;

public sealed class SafetensorsTests
{
    private static byte[] Raw(string header, int dataBytes, ulong? length = null)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes(length ?? (ulong)text.Length), .. text, .. new byte[dataBytes]];
    }

    private static Safetensors Read(byte[] bytes) => Safetensors.Read(bytes, "model.safetensors");

    private static string Entry(string type, string shape, string offsets) =>
        $"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}";

    [Fact]
    public void The_reference_checkpoint_is_read_to_the_last_element()
    {
        var file = Safetensors.Load(Golden.Path("..", "minilm", "model.safetensors"));
        Assert.NotEmpty(file.Names);
        var embeddings = file.Names.Single(name => name.EndsWith("word_embeddings.weight", StringComparison.Ordinal));
        Assert.Equal(2, file[embeddings].Shape.Count);
        foreach (var name in file.Names) Assert.True(Array.TrueForAll(Floats(file[name]), float.IsFinite), name);
    }

    private static float[] Floats(Safetensor tensor)
    {
        var read = tensor.ToTensor();
        return read.Type == ElementType.Float32 ? read.Floats.ToArray() : [];
    }

    [Fact]
    public void Everything_written_is_read_again()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream,
            [new("b.weight", Tensor.From([1f, 2, 3, 4, 5, float.NaN], [2, 3])), new("ids", Tensor.From([1, -2])),
                new("none", new Tensor([0, 3])), new("scalar", Tensor.From([7f], []))],
            new Dictionary<string, string> { ["format"] = "pt", ["naïve"] = "é" });
        var file = Read(stream.ToArray());
        Assert.Equal("é", file.Metadata["naïve"]);
        var weights = new float[6];
        file["b.weight"].ReadFloats([2, 3], weights);
        Assert.Equal([1f, 2, 3, 4, 5, float.NaN], weights);
        Assert.Equal([1, -2], file["ids"].ToTensor().Ints.ToArray());
        Assert.Equal([0L, 3], file["none"].Shape);
        Assert.Equal(7f, file["scalar"].ToTensor().Scalar);
        Assert.Equal(0, (stream.ToArray().Length - 9 * 4) % 8);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3e }, 1.5f)]
    [InlineData("BF16", new byte[] { 0xc0, 0x3f }, 1.5f)]
    [InlineData("F32", new byte[] { 0, 0, 0xc0, 0x3f }, 1.5f)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f }, 1.5f)]
    public void Floats_of_every_width_are_read(string type, byte[] data, float value)
    {
        var bytes = Raw(Entry(type, "[1]", $"[0,{data.Length}]"), 0);
        Assert.Equal([value], Read([.. bytes, .. data])["a"].ToTensor().Floats.ToArray());
    }

    [Fact]
    public void Long_integers_are_read_if_they_fit()
    {
        var bytes = Raw(Entry("I64", "[1]", "[0,8]"), 0);
        Assert.Equal([-5], Read([.. bytes, .. BitConverter.GetBytes(-5L)])["a"].ToTensor().Ints.ToArray());
        Refusal.Expect("S09", () => Read([.. bytes, .. BitConverter.GetBytes(1L << 31)])["a"].ToTensor());
        Refusal.Expect("S08", () => Read([.. bytes, .. BitConverter.GetBytes(1L)])["a"].ReadFloats([1], new float[1]));
    }

    public static TheoryData<string, string, byte[]> Hostile()
    {
        var good = Entry("F32", "[2]", "[0,8]");
        var two =
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[OFFSETS]}}";
        return new()
        {
            { "S01", "empty", [] },
            { "S01", "seven bytes", new byte[7] },
            { "S02", "header of 2^64-1 bytes", Raw(good, 8, ulong.MaxValue) },
            { "S02", "header of 2^63 bytes", Raw(good, 8, 1UL << 63) },
            { "S02", "header beyond the file", Raw(good, 8, 1000) },
            { "S02", "zip archive", [.. "PK\x03\x04"u8, .. new byte[60]] },
            { "S03", "no header", Raw("", 8) },
            { "S03", "blank before the header", Raw(" " + good, 8) },
            { "S03", "array as header", Raw("[]", 0) },
            { "J01", "cut header", Raw(good[..^2], 8) },
            { "J03", "name twice", Raw("{\"a\":1,\"a\":2}", 8) },
            { "J05", "NaN", Raw("{\"a\":NaN}", 8) },
            { "S03", "number as tensor", Raw("{\"a\":1}", 8) },
            { "S03", "missing shape", Raw("{\"a\":{\"dtype\":\"F32\",\"x\":1,\"data_offsets\":[0,8]}}", 8) },
            { "S03", "more than three keys",
                Raw("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"file\":\"/etc/passwd\"}}", 8) },
            { "S03", "negative length", Raw(Entry("F32", "[-2]", "[0,8]"), 8) },
            { "S03", "fractional length", Raw(Entry("F32", "[2.5]", "[0,8]"), 8) },
            { "S03", "length of 2^63", Raw(Entry("F32", "[9223372036854775808]", "[0,8]"), 8) },
            { "S03", "text as length", Raw(Entry("F32", "[\"2\"]", "[0,8]"), 8) },
            { "S03", "three offsets", Raw(Entry("F32", "[2]", "[0,8,8]"), 8) },
            { "S03", "metadata of numbers", Raw("{\"__metadata__\":{\"a\":1}}", 0) },
            { "S03", "metadata as text", Raw("{\"__metadata__\":\"x\"}", 0) },
            { "S04", "unknown type", Raw(Entry("F8_E5M2", "[8]", "[0,8]"), 8) },
            { "S04", "type as a number", Raw(Entry("2", "[2]", "[0,8]"), 8) },
            { "S04", "type in lower case", Raw(Entry("f32", "[2]", "[0,8]"), 8) },
            { "S05", "offsets reversed", Raw(Entry("F32", "[2]", "[8,0]"), 8) },
            { "S05", "offsets beyond the file", Raw(Entry("F32", "[4]", "[0,16]"), 8) },
            { "S05", "shape too small", Raw(Entry("F32", "[1]", "[0,8]"), 8) },
            { "S05", "shape too large", Raw(Entry("F32", "[3]", "[0,8]"), 8) },
            { "S05", "shape that overflows to fit", Raw(Entry("F32", "[4294967296,4294967296]", "[0,0]"), 0) },
            { "S05", "bytes after the tensors", Raw(good, 9) },
            { "S05", "bytes missing", Raw(good, 7) },
            { "S05", "tensors overlap", Raw(two.Replace("OFFSETS", "4,8", StringComparison.Ordinal), 8) },
            { "S05", "gap between tensors", Raw(two.Replace("OFFSETS", "12,16", StringComparison.Ordinal), 16) },
            { "S05", "gap before the first", Raw(Entry("F32", "[1]", "[4,8]"), 8) },
        };
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_files_are_refused(string rule, string what, byte[] bytes) =>
        Assert.NotNull(Refusal.Expect(rule, () => Safetensors.Read(bytes, what)));

    [Fact]
    public void Another_shape_or_name_is_refused()
    {
        var file = Read(Raw(Entry("F32", "[2]", "[0,8]"), 8));
        Refusal.Expect("S07", () => file["a"].ReadFloats([1, 2], new float[2]));
        Refusal.Expect("S06", () => file["b"].ToTensor());
    }

    [Fact]
    public void Writer_refuses_texts_and_repeated_names()
    {
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(new MemoryStream(), [new("a", Tensor.From(["text"]))]));
        Assert.Throws<ArgumentException>(() =>
            SafetensorsWriter.Write(new MemoryStream(), [new("a", Tensor.From([1f])), new("a", Tensor.From([1f]))]));
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(new MemoryStream(), [new("__metadata__", Tensor.From([1f]))]));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [new("a", Tensor.From([1f, 2], [2, 1])), new("b", Tensor.From([3]))],
            new Dictionary<string, string> { ["k"] = "v" });
        Mutation.Survives(stream.ToArray(), bytes =>
        {
            var file = Read(bytes);
            foreach (var name in file.Names) file[name].ToTensor();
        });
    }

    [Fact]
    public void Tensors_without_elements_are_bounded_in_number()
    {
        static byte[] Of(int count)
        {
            var header = "{" + string.Join(',', Enumerable.Range(0, count).Select(i =>
                $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}";
            return [.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header)];
        }
        var many = Of(200_000);
        Refusal.Expect("J02", () => Safetensors.Read(many, "x"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal.Expect("J02", () => Safetensors.Read(many, "x"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        Assert.Equal(100_000, Safetensors.Read(Of(100_000), "x").Names.Count);
        // As many layers as a model may have, each with a kernel and a bias of one number, and two moments of each.
        var tensors = Enumerable.Range(0, 120_000).Select(i => KeyValuePair.Create($"t{i}", Tensor.From(new float[1])));
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        Assert.Equal(120_000, Safetensors.Read(stream.ToArray(), "x").Names.Count);
    }
}
