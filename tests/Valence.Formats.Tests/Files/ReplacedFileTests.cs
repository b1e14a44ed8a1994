namespace Valence.Formats.Tests.Files;

public sealed class ReplacedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-replaced-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_may_not_be_replaced_stays_and_nothing_is_left_beside_it()
    {
        var path = Path.Combine(_folder, "a");
        File.WriteAllText(path, "old");
        Assert.Throws<IOException>(() => ReplacedFile.Write(path, stream => stream.WriteByte(1), overwrite: false));
        Assert.Equal("old", File.ReadAllText(path));
        ReplacedFile.Write(path, stream => stream.WriteByte((byte)'n'));
        Assert.Equal("n", File.ReadAllText(path));
        ReplacedFile.Write(path + "b", stream => stream.WriteByte((byte)'b'), overwrite: false);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }
}
