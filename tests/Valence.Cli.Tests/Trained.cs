namespace Valence.Cli.Tests;

/// <summary>The bytes of a small model, trained once by the command itself.</summary>
internal static class Trained
{
    private static readonly Lazy<byte[]> Bytes = new(() =>
    {
        using var folder = new Folder();
        Answer.To("train", folder.Reviews(), "--model", folder["m"], "--recipe", "fasttext", "--epochs", "10", "--learning-rate", "0.05")
            .Succeeded();
        return File.ReadAllBytes(folder["m"]);
    });

    public static string Model(Folder folder) => folder.Write("model.valence", Bytes.Value);
}
