using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Layers that are in two models of one file. Keras writes such a file and cannot read it back: it keeps the
/// weights once and makes two layers.</summary>
internal static class SharedLayers
{
    /// <summary>Refuses to write a whole model with such a layer. A layer that one model uses several times is no
    /// such.</summary>
    /// <exception cref="ConfigException">There is one that has weights.</exception>
    public static void Refuse(Model model) => Refuse(model, []);

    private static void Refuse(Model model, Dictionary<Layer, Model> owners)
    {
        foreach (var layer in model.Layers)
        {
            if (!owners.TryAdd(layer, model) && owners[layer] != model && layer.Weights.Count > 0)
                throw new ConfigException(layer.Name,
                    $"the layer is in the models '{owners[layer].Name}' and '{model.Name}' of one file, which no "
                        + "version of Keras opens. Save the weights alone, or make it part of one of them", "J14");
            if (layer is Model nested) Refuse(nested, owners);
        }
    }
}
