using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Cli.Tests;

/// <summary>The bytes of a small model, trained once by the command itself.</summary>
internal static class Trained
{
    private static readonly Lazy<byte[]> Bytes = new(() =>
    {
        using var folder = new Folder();
        Answer.To("train", folder.Reviews(), "--model", folder["m"], "--recipe", "fasttext", "--epochs", "10",
            "--learning-rate", "0.05")
            .Succeeded();
        return File.ReadAllBytes(folder["m"]);
    });

    public static string Model(Folder folder) => folder.Write("model.valence", Bytes.Value);

    /// <summary>The same model in a file as the first version had it: its texts and its seal are not there.</summary>
    public static string Earlier(Folder folder, string name)
    {
        var archive = ZipReader.Open(Model(folder));
        var description = JsonNode.Parse(archive.Read("classifier.json").Span)!;
        MakeEarlier(description.AsObject());
        ZipWriter.Save(folder[name], earlier =>
        {
            earlier.Add("classifier.json", Encoding.UTF8.GetBytes(description.ToJsonString()));
            earlier.Add("network.keras", archive.Read("network.keras").Span);
        });
        return folder[name];
    }

    /// <summary>Makes a description one of the first version, which had the fields of its encoder among the
    /// others.</summary>
    public static void MakeEarlier(JsonObject description)
    {
        description["version"] = 1;
        foreach (var (field, value) in description["encoder"]!["config"]!.AsObject().ToArray())
            description[field] = value?.DeepClone();
        foreach (var field in (string[])["encoder", "made_by", "tried"]) description.Remove(field);
    }
}
