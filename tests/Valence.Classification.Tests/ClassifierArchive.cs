using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Classification.Tests;

/// <summary>The members of a classifier's file, to change and to put together again.</summary>
internal static class ClassifierArchive
{
    public const string Seal = "seal.json";

    public static byte[] Bytes(TextClassifier classifier)
    {
        using var stream = new MemoryStream();
        classifier.Save(stream);
        return stream.ToArray();
    }

    /// <summary>The classifier as its file gives it back.</summary>
    public static TextClassifier Reopened(TextClassifier classifier) =>
        TextClassifier.Load(new MemoryStream(Bytes(classifier)));

    public static Dictionary<string, byte[]> Members(byte[] file)
    {
        var archive = ZipReader.Open(file, "file");
        return archive.Members.ToDictionary(member => member.Name, member => archive.Read(member.Name).ToArray());
    }

    public static byte[] Joined(Dictionary<string, byte[]> members)
    {
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive =>
        {
            foreach (var (name, bytes) in members) archive.Add(name, bytes);
        });
        return stream.ToArray();
    }

    /// <summary>The same where whoever changed a member has written its digest anew.</summary>
    public static byte[] Resealed(Dictionary<string, byte[]> members)
    {
        var seal = JsonNode.Parse(members[Seal])!;
        seal["digests"] = new JsonObject(members.Where(member => member.Key != Seal).Select(member =>
            new KeyValuePair<string, JsonNode?>(member.Key, Convert.ToHexStringLower(SHA256.HashData(member.Value)))));
        return Joined(new(members) { [Seal] = Encoding.UTF8.GetBytes(seal.ToJsonString()) });
    }
}
