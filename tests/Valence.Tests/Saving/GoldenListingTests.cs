using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>What is read from Keras' files is written as Keras writes it: the same groups, datasets, types, values and
/// attributes.</summary>
public sealed class GoldenListingTests
{
    // Keras numbers the parts of attention on its own, and they are in no description.
    private static readonly string[] OwnNumbers = ["/_softmax/vars", "/_dropout_layer/vars"];

    public static TheoryData<string> Files => GoldenModels.Files("models", ".keras");

    [Theory]
    [MemberData(nameof(Files))]
    public void Weights_are_written_as_Keras_writes_them(string file)
    {
        var model = Model.Load(GoldenModels.At("models", file));
        using var stream = new MemoryStream();
        KerasWeights.Of(model).Write(stream);
        Compare(Hdf5File.Open(GoldenModels.At("models", file.Replace(".keras", ".weights.h5"))),
            Hdf5File.Open(stream.ToArray(), new("written")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Older_files_are_written_as_Keras_writes_them(string file)
    {
        using var stream = new MemoryStream();
        LegacyFile.Write(Model.Load(GoldenModels.At("models", file)), stream, KerasTables.Default);
        Compare(Hdf5File.Open(GoldenModels.At("models", file.Replace(".keras", ".h5"))),
            Hdf5File.Open(stream.ToArray(), new("written")));
    }

    private static void Compare(Hdf5File expected, Hdf5File actual) =>
        Assert.Equal(Lines(expected.Root), Lines(actual.Root));

    private static List<string> Lines(Hdf5Group group)
    {
        var lines = new List<string>();
        Add(group);
        return lines;

        void Add(Hdf5Group here)
        {
            lines.Add(here.Path);
            foreach (var (name, attribute) in here.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                lines.Add($"{here.Path} @{name} {attribute.Type} [{string.Join(",", attribute.Shape)}] "
                    + $"{Value(here, attribute)}");
            foreach (var dataset in here.Datasets.Values)
                lines.Add($"{dataset.Path} {dataset.Type} [{string.Join(",", dataset.Shape)}] {Values(dataset)}");
            foreach (var inner in here.Groups.Values) Add(inner);
        }
    }

    private static string Value(Hdf5Group group, Hdf5Attribute attribute) =>
        attribute.Name.EndsWith("_config", StringComparison.Ordinal)
            || OwnNumbers.Any(ending => group.Path.EndsWith(ending, StringComparison.Ordinal)) || attribute.Shape is [0]
            ? "" : string.Join("|", attribute.ReadStrings());

    private static string Values(Hdf5Dataset dataset)
    {
        var values = new double[dataset.Count];
        dataset.Read(values);
        var hash = new HashCode();
        foreach (var value in values) hash.Add(value);
        return hash.ToHashCode().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
