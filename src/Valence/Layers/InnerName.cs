namespace Valence.Layers;

/// <summary>What Keras has as a layer inside and a layer of ours has not.</summary>
/// <param name="Attribute">Keras' attribute, with which the paths of its weights begin here.</param>
/// <param name="Name">The name of Keras' layer.</param>
internal sealed record InnerName(string Attribute, string Name)
{
    /// <summary>Where Keras' files keep it: under the attribute, or under another that holds it too.</summary>
    public string Place { get; init; } = Attribute;
}
