using System.IO.Compression;
using System.Text;

namespace Valence.Formats.Tests;

public sealed class ZipReaderTests
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Repeat("layers of text, ", 40)));

    [Fact]
    public void More_members_than_sixteen_bits_count_are_written_and_read()
    {
        const int count = 70_000;
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive =>
        {
            for (var i = 0; i < count; i++) archive.Add($"m{i}", [(byte)i]);
        });
        var archive = ZipReader.Open(stream.ToArray(), "many", new ZipLimits { MaxMembers = count });
        Assert.Equal(count, archive.Members.Count);
        Assert.Equal([(byte)(count - 1 & 255)], archive.Read($"m{count - 1}").ToArray());
        stream.Position = 0;
        using var other = new System.IO.Compression.ZipArchive(stream);
        Assert.Equal(count, other.Entries.Count);
    }

    [Fact]
    public void A_member_that_is_written_otherwise_the_second_time_is_refused()
    {
        var times = 0;
        Assert.Throws<InvalidOperationException>(() => ZipWriter.Write(new MemoryStream(),
            archive => archive.Add("a", stream => stream.WriteByte((byte)times++))));
    }

    [Fact]
    public void Every_Keras_archive_opens_and_its_members_are_whole()
    {
        var files = Directory.GetFiles(Golden.Path(), "*.keras", SearchOption.AllDirectories);
        Assert.True(files.Length > 50);
        foreach (var file in files)
        {
            var zip = ZipReader.Open(file);
            Assert.Equal(["metadata.json", "config.json", "model.weights.h5"], zip.Members.Select(member => member.Name)
                .Where(name => !name.StartsWith("assets/", StringComparison.Ordinal)));
            foreach (var member in zip.Members) Assert.Equal(member.Length, zip.Read(member.Name).Length);
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Archives_of_the_runtime_library_are_read(CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in new[] { "a.txt", "folder/été.txt" })
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(Text);
            }
        var zip = ZipReader.Open(stream.ToArray(), "test.zip");
        Assert.Equal(["a.txt", "folder/été.txt"], zip.Members.Select(member => member.Name));
        Assert.Equal(Text, zip.Read("folder/été.txt").ToArray());
    }

    [Fact]
    public void Members_with_descriptors_zip64_numbers_and_folders_are_read()
    {
        var described = new CraftedMember("described", Text, deflate: true)
        {
            Flags = 8,
            LocalCrc = 0,
            LocalPacked = 0,
            LocalLength = 0
        };
        var descriptor = CraftedZip.Numbers(0x08074b50, described.Crc, described.Packed, described.Length);
        var wide = new CraftedMember("wide", Text)
        {
            LocalPacked = uint.MaxValue,
            LocalLength = uint.MaxValue,
            LocalExtra = CraftedZip.Zip64(Text.Length, Text.Length)
        };
        var folder = new CraftedMember("folder/", []) { Attributes = 0x41ed0010 };
        var zip = new CraftedZip { HasZip64End = true, DirectoryOffset = uint.MaxValue }
            .With(new CraftedMember("described", Text, deflate: true)
            {
                Flags = 8,
                LocalCrc = 0,
                LocalPacked = 0,
                LocalLength = 0,
                Descriptor = descriptor
            }, wide, folder, new CraftedMember("folder/x", Text));
        var read = ZipReader.Open(zip.ToBytes(), "test.zip");
        Assert.Equal(["described", "wide", "folder/x"], read.Members.Select(member => member.Name));
        foreach (var member in read.Members) Assert.Equal(Text, read.Read(member.Name).ToArray());
    }

    [Fact]
    public void Written_archives_are_read_by_us_and_by_the_runtime_library()
    {
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, zip =>
        {
            zip.Add("config.json", "{}"u8);
            zip.Add("assets/vocabulaire-été.txt", Text);
            zip.Add("empty", []);
        });
        var ours = ZipReader.Open(stream.ToArray(), "test.zip");
        Assert.Equal(["config.json", "assets/vocabulaire-été.txt", "empty"],
            ours.Members.Select(member => member.Name));
        Assert.Equal(Text, ours.Read("assets/vocabulaire-été.txt").ToArray());
        using var theirs = new ZipArchive(stream);
        Assert.Equal(ours.Members.Select(member => member.Crc32), theirs.Entries.Select(entry => entry.Crc32));
        Assert.Equal(ours.Members.Select(member => member.Name), theirs.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public void Writing_the_members_of_a_Keras_archive_gives_its_size_back()
    {
        var path = Golden.Path("models", "lstm_imdb.init.keras");
        var zip = ZipReader.Open(path);
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, copy =>
        {
            foreach (var member in zip.Members) copy.Add(member.Name, zip.Read(member.Name).Span);
        });
        var original = File.ReadAllBytes(path);
        var copied = stream.ToArray();
        Assert.Equal(original.Length, copied.Length);
        // Only the weights' date differs, once in either header.
        Assert.True(original.Zip(copied).Count(pair => pair.First != pair.Second) <= 8);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a\\b")]
    [InlineData("")]
    [InlineData("folder/")]
    public void Writer_refuses_names_that_the_reader_refuses(string name) =>
        Assert.Throws<ArgumentException>(() => ZipWriter.Write(new MemoryStream(), zip => zip.Add(name, Text)));

    [Fact]
    public void Writer_refuses_a_name_twice_in_any_case() =>
        Assert.Throws<ArgumentException>(() => ZipWriter.Write(new MemoryStream(), zip =>
    {
        zip.Add("a", Text);
        zip.Add("A", Text);
    }));

    [Fact]
    public void A_save_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "model.keras");
            File.WriteAllText(path, "old");
            Assert.Throws<InvalidDataException>(() => ZipWriter.Save(path, zip =>
            {
                zip.Add("a", Text);
                throw new InvalidDataException("interrupted");
            }));
            Assert.Equal("old", File.ReadAllText(path));
            ZipWriter.Save(path, zip => zip.Add("a", Text));
            Assert.Equal(Text, ZipReader.Open(path).Read("a").ToArray());
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Zip64_numbers_that_repeat_the_header_are_read_as_Python_writes_them()
    {
        var zip = new CraftedZip()
            .With(new CraftedMember("a", Text) { LocalExtra = CraftedZip.Zip64(Text.Length, Text.Length) }).ToBytes();
        Assert.Equal(Text, ZipReader.Open(zip, "a.npz").Read("a").ToArray());
        Refusal.Expect("Z08",
            () => ZipReader.Open(new CraftedZip()
                .With(new CraftedMember("a", Text) { LocalExtra = CraftedZip.Zip64(Text.Length, Text.Length + 1) })
                .ToBytes(), "a.npz"));
    }
}
