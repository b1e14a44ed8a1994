using System.Diagnostics;
using System.Runtime.Versioning;

namespace Valence.Formats.Tests.Files;

public sealed class ReplacedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-replaced-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_may_not_be_replaced_stays_and_nothing_is_left_beside_it()
    {
        var path = At("a");
        File.WriteAllText(path, "old");
        Assert.Throws<IOException>(() => ReplacedFile.Write(path, stream => stream.WriteByte(1), overwrite: false));
        Assert.Equal("old", File.ReadAllText(path));
        ReplacedFile.Write(path, stream => stream.WriteByte((byte)'n'));
        Assert.Equal("n", File.ReadAllText(path));
        ReplacedFile.Write(path + "b", stream => stream.WriteByte((byte)'b'), overwrite: false);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Those_who_write_one_file_at_once_all_write_it()
    {
        var path = At("a");
        Parallel.For(0, 800, new() { MaxDegreeOfParallelism = 8 },
            i => ReplacedFile.Write(path, stream => stream.Write([(byte)i, (byte)i])));
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(2, bytes.Length);
        Assert.Equal(bytes[0], bytes[1]);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_fails_once_leaves_the_old_file_whole_or_the_new_one(bool isThere)
    {
        var all = new FailingDisk(0);
        Write("counted", all, isThere);
        Assert.Contains("Write", all.Asked);
        for (var failing = 1; failing <= all.Asked.Count; failing++)
        {
            var path = At($"file{failing}");
            var disk = new FailingDisk(failing);
            var told = Record.Exception(() => Write($"file{failing}", disk, isThere));
            var what = disk.Asked.Count < failing ? "nothing" : disk.Asked[failing - 1];
            // Only the making of the file is tried again.
            if (what == "Create") Assert.Null(told);
            else Assert.Contains(path, Assert.IsType<IOException>(told).Message);
            if (what is not ("Create" or "SynchronizeFolder")) Assert.Contains("the disk is full", told!.Message);
            var isNew = what is "Create" or "SynchronizeFolder";
            Assert.Equal(isNew ? "new content" : isThere ? "old" : null,
                File.Exists(path) ? File.ReadAllText(path) : null);
        }
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Fact]
    public void What_the_writer_itself_throws_comes_through_and_the_old_file_stays()
    {
        File.WriteAllText(At("a"), "old");
        Assert.Throws<FormatException>(() => ReplacedFile.Write(At("a"), stream =>
        {
            stream.WriteByte(1);
            throw new FormatException();
        }));
        Assert.Equal("old", File.ReadAllText(At("a")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_rights_of_a_replaced_file_stay()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no modes.");
        foreach (var mode in (UnixFileMode[])[UnixFileMode.UserRead | UnixFileMode.UserWrite,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite])
        {
            File.WriteAllText(At("private"), "old");
            File.SetUnixFileMode(At("private"), mode);
            UnixFileMode during = default;
            ReplacedFile.Write(At("private"), stream =>
            {
                stream.WriteByte(1);
                during = File.GetUnixFileMode(Directory.GetFiles(_folder, "*.part").Single());
            });
            Assert.Equal(mode, File.GetUnixFileMode(At("private")));
            Assert.Equal(mode, during);
        }
    }

    [Fact]
    public void Links_names_of_several_and_what_is_no_file_are_refused_and_stay()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Made by programs of Linux.");
        File.WriteAllText(At("a"), "old");
        File.CreateSymbolicLink(At("link"), At("a"));
        File.CreateSymbolicLink(At("nowhere"), At("missing"));
        Run("ln", At("a"), At("second"));
        Run("mkfifo", At("pipe"));
        Directory.CreateDirectory(At("folder"));
        foreach (var (name, words) in new[] { ("link", "is a link to"), ("nowhere", "is a link to"),
            ("second", "has 2 names (hard links)"), ("a", "has 2 names (hard links)"), ("pipe", "is a pipe"),
            ("folder", "is a folder"), (new string('n', 256), "longer than the 255 bytes"),
            (new string('é', 128), "longer than the 255 bytes") })
            Assert.Contains(words, Assert.Throws<IOException>(() =>
                ReplacedFile.Write(At(name), stream => stream.WriteByte(1))).Message);
        Assert.Contains("is a device", Assert.Throws<IOException>(() =>
            ReplacedFile.Write("/dev/null", stream => stream.WriteByte(1))).Message);
        Assert.Equal("old", File.ReadAllText(At("second")));
        Assert.Equal(At("a"), new FileInfo(At("link")).LinkTarget);
        Assert.False(File.Exists(At("missing")));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(217)]
    [InlineData(255)]
    public void A_long_name_is_written_and_its_abandoned_parts_go(int length)
    {
        var name = new string('n', length);
        ReplacedFile.Write(At(name), _ => File.Copy(Directory.GetFiles(_folder, "*.part").Single(), At("kept")));
        var beside = "";
        ReplacedFile.Write(At(name), _ => beside = Directory.GetFiles(_folder, "*.part").Single());
        File.Move(At("kept"), beside);
        ReplacedFile.Write(At(name), stream => stream.WriteByte(1));
        Assert.Equal([At(name)], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Parts_of_ended_writers_go_and_those_of_living_ones_and_other_names_stay()
    {
        var digits = new string('a', 32);
        string[] others = [$"m.valence2.{digits}.part", $"m.valence.{digits[1..]}.part", $"xm.valence.{digits}.part",
            $"m.valence.{digits[1..]}A.part", "m.valence.part", $"m.valence.{digits}.part.txt"];
        foreach (var other in others) File.WriteAllText(At(other), "");
        File.WriteAllText(At($"m.valence.{digits}.part"), "rest");
        ReplacedFile.Write(At("m.valence"), _ =>
        {
            // Another writer of the same name, while this one writes.
            ReplacedFile.Write(At("m.valence"), stream => stream.WriteByte((byte)'i'));
            Assert.Single(Directory.GetFiles(_folder).Select(Path.GetFileName).Except([.. others, "m.valence"]));
        });
        Assert.Equal([.. others.Append("m.valence").Order(StringComparer.Ordinal)],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_part_that_other_writers_take_for_abandoned_is_made_again()
    {
        Write("a", new TakingDisk(10), isThere: true);
        Assert.Equal("new content", File.ReadAllText(At("a")));
        Assert.Contains("Another program removes", Assert.Throws<IOException>(() =>
            Write("b", new TakingDisk(int.MaxValue), isThere: false)).Message);
        Assert.Equal([At("a")], Directory.GetFiles(_folder));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, Disk disk, bool isThere)
    {
        if (isThere) File.WriteAllText(At(name), "old");
        ReplacedFile.Write(At(name), stream =>
        {
            stream.Write("new "u8);
            stream.Flush();
            stream.Write("content"u8);
        }, overwrite: true, disk);
    }

    // The first files that are made are taken away at once.
    private sealed class TakingDisk(int times) : Disk
    {
        private int _left = times;

        public override FileStream Create(string path, bool isReplacing)
        {
            var file = base.Create(path, isReplacing);
            if (_left-- > 0) File.Delete(path);
            return file;
        }
    }

    private static void Run(string program, params string[] args)
    {
        using var process = Process.Start(program, args);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
