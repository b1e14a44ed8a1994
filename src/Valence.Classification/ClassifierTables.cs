using Valence.Saving;

namespace Valence.Classification;

/// <summary>What a classifier's file may be made of. One's own encoders and layers are added by
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
        };

    /// <summary>The layers and functions of networks.</summary>
    public KerasTables Keras { get; init; } = KerasTables.Default;

    /// <summary>The encoder that a file describes.</summary>
    internal TextEncoder Encoder(ConfigReader saved)
    {
        var name = saved.Text("class_name");
        ClassifierFile.RefuseOthers(saved, "class_name", "config");
        if (!Encoders.TryGetValue(name, out var read))
            throw saved.Wrong("class_name", $"one of the encoders {string.Join(", ", Encoders.Keys.Order(
                StringComparer.Ordinal))}; one of your own is registered by 'ClassifierTables.Default with "
                    + "{ Encoders = … }'");
        return read(saved.Object("config"));
    }
}
