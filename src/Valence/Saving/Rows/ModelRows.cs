using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Rows of the models: they are layers whose fields are layers.</summary>
internal static class ModelRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        new("Sequential", "keras", typeof(Sequential), ReadSequential, WriteSequential),
        new("Functional", "keras.src.models.functional", typeof(Functional), FunctionalConfig.Read,
            (layer, c) => FunctionalConfig.Write((Functional)layer, c)),
        new("Model", "keras", typeof(Functional), FunctionalConfig.Read,
            (layer, c) => FunctionalConfig.Write((Functional)layer, c)),
    ];

    private static Layer ReadSequential(ConfigReader config)
    {
        config.Tables.Budget?.RequireLayers(config, "layers");
        // The oldest files have the layers themselves where later ones have fields.
        var items = config.Json.ValueKind == JsonValueKind.Array
            ? [.. config.Json.EnumerateArray()
                .Select((json, i) => (json, string.Create(CultureInfo.InvariantCulture, $"{config.Place}[{i}]")))]
            : config.Items("layers").ToList();
        var model = new Sequential();
        if (Keras2.ImpliedInput(items, config.Tables) is { } input) model.Add(input);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (json, place) in items)
        {
            var layer = config.Tables.Layers.Read(json, place, config.Tables);
            if (!names.Add(layer.Name) && layer.HasGivenName)
                throw new ConfigException(place, $"a second layer named '{layer.Name}'", "J15");
            model.Add(layer);
        }
        if (config.OptionalText("name") is { } name) model.AssignName(name);
        model.BuildIfPossible();
        return model;
    }

    private static void WriteSequential(Layer layer, ConfigWriter config)
    {
        var model = (Sequential)layer;
        IEnumerable<Layer> layers = model.InputLayer is { } input ? [input, .. model.Layers] : model.Layers;
        config.Layers("layers", layers);
        if (model.Inputs is [var spec]) config.Set("build_input_shape", spec.Shape);
    }
}
