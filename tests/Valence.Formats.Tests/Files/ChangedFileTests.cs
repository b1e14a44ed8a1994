namespace Valence.Formats.Tests.Files;

public sealed class ChangedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_overwritten_in_place_is_refused_however_soon_after_its_opening()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Other systems tell less of a file.");
        for (var i = 0; i < 40; i++)
        {
            File.WriteAllBytes(_path, [1, 2, 3, 4]);
            var written = File.GetLastWriteTimeUtc(_path);
            using var source = ByteSource.OpenFile(_path, 100);
            using (var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                file.Write([5, 6, 7, 8]);
            // As programs do that keep the times of what they copy.
            if (i % 2 == 1) File.SetLastWriteTimeUtc(_path, written);
            source.Read(0, new byte[4]);
            Assert.Equal("F04", Assert.Throws<FileFormatException>(source.RequireIntact).Rule);
        }
    }

    [Fact]
    public void A_file_that_is_replaced_stays_what_it_was_for_those_who_read_it()
    {
        ReplacedFile.Write(_path, stream => stream.Write([1, 2, 3, 4]));
        using var source = ByteSource.OpenFile(_path, 100);
        ReplacedFile.Write(_path, stream => stream.Write([5, 6, 7, 8]));
        var bytes = new byte[4];
        source.Read(0, bytes);
        source.RequireIntact();
        Assert.Equal([1, 2, 3, 4], bytes);
        Assert.Equal([5, 6, 7, 8], FileBytes.Read(_path, 100));
    }

    [Fact]
    public void A_file_that_rests_is_not_waited_for_and_not_refused()
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4]);
        File.SetLastWriteTimeUtc(_path, DateTime.UtcNow.AddHours(1));
        for (var i = 0; i < 3; i++) Assert.Equal([1, 2, 3, 4], FileBytes.Read(_path, 100));
    }
}
