using System.Text.Json;

namespace Valence.Formats.Tests;

public sealed class NpzGoldenTests
{
    [Fact]
    public void Every_reference_archive_loads_and_becomes_tensors()
    {
        var files = Directory.GetFiles(Golden.Path(), "*.npz", SearchOption.AllDirectories);
        Assert.True(files.Length > 600, $"only {files.Length} archives");
        var arrays = 0;
        foreach (var file in files)
        {
            var npz = Npz.Load(file);
            foreach (var name in npz.Names)
            {
                if (npz[name].Type.Kind == NpyKind.Object) continue;
                var tensor = npz[name].ToTensor();
                Assert.Equal(npz[name].Count, tensor.Count);
                arrays++;
            }
        }
        Assert.True(arrays > 8000, $"only {arrays} arrays");
    }

    [Fact]
    public void Imdb_reviews_are_the_lists_that_Keras_loads()
    {
        var npz = Npz.Load(Golden.Path("data", "imdb.npz"));
        var reviews = npz["x_train"].ToIntLists();
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Path("data", "imdb_load_data.json")));
        Assert.Equal([150L], npz["x_train"].Shape);
        Assert.Equal(reviews.Length, npz["y_train"].ToLongs().Length);

        // Keras shuffles, adds 3 to every word and puts a 1 before each review.
        var first = expected.RootElement[0].GetProperty("x_train_0").EnumerateArray().Select(word => word.GetInt32())
            .ToArray();
        Assert.Equal(1, first[0]);
        var words = first.Skip(1).Select(word => word - 3).ToArray();
        Assert.Contains(reviews, review => review.SequenceEqual(words));
    }

    [Fact]
    public void Reference_arrays_have_the_values_NumPy_printed()
    {
        var npz = Npz.Load(Golden.Path("files", "h5.npz"));
        Assert.Equal(new NpyType(NpyKind.Float, 4, true), npz["f4_big"].Type);
        Assert.Equal(BitConverter.UInt32BitsToSingle(0xbf3c69da), npz["f4_big"].ToFloats()[0]);
        Assert.Equal([-1, 0, -1, -5], npz["i8"].ToTensor().Ints[..4].ToArray());
        Assert.Equal(Shape.Create([3, 4, 2]), npz["f8"].ToTensor().Shape);
        Assert.Equal(BitConverter.UInt16BitsToHalf(0xae30), (Half)npz["f2"].ToFloats()[0]);
        Assert.Equal(3.25f, npz["scalar"].ToTensor().Scalar);
        Assert.Equal([0L, 3], npz["empty"].Shape);
    }
}
