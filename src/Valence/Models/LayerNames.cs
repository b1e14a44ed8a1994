using System.Globalization;
using Valence.Layers;

namespace Valence.Models;

/// <summary>Keras' automatic names: the class in snake case, then <c>_1</c>, <c>_2</c>, … for further ones of a
/// model.</summary>
internal static class LayerNames
{
    /// <summary>Gives each layer without a name one that no other layer of the model has.</summary>
    public static void Assign(IEnumerable<Layer> layers)
    {
        foreach (var (layer, name) in Names(layers)) layer.AssignName(name);
    }

    /// <summary>Each layer with its name, or with the one that it would be given now.</summary>
    public static IReadOnlyList<(Layer Layer, string Name)> Names(IEnumerable<Layer> layers)
    {
        var all = layers.ToList();
        var masked = all.Any(layer => layer is Embedding { MaskZero: true } or Masking);
        var taken = all.Where(layer => layer.HasGivenName).Select(layer => layer.Name).ToHashSet();
        return [.. all.Select(layer => (layer, layer.HasGivenName ? layer.Name : Automatic(layer)))];

        string Automatic(Layer layer)
        {
            var stem = Naming.SnakeCase(layer.KerasName);
            // When Keras opens a file, it computes the masks anew by operations of such names.
            if (masked && layer is Concatenate) stem += "_layer";
            else if (masked && layer is OperationStep) stem += "_op";
            var name = stem;
            for (var i = 1; !taken.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{stem}_{i}");
            return name;
        }
    }

    /// <summary>Refuses two layers of one name: files and errors refer to layers by it.</summary>
    /// <exception cref="ArgumentException">There are.</exception>
    public static void RequireUnique(IEnumerable<Layer> layers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers)
            if (!taken.Add(layer.Name))
                throw new ArgumentException($"The model has two layers named '{layer.Name}'. Give one of them another "
                    + $"{nameof(Layer.Name)}.");
    }
}
