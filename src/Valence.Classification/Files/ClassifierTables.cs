using Valence.Saving;

namespace Valence.Classification;

/// <summary>What a classifier's file may be made of. One's own encoders, tasks and layers are added by
/// <c>ClassifierTables.Default with { … }</c>.</summary>
public sealed record ClassifierTables
{
    /// <summary>What Valence has itself.</summary>
    public static ClassifierTables Default { get; } = new();

    /// <summary>The encoders of texts by <see cref="TextEncoder.ClassName"/>, and what makes each again from its
    /// <see cref="TextEncoder.Config"/>.</summary>
    public IReadOnlyDictionary<string, Func<ConfigReader, TextEncoder>> Encoders { get; init; } =
        new Dictionary<string, Func<ConfigReader, TextEncoder>>
        {
            [WordEncoder.Name] = WordEncoder.Read,
            [NGramEncoder.Name] = NGramEncoder.Read,
            [HashedEncoder.Name] = HashedEncoder.Read,
            [SubWordEncoder.Name] = SubWordEncoder.Read,
            [VectorizedEncoder.Name] = VectorizedEncoder.Read,
        };

    /// <summary>The tasks by <see cref="TextTask.ClassName"/>, and what makes each again from its
    /// <see cref="TextTask.Config"/>.</summary>
    public IReadOnlyDictionary<string, Func<ConfigReader, TextTask>> Tasks { get; init; } =
        new Dictionary<string, Func<ConfigReader, TextTask>>
        {
            [OneClass.Name] = OneClass.Read,
            [SeveralLabels.Name] = SeveralLabels.Read,
            [OneNumber.Name] = OneNumber.Read,
        };

    /// <summary>The layers and functions of networks.</summary>
    public KerasTables Keras { get; init; } = KerasTables.Default;

    /// <summary>The encoder that a file describes.</summary>
    internal TextEncoder Encoder(ConfigReader saved) => Read(saved,
        new Dictionary<string, Func<ConfigReader, TextEncoder>>(Encoders)
        {
            [JoinedEncoder.Name] = config => JoinedEncoder.Read(config, this),
        }, "encoders", nameof(Encoders));

    /// <summary>The task that a file describes.</summary>
    internal TextTask Task(ConfigReader saved) => Read(saved, Tasks, "tasks", nameof(Tasks));

    private static T Read<T>(ConfigReader saved, IReadOnlyDictionary<string, Func<ConfigReader, T>> table, string what,
        string property)
    {
        var name = saved.Text("class_name");
        ClassifierFile.RefuseOthers(saved, "class_name", "config");
        if (!table.TryGetValue(name, out var read))
            throw saved.Wrong("class_name", $"one of the {what} {string.Join(", ", table.Keys.Order(
                StringComparer.Ordinal))}; one of your own is registered by 'ClassifierTables.Default with "
                    + $"{{ {property} = … }}'");
        return read(saved.Object("config"));
    }
}
