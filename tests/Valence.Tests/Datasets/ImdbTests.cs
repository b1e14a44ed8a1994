using System.IO.Compression;
using System.Text;
using Valence.Datasets;
using Valence.Formats;

namespace Valence.Tests.Datasets;

public sealed class ImdbTests : IDisposable
{
    private static readonly Dictionary<string, int> WordIndex =
        new() { ["the"] = 1, ["film"] = 2, ["was"] = 3, ["great"] = 4 };

    private readonly string _folder = Directory.CreateTempSubdirectory("valence-imdb-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Decoding_puts_a_question_mark_for_every_id_without_a_word()
    {
        Assert.Equal("? the ? was great", Imdb.Decode([1, 4, 2, 6, 7], WordIndex));
        Assert.Equal("film ?", Imdb.Decode([2, int.MinValue], WordIndex, indexFrom: 0));
        Assert.Equal("", Imdb.Decode([], WordIndex));
    }

    [Fact]
    public void Arguments_outside_their_range_are_refused_before_the_file_is_read()
    {
        var absent = Path.Combine(_folder, "absent.npz");
        Assert.Throws<ArgumentOutOfRangeException>("numWords", () => Imdb.LoadData(absent, numWords: 0));
        Assert.Throws<ArgumentOutOfRangeException>("skipTop", () => Imdb.LoadData(absent, skipTop: -1));
        Assert.Throws<ArgumentOutOfRangeException>("maxLength", () => Imdb.LoadData(absent, maxLength: 0));
        Assert.Throws<ArgumentOutOfRangeException>("seed", () => Imdb.LoadData(absent, seed: -1));
        Assert.Throws<ArgumentOutOfRangeException>("startChar", () => Imdb.LoadData(absent, startChar: -1));
        Assert.Throws<ArgumentOutOfRangeException>("oovChar", () => Imdb.LoadData(absent, oovChar: -1));
        Assert.Throws<ArgumentOutOfRangeException>("indexFrom", () => Imdb.LoadData(absent, indexFrom: -1));
        Assert.Throws<ArgumentOutOfRangeException>("indexFrom", () => Imdb.Decode([1], WordIndex, indexFrom: -1));
        Assert.ThrowsAny<IOException>(() => Imdb.LoadData(absent));
    }

    [Fact]
    public void Files_that_are_not_the_reviews_are_refused()
    {
        var path = Path.Combine(_folder, "imdb.npz");
        WriteNpz(path, ("other", [1, 2]));
        Assert.Contains("x_train", Assert.Throws<FileFormatException>(() => Imdb.LoadData(path)).Message);
        WriteNpz(path, ("x_train", [1, 2]), ("y_train", [0, 1]), ("x_test", [1, 2]), ("y_test", [0, 1]));
        Assert.Contains("lists of integers", Assert.Throws<FileFormatException>(() => Imdb.LoadData(path)).Message);
    }

    [Theory]
    [InlineData("[1, 2]", "expected an object")]
    [InlineData("{\"the\": \"first\"}", "the: expected a whole number")]
    [InlineData("{\"the\": 1.5}", "the: expected a whole number")]
    [InlineData("{\"the\": 0}", "the: expected a whole number")]
    [InlineData("{\"the\": 1, \"the\": 2}", "found this one twice")]
    [InlineData("{\"the\": 1", "expected JSON")]
    public void Files_that_are_not_a_word_index_are_refused(string json, string message)
    {
        var path = Path.Combine(_folder, "index.json");
        File.WriteAllText(path, json);
        Assert.Contains(message, Assert.Throws<FileFormatException>(() => Imdb.LoadWordIndex(path)).Message);
    }

    private static void WriteNpz(string path, params (string Name, int[] Values)[] arrays)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, values) in arrays)
        {
            using var npy = archive.CreateEntry(name + ".npy").Open();
            var header = $"{{'descr': '<i4', 'fortran_order': False, 'shape': ({values.Length},), }}".PadRight(117)
                + "\n";
            npy.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
            foreach (var value in values) npy.Write(BitConverter.GetBytes(value));
        }
    }
}
