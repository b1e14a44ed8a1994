using System.Globalization;
using Valence.Callbacks;

namespace Valence.Tests.Callbacks;

/// <summary>Paths of checkpoints are filled in as Python's <c>str.format</c> does: formats.tsv has what it made of
/// random ones, written by formats.py beside it.</summary>
public sealed class PathTemplateTests
{
    [Fact]
    public void Paths_are_filled_in_as_Python_does_and_refused_when_they_are_made()
    {
        var (equal, refused) = (0, 0);
        var wrong = new List<string>();
        foreach (var row in Rows())
        {
            string text;
            try
            {
                text = "=" + new PathTemplate(row[0]).Fill(name => name switch
                {
                    "epoch" => int.Parse(row[1], CultureInfo.InvariantCulture),
                    "val_loss" => Number(row[2]),
                    _ => null,
                }, []);
                equal++;
            }
            catch (ArgumentException)
            {
                text = "refused";
                refused++;
            }
            if (text != row[3]) wrong.Add($"{string.Join(" | ", row)}: {text}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(equal > 400 && refused > 80, $"{equal} filled in, {refused} refused");
    }

    [Theory]
    [InlineData("w.{epoch:q}.keras", "'{epoch:q}': the format 'q' has something else than sign")]
    [InlineData("w.{val_loss:d}.keras", "the format 'd' has 'd', which is for whole numbers such as the epoch")]
    [InlineData("w.{epoch:.2}.keras", "the format '.2' has a precision for a whole number")]
    [InlineData("w.{epoch.keras", "a '{' without its '}'; a brace in a name is written twice")]
    [InlineData("w.epoch}.keras", "a '}' without its '{'")]
    [InlineData("w.{}.keras", "'{}', which names no figure")]
    [InlineData("w.{val_loss:2000f}.keras", "a number above 1000")]
    public void A_checkpoint_refuses_its_path_when_it_is_made(string path, string problem) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new ModelCheckpoint(path)).Message);

    private static IEnumerable<string[]> Rows()
    {
        using var stream = typeof(PathTemplateTests).Assembly.GetManifestResourceStream("formats.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line.Split('\t');
    }

    private static double Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
