using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>The member that ties the others of a classifier's file together: the digest of each, and whose word it is
/// that they belong to each other.</summary>
/// <remarks>It shows that a member was changed, or is of another file. Whoever writes all digests anew has made another
/// classifier: it is no signature.</remarks>
internal sealed class ClassifierSeal
{
    public const string Member = "seal.json";
    private const string Word = "word";
    private const string Digests = "digests";
    private const int MaxBytes = 1 << 12;

    private readonly SortedDictionary<string, string> _digests = new(StringComparer.Ordinal);

    private ClassifierSeal(PreparationTie tie) => Tie = tie;

    public PreparationTie Tie { get; }

    /// <summary>Writes members and their seal.</summary>
    /// <param name="archive">Where to.</param>
    /// <param name="tie">Whose word it is.</param>
    /// <param name="members">What writes each, the same bytes each time.</param>
    public static void Write(ZipWriter archive, PreparationTie tie,
        params IReadOnlyList<(string Name, Action<Stream> Write)> members)
    {
        var seal = new ClassifierSeal(tie);
        foreach (var (name, write) in members)
            archive.Add(name, stream =>
            {
                using var hash = SHA256.Create();
                using var summed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true);
                write(summed);
                summed.FlushFinalBlock();
                seal._digests[name] = Convert.ToHexStringLower(hash.Hash!);
            });
        var digests = new JsonObject(seal._digests.Select(entry => new KeyValuePair<string, JsonNode?>(
            entry.Key, entry.Value)));
        var json = new JsonObject { [Word] = Name(tie), [Digests] = digests };
        archive.Add(Member, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>Reads the seal; what it says of the other members is proved by <see cref="Require"/>.</summary>
    /// <exception cref="FileFormatException">It is missing or something else.</exception>
    public static ClassifierSeal Read(ZipReader archive, FilePlace file)
    {
        var place = file with { Member = Member };
        if (!archive.Contains(Member))
            throw new FileFormatException("C-SEAL", place,
                "expected what ties the network to its preparation, the file does not have it", SealedForm.Damaged);
        var config = new ConfigReader(StrictJson.Parse(archive.Read(Member, MaxBytes).Span, place), Member,
            KerasTables.Default);
        var word = config.Text(Word);
        var tie = Enum.GetValues<PreparationTie>().Where(value => Name(value) == word).ToArray();
        if (tie.Length == 0) throw config.Wrong(Word, "'training', 'caller' or 'none'");
        var seal = new ClassifierSeal(tie[0]);
        var digests = config.Get(Digests);
        if (digests.ValueKind != JsonValueKind.Object) throw config.Wrong(Digests, "an object");
        foreach (var digest in digests.EnumerateObject())
            seal._digests.Add(digest.Name, digest.Value.ValueKind == JsonValueKind.String ? digest.Value.GetString()!
                : throw config.Wrong(Digests, "texts"));
        ClassifierFile.RefuseOthers(config, Word, Digests);
        return seal;
    }

    /// <summary>Proves that the archive has exactly the members that were sealed, as they were then.</summary>
    /// <exception cref="FileFormatException">It has others.</exception>
    public void Require(ZipReader archive, FilePlace file)
    {
        foreach (var member in archive.Members)
            if (member.Name != Member && !_digests.ContainsKey(member.Name)) throw Changed(member.Name);
        foreach (var (name, digest) in _digests)
            if (!archive.Contains(name) || Digest(archive.OpenMember(name)) != digest) throw Changed(name);

        FileFormatException Changed(string name) => new("C-SEAL", file with { Member = name },
            "expected the member that the network was tied to when the file was written, found another one",
            SealedForm.Damaged);
    }

    private static string Digest(ByteSource content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        const int most = 1 << 18;
        for (var at = 0L; at < content.Length; at += most)
            hash.AppendData(content.Slice(at, (int)Math.Min(most, content.Length - at)).Span);
        content.RequireIntact();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Name(PreparationTie tie) => tie.ToString().ToLowerInvariant();
}
