using System.IO.Compression;
using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>The layers and models that Keras' own tests call, and some of the judge's random models and trainings, from
/// <c>tests/Reference/cases.zip</c>: they run in any clone, without Keras.</summary>
public sealed class KerasOwnTests : IDisposable
{
    private static readonly string Folder = Path.Combine(KerasEnvironment.Repository, "tests", "Reference");

    private static readonly HashSet<string> Failing = [.. File.ReadLines(Path.Combine(Folder, "failing.txt"))
        .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split(' ')[0])];

    private readonly string _files = Directory.CreateTempSubdirectory("valence-cases-").FullName;

    public static TheoryData<string> Layers => Names("keras-tests/layers/");

    public static TheoryData<string> Models => Names("models-of-the-judge/");

    public static TheoryData<string> Trainings => Names("trainings/");

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_answers_as_in_Keras_own_tests(string name) => Check("keras-tests/layers/", name);

    [Theory]
    [MemberData(nameof(Models))]
    public void Model_of_the_judge_is_read_as_Keras_reads_it(string name) => Check("models-of-the-judge/", name);

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Training_goes_as_that_of_Keras_in_float64(string name)
    {
        Extract("trainings/", name);
        foreach (var finding in TrainingExaminer.Examine(_files))
            Assert.True(finding.Verdict == Verdict.Right, $"{finding.Verdict} {finding.Step}: {finding.Detail}");
    }

    public void Dispose() => Directory.Delete(_files, recursive: true);

    private void Check(string family, string name)
    {
        Extract(family, name);
        using var examiner = new Examiner(null, _files);
        var bad = examiner.Examine(Case.At(_files)).Where(finding => finding.Verdict != Verdict.Right).ToList();
        if (Failing.Contains(name))
            Assert.True(bad.Count > 0, $"'{name}' passes: take it from tests/Reference/failing.txt.");
        else
            Assert.True(bad.Count == 0, bad.Count == 0 ? "" : $"{bad[0].Verdict} {bad[0].Step}: {bad[0].Detail}");
    }

    private void Extract(string family, string name)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Folder, "cases.zip"));
        foreach (var entry in archive.Entries)
            if (entry.FullName.StartsWith($"{family}{name}/", StringComparison.Ordinal))
                entry.ExtractToFile(Path.Combine(_files, entry.Name));
    }

    private static TheoryData<string> Names(string family)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Folder, "cases.zip"));
        return [.. archive.Entries.Where(entry => entry.FullName.StartsWith(family, StringComparison.Ordinal))
            .Select(entry => entry.FullName[family.Length..].Split('/')[0]).Distinct()
            .Order(StringComparer.Ordinal)];
    }
}
