using System.Text;
using Valence.Formats.Tests;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Saving;
using static Valence.Formats.Tests.CraftedHdf5;

namespace Valence.Tests.Hostile;

/// <summary>Family H: weights that lie about themselves, in files whose description is good.</summary>
internal static class HostileWeights
{
    private static readonly Sequential Vector = Built([-1, 6], new LayerNormalization(center: false));
    private static readonly Sequential Matrix = Built([-1, 2], new Dense(3, useBias: false));

    public static IEnumerable<HostileFile> All => [.. Crafted(), .. Texts(), .. OfModels()];

    private static IEnumerable<HostileFile> Crafted()
    {
        foreach (var row in HostileHdf5s.Files())
        {
            var (rule, what, bytes) = row.Data;
            var isMatrix = bytes.Length > DatasetMessages + 10 && bytes[DatasetMessages] == 1
                && bytes[DatasetMessages + 9] == 2;
            var model = isMatrix ? Matrix : Vector;
            var family = what.StartsWith("cut at", StringComparison.Ordinal) || what is "last byte missing" ? "H03"
                : rule;
            // Its shape is compared with the model's before a chunk is looked at.
            if (what == "chunk too small for its claim") rule = "H21";
            yield return new(
                family, rule, what, WithWeights(model, Nested(bytes, isMatrix ? "dense" : "layer_normalization")));
        }
    }

    // The older form keeps its description in a text of the file.
    private static IEnumerable<HostileFile> Texts() =>
        HostileHdf5s.Texts().Select(row => new HostileFile("H17", "H17", row.Data.Item1, row.Data.Item2));

    private static IEnumerable<HostileFile> OfModels()
    {
        HostileFile File(string family, string rule, string what, Action<Formats.Hdf5GroupWriter> write)
        {
            var file = new Formats.Hdf5Writer();
            write(file.Root);
            return new(family, rule, what, WithWeights(Matrix, file.ToBytes()));
        }

        HostileFile Shape(string family, string rule, string what, params long[] shape) =>
            File(family, rule, what,
                root => root.Add<float>("layers/dense/vars/0", shape, new float[shape.Aggregate(1L, (a, b) => a * b)]));

        yield return File("H19", "H19", "no weights", _ => { });
        yield return File("H19", "H19", "group without its dataset", root => root.Group("layers/dense/vars"));
        yield return File("H19", "H19", "optimizer alone", root => root.Add<float>("optimizer/vars/0", [1], [1]));
        yield return File("H18", "H18", "group where a dataset is expected", root => root.Group("layers/dense/vars/0"));
        yield return File("H18", "H18", "dataset where a group is expected",
            root => root.Add<float>("layers/dense", [2, 3], new float[6]));
        yield return Shape("H21", "H21", "transposed", 3, 2);
        yield return Shape("H21", "H21", "flat", 6);
        yield return Shape("H21", "H21", "an axis more", 2, 3, 1);
        yield return Shape("H21", "H21", "empty", 0, 3);
        yield return Shape("H21", "H21", "larger", 2, 4);
        yield return Shape("H14", "H21", "scalar");
        yield return File("H20", "H20", "int32 for float32",
            root => root.Add<int>("layers/dense/vars/0", [2, 3], new int[6]));
        yield return File("H20", "H20", "int64 for float32",
            root => root.Add<long>("layers/dense/vars/0", [2, 3], new long[6]));
        yield return File("H20", "H20", "bytes for float32",
            root => root.Add<byte>("layers/dense/vars/0", [2, 3], new byte[6]));
        yield return File("H23", "H23", "float64 beyond float32",
            root => root.Add<double>("layers/dense/vars/0", [2, 3], [1, 2, 3, 4, 5, 1e300]));
        foreach (var name in new[] { "0 ", "00", "０", " 0", "0.", "+0", "1" })
            yield return File("H24", "H19", $"dataset named '{name}'",
                root => root.Add<float>($"layers/dense/vars/{name}", [2, 3], new float[6]));
        yield return File("H24", "H19", "layer by its own name",
            root => root.Add<float>("layers/my_dense/vars/0", [2, 3], new float[6]));
        yield return new("J24", "H19", "weights of another architecture", WithWeights(Vector, WeightsOf(Matrix)));
        yield return new("J24", "H19", "weights of another architecture, the other way",
            WithWeights(Matrix, WeightsOf(Vector)));
        yield return new("J24", "H21", "weights of a wider layer",
            WithWeights(Matrix, WeightsOf(Built([-1, 2], new Dense(4, useBias: false)))));
        var whole = WeightsOf(ModelFiles.Text());
        for (var i = 1; i < 16; i++)
            yield return new("H03", "H02", $"a model's weights cut at {i}/16",
                WithWeights(ModelFiles.Text(), whole[..(whole.Length * i / 16)]));
        yield return new("H03", "H02", "a model's weights without their last byte",
            WithWeights(ModelFiles.Text(), whole[..^1]));
        yield return new("H03", "H02", "a model's weights and a byte more",
            WithWeights(ModelFiles.Text(), [.. whole, 0]));
    }

    private static Sequential Built(Shape input, Layer layer)
    {
        var model = new Sequential(new InputLayer(input), layer);
        model.BuildFor(input);
        return model;
    }

    private static byte[] WeightsOf(Model model) =>
        Formats.ZipReader.Open(KerasFile.ToBytes(model), "model").Read("model.weights.h5").ToArray();

    private static byte[] WithWeights(Model model, byte[] weights) =>
        ModelFiles.With(KerasFile.ToBytes(model), "model.weights.h5", weights);

    /// <summary>The crafted file with its root as the group <c>layers/NAME/vars</c> of a new root, and its dataset as
    /// the first weight there.</summary>
    private static byte[] Nested(byte[] bytes, string layer)
    {
        var good = Good();
        // A file that already lies in its first bytes is refused there.
        var isPlain = bytes.Length >= Extra && bytes.AsSpan(0, 40).SequenceEqual(good.AsSpan(0, 40))
            && bytes.AsSpan(48, 48).SequenceEqual(good.AsSpan(48, 48))
            && BitConverter.ToInt64(bytes, 40) == bytes.Length;
        if (!isPlain) return bytes;
        var file = bytes.ToList();
        while (file.Count % 8 != 0) file.Add(0);
        var (header, tree, heap) = ((long)Root, (long)Tree, (long)Heap);
        foreach (var name in new[] { "vars", layer, "layers" })
            (header, tree, heap) = Around(file, name, header, tree, heap);
        var nested = file.ToArray();
        if (nested[Names + 8] == 'd' && nested[Names + 9] == 0) nested[Names + 8] = (byte)'0';
        return Patch(nested, (40, 8, nested.Length), (64, 8, header), (80, 8, tree), (88, 8, heap));
    }

    private static (long Header, long Tree, long Heap) Around(
        List<byte> file, string name, long header, long tree, long heap)
    {
        long own = file.Count, ownHeap = own + 40, names = ownHeap + 32, ownTree = names + 40,
        leaf = ownTree + 24 + 8 + 16 * 32;
        var bytes = new byte[leaf + 8 + 40 * 8 - own];
        Header(bytes, 0, [new(0x11, [.. BitConverter.GetBytes(ownTree), .. BitConverter.GetBytes(ownHeap)])]);
        void At(long at, params byte[] what) => what.CopyTo(bytes, at - own);
        void Number(long at, long value) => BitConverter.GetBytes(value).CopyTo(bytes, at - own);
        At(ownHeap, [.. "HEAP"u8, 0, 0, 0, 0]);
        Number(ownHeap + 8, 40);
        Number(ownHeap + 16, 1);
        Number(ownHeap + 24, names);
        At(names + 8, Encoding.ASCII.GetBytes(name));
        At(ownTree, [.. "TREE"u8, 0, 0, 1, 0]);
        Number(ownTree + 8, -1);
        Number(ownTree + 16, -1);
        Number(ownTree + 32, leaf);
        Number(ownTree + 40, 8);
        At(leaf, [.. "SNOD"u8, 1, 0, 1, 0]);
        Number(leaf + 8, 8);
        Number(leaf + 16, header);
        Number(leaf + 24, 1);
        Number(leaf + 32, tree);
        Number(leaf + 40, heap);
        file.AddRange(bytes);
        return (own, ownTree, ownHeap);
    }
}
