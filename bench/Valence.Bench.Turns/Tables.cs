using System.Text;
using Valence.Text;

namespace Valence.Bench.Turns;

/// <summary>Generated CSV files that are read whole: many short rows, and reviews in quotes.</summary>
internal sealed class Tables : IDisposable
{
    /// <summary>What <c>--tables</c> calls it in the place of a network.</summary>
    public const string Name = "tables";

    private const int ShortRows = 200_000, Reviews = 10_000, WordsOfReview = 230;

    private static readonly string[] Words = "a the it was film good bad plain, story \"great\" and of in one café"
        .Split(' ');

    private readonly string _folder = Directory.CreateTempSubdirectory("valence-tables-").FullName;

    public Tables()
    {
        var random = new Random(1);
        Write("short", ShortRows, () => Sentence(4));
        Write("reviews", Reviews, () => Sentence(random.Next(WordsOfReview / 2, 2 * WordsOfReview)));

        string Sentence(int words) => string.Join(' ', Enumerable.Range(0, words)
            .Select(_ => Words[random.Next(Words.Length)]));

        void Write(string name, int rows, Func<string> text) => File.WriteAllLines(PathOf(name),
            Enumerable.Range(0, rows).Select(i => $"\"{text().Replace("\"", "\"\"")}\",{(i % 3 == 0 ? "neg" : "pos")}")
                .Prepend("text,label"), new UTF8Encoding(false));
    }

    /// <summary>The files.</summary>
    public static IReadOnlyList<string> Tasks { get; } = ["short", "reviews"];

    /// <summary>Reads one of <see cref="Tasks"/>.</summary>
    public void Read(string task)
    {
        var characters = 0L;
        foreach (var row in LabelledTexts.Read(PathOf(task))) characters += row.Text.Length;
        if (characters == 0) throw new InvalidOperationException("Expected texts, read none.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string task) => Path.Combine(_folder, $"{task}.csv");
}
