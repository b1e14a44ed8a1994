using System.Text;

namespace Valence.Formats.Tests;

/// <summary>Archives that must be refused, by the families of attacks on model files.</summary>
public sealed class HostileZipTests
{
    [Theory]
    [MemberData(nameof(HostileZips.Files), MemberType = typeof(HostileZips))]
    public void Hostile_archives_are_refused(string rule, string what, byte[] bytes) => Refusal.Expect(rule, () =>
    {
        var zip = ZipReader.Open(bytes, what);
        foreach (var member in zip.Members) zip.Read(member.Name, 1 << 20);
    });

    [Fact]
    public void A_small_archive_cannot_unpack_beyond_its_declared_length()
    {
        var bomb = new CraftedMember("config.json", new byte[64 << 20], deflate: true) { Length = 100 };
        var bytes = CraftedZip.Of(bomb).ToBytes();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal.Expect("Z09", () => ZipReader.Open(bytes, "bomb").Read("config.json"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_missing_member_is_named()
    {
        var zip = ZipReader.Open(CraftedZip.Of(HostileZips.Config()).ToBytes(), "model.keras");
        var refusal = Refusal.Expect("Z31", () => zip.Read("model.weights.h5"));
        Assert.Contains("model.weights.h5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_or_device_given_as_the_file_is_refused()
    {
        Refusal.Expect("F02", () => ZipReader.Open(Path.GetTempPath()));
        if (OperatingSystem.IsLinux()) Refusal.Expect("F01", () => ZipReader.Open("/dev/zero"));
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused_unread()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[100]);
            Refusal.Expect("F03", () => ZipReader.Open(path, new ZipLimits { MaxFileBytes = 99 }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Mutated_archives_are_read_or_refused()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abc ", 50)));
        var valid = new CraftedZip { HasZip64End = true }.With(
            HostileZips.Config(), new CraftedMember("x/deflated", text, deflate: true),
            new CraftedMember("wide", HostileZips.Good)
            {
                LocalLength = uint.MaxValue,
                LocalPacked = uint.MaxValue,
                LocalExtra = CraftedZip.Zip64(HostileZips.Good.Length, HostileZips.Good.Length)
            }).ToBytes();
        Mutation.Survives(valid, bytes =>
        {
            var zip = ZipReader.Open(bytes, "mutated");
            foreach (var member in zip.Members) zip.Read(member.Name, 1 << 26);
        });
    }
}
