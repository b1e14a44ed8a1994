using System.IO.Compression;
using System.Text;
using Valence.Formats;
using Valence.Formats.Tests;
using Valence.Saving;
using Valence.Tests.Saving;

namespace Valence.Tests.Hostile;

/// <summary>Family Z: archives that lie about themselves, and files that are none.</summary>
internal static class HostileContainers
{
    // Cases whose rule is that of a neighbour, since a reader meets the neighbour's lie first.
    private static readonly Dictionary<string, string> Families = new()
    {
        ["last byte missing"] = "Z04",
        ["count 65535 without zip64"] = "Z06",
        ["count 60000"] = "Z06",
        ["packed length lies low"] = "Z11",
        ["packed length lies high"] = "Z11",
        ["comment that is an end record"] = "Z29",
    };

    public static IEnumerable<HostileFile> All => [.. Crafted(), .. OfModels()];

    private static IEnumerable<HostileFile> Crafted()
    {
        foreach (var row in HostileZips.Files())
        {
            var (rule, what, bytes) = row.Data;
            // A description may be that long; the one that may not is among those below.
            if (what == "longer than asked for") continue;
            var family = Families.GetValueOrDefault(what)
                ?? (what.StartsWith("cut at", StringComparison.Ordinal) ? "Z04" : rule);
            // A bare HDF5 file is opened as what it is, so this one is refused for not being a whole one.
            if (rule == "Z38") yield return new("Z38", "H02", "HDF5 renamed and cut off", bytes);
            // An archive of arrays may have as many members, so its directory's place is what is wrong.
            else yield return new(family, rule is "Z02" ? "Z03" : what == "count 60000" ? "Z07" : rule, what, bytes);
        }
    }

    private static IEnumerable<HostileFile> OfModels()
    {
        var good = KerasFile.ToBytes(ModelFiles.Text());
        var parts = ZipReader.Open(good, "good").Members.ToDictionary(
            member => member.Name, member => ZipReader.Open(good, "good").Read(member.Name).ToArray());
        CraftedMember Part(string name, bool deflate = false) => new(name, parts[name], deflate);
        CraftedMember[] Others(string but) => [.. parts.Keys.Where(name => name != but).Select(name => Part(name))];
        HostileFile File(string family, string rule, string what, params CraftedMember[] members) =>
            new(family, rule, what, CraftedZip.Of(members).ToBytes());

        for (var i = 1; i < 16; i++)
            yield return new("Z04", "Z05", $"a model cut at {i}/16", good[..(good.Length * i / 16)]);
        yield return new("Z04", "Z05", "a model without its last byte", good[..^1]);
        foreach (var name in new[] { "config.json", "metadata.json", "model.weights.h5" })
        {
            yield return File("Z31", "Z31", $"{name} missing", Others(name));
            yield return File("Z24", "Z31", $"{name} is a folder",
                [.. Others(name), new CraftedMember(name + "/", [])]);
            yield return File("Z12", "Z12", $"wrong CRC-32 of {name}",
                [.. Others(name), new CraftedMember(name, parts[name]) { Crc = 7 }]);
            yield return File("Z12", "Z12", $"wrong CRC-32 of deflated {name}",
                [.. Others(name), new CraftedMember(name, parts[name], deflate: true) { Crc = 7 }]);
            yield return File("Z09", "Z09", $"length of {name} lies low",
                [.. Others(name), new CraftedMember(name, parts[name], deflate: true) { Length = 10 }]);
            yield return File("Z10", "Z10", $"length of {name} lies high",
                [.. Others(name),
                    new CraftedMember(name, parts[name], deflate: true) { Length = (uint)parts[name].Length + 1 }]);
            yield return File("Z25", "Z25", $"{name} encrypted",
                [.. Others(name), new CraftedMember(name, parts[name]) { Flags = 1 }]);
        }
        var damaged = parts["model.weights.h5"].ToArray();
        damaged[^1] ^= 1;
        yield return File("Z12", "Z12", "one bit of the last weight flipped",
            [.. Others("model.weights.h5"),
                new CraftedMember("model.weights.h5", damaged) { Crc = Part("model.weights.h5").Crc }]);
        yield return File("Z13", "Z15", "config.json of 256 MiB of blanks",
            [.. Others("config.json"), Bomb("config.json", 256)]);
        var noise = new byte[5 << 19];
        new Random(1).NextBytes(noise);
        yield return File("Z13", "Z14", "config.json of 40 MiB in a file of 2.5",
            [.. Others("config.json"), new CraftedMember("config.json", noise, deflate: true) { Length = 40 << 20 }]);
        yield return File("Z14", "Z14", "metadata.json of 64 KiB and one byte",
            [.. Others("metadata.json"), new CraftedMember("metadata.json", new byte[(64 << 10) + 1], deflate: true)]);
        yield return File("Z15", "Z15", "model.weights.h5 of 4 GiB by its length",
            [.. Others("model.weights.h5"),
                new CraftedMember("model.weights.h5", parts["model.weights.h5"],
                    deflate: true) { Length = 0xfffffff0 }]);
        yield return File("Z15", "Z15", "model.weights.h5 of 512 MiB of blanks",
            [.. Others("model.weights.h5"), Bomb("model.weights.h5", 512)]);
        yield return File("Z32", "Z33", "a model inside the archive",
            [.. Others(""), new CraftedMember("inner.keras", good)]);
        yield return File("Z32", "J01", "an archive as the description",
            [.. Others("config.json"), new CraftedMember("config.json", good)]);
        foreach (var name in new[] { "evil.py", "weights.pkl", "model.weights.npz", "variables/variables.index",
            "saved_model.pb", "Config.json.bak", "asset/x", "model.weights.h5.part" })
            yield return File("Z33", "Z33", $"member {name}",
                [.. Others(""), new CraftedMember(name, "x"u8.ToArray())]);
        foreach (var name in new[] { "model.weights.json", "model_00000.weights.h5" })
            yield return File("Z34", "Z33", $"sharded weights, {name}",
                [.. Others("model.weights.h5"),
                    new CraftedMember(name, """{"metadata": {}, "weight_map": {"/layers": ["../x"]}}"""u8.ToArray())]);
        yield return new("Z01", "Z01", "nothing at all", []);
        yield return new("Z36", "Z03", "zeros, as a device gives them", new byte[1 << 16]);
    }

    // Made without holding what it unpacks to.
    private static CraftedMember Bomb(string name, int megabytes)
    {
        using var packed = new MemoryStream();
        var block = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
        var crc = 0u;
        using (var stream = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < megabytes; i++)
            {
                stream.Write(block);
                crc = Crc32.Compute(block, crc);
            }
        return new(name, packed.ToArray()) { Method = 8, Length = (uint)(megabytes << 20), Crc = crc };
    }
}
