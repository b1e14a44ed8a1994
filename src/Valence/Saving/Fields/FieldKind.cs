namespace Valence.Saving;

/// <summary>How values of one type stand in Keras' serialized form.</summary>
/// <param name="Read">The value of the field of a name, which is there and not null.</param>
/// <param name="Write">Writes the value under a name.</param>
public sealed record FieldKind<TValue>(Func<ConfigReader, string, TValue> Read,
    Action<ConfigWriter, string, TValue> Write)
{
    /// <summary>What null in a file stands for; without it a field of null counts as missing.</summary>
    public Func<TValue>? OfNull { get; init; }
}
