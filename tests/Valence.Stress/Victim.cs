using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Valence.Stress;

/// <summary>A training in a process of its own, which says on its error stream that it begins.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Files">What lies in its folder beforehand: names and content.</param>
/// <param name="Command">The program and its arguments, for a folder as it is now.</param>
/// <param name="Outcome">All that it came to: of its folder, and of what it printed when it ended.</param>
internal sealed record Victim(string Name, IReadOnlyDictionary<string, string> Files,
    Func<string, IReadOnlyList<string>> Command, Func<string, string, string> Outcome)
{
    private const string Digits = "0123456789abcdef0123456789abcdef";

    /// <summary>What one argument says to this program, that it is the training of a seed in a folder.</summary>
    public const string FitArgument = "--fit";

    /// <summary><c>Fit</c> of the random training of a seed.</summary>
    public static Victim OfFit(int seed)
    {
        string[] folders = seed % 2 == 0 ? ["."] : [".", "backup"];
        string[] written = ["training.backup", "best.weights.h5", "log.csv"];
        return new($"Fit {seed}", folders.SelectMany(folder => written.SelectMany(Others).Append("epoch-1.weights.h5")
                .Select(name => Path.Combine(folder, name))).ToDictionary(name => name, name => $"mine {name}"),
            folder => ["Valence.Stress.dll", FitArgument, Text(seed), folder], (_, printed) => printed);
    }

    /// <summary>Is it: trains, and prints what it came to.</summary>
    public static void Fit(int seed, string folder)
    {
        var training = new RandomTraining(seed, folder, deletesBackup: seed % 3 > 0);
        Console.Error.WriteLine("begins");
        training.Fit();
        Console.WriteLine(training.Outcome());
    }

    /// <summary><c>valence train</c> with settings of a seed, resumed where there is a backup.</summary>
    public static Victim OfTrain(int seed)
    {
        var random = new Random(seed);
        string[] recipes = ["fasttext", "mlp", "cnn-lstm"], words = ["awful", "great", "average"];
        var (recipe, classes, split) = (recipes[random.Next(recipes.Length)], random.Next(2, 4), random.Next(2));
        var texts = new StringBuilder("text,label\n");
        for (var i = 0; i < 200; i++)
            texts.Append(CultureInfo.InvariantCulture,
                $"film number{i % 97} was {words[(i + i / 7) % classes]},{i % classes}\n");
        string[] written = ["m.valence", "m.valence.backup"];
        var files = written.SelectMany(Others).ToDictionary(name => name, name => $"mine {name}");
        files.Add("texts.csv", texts.ToString());
        return new($"train {seed} ({recipe})", files, folder =>
        [
            "Valence.Cli.dll", "train", Path.Combine(folder, "texts.csv"), "--model", Path.Combine(folder, "m.valence"),
            "--recipe", recipe, "--epochs", "6", "--batch-size", "16", "--seed", Text(seed),
            "--validation-split", split == 0 ? "0" : "0.2", "--json",
            .. File.Exists(Path.Combine(folder, "m.valence.backup")) ? ["--resume"] : (string[])[],
        ], (folder, printed) => string.Join("\n", Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")
            .Append(printed.Replace(folder, "", StringComparison.Ordinal))));
    }

    /// <summary><c>valence train --try</c> with settings of a seed, judged by parts or by other texts, resumed where
    /// there is a state.</summary>
    public static Victim OfSearch(int seed)
    {
        string[] words = ["awful", "great", "average"];
        string Rows(int from, int count) => "text,label\n" + string.Concat(Enumerable.Range(from, count).Select(i =>
            FormattableString.Invariant($"film number{i % 97} was {words[(i + i / 7) % 2]},{i % 2}\n")));
        string[] written = ["m.valence", "m.valence.search"];
        var files = written.SelectMany(Others).ToDictionary(name => name, name => $"mine {name}");
        files.Add("texts.csv", Rows(0, 120));
        files.Add("held.csv", Rows(200, 40));
        return new($"search {seed}", files, folder =>
        [
            "Valence.Cli.dll", "train", Path.Combine(folder, "texts.csv"), "--model", Path.Combine(folder, "m.valence"),
            "--try", seed % 2 == 0 ? "recipe=fasttext,mlp length=8,16 epochs=2" : "recipe=linear,fasttext", "--seed",
            Text(seed), "--json",
            .. seed % 2 == 0 ? (string[])["--folds", "3"] : ["--validation-data", Path.Combine(folder, "held.csv")],
            .. File.Exists(Path.Combine(folder, "m.valence.search")) ? ["--resume"] : (string[])[],
        ], (folder, printed) => string.Join("\n", Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .SelectMany(path => Path.GetFileName(path) == "m.valence" ? Members(path, folder)
                : [$"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"])
            // What stands before tells how long each trial took.
            .Append(printed.TrimEnd().Split('\n')[^1].Replace(folder, "", StringComparison.Ordinal))));
    }

    // How a model is made again tells the folder of its texts, and the seal that.
    private static IEnumerable<string> Members(string path, string folder)
    {
        using var archive = ZipFile.OpenRead(path);
        foreach (var member in archive.Entries.Where(member => member.Name != "seal.json"))
        {
            using var content = new MemoryStream();
            using (var stream = member.Open()) stream.CopyTo(content);
            var text = Encoding.Latin1.GetString(content.ToArray()).Replace(folder, "", StringComparison.Ordinal);
            yield return $"{member.Name} {Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(text)))}";
        }
    }

    // Names of a user's own that are nearly those of what is written beside a file.
    private static IEnumerable<string> Others(string name) =>
        [$"{name}.part", $"{name}.{Digits[1..]}.part", $"my{name}.{Digits}.part", $"{name}.{Digits}.parts", $"{name}~"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
