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
        new("Functional", "keras.src.models.functional", typeof(Functional), FunctionalConfig.Read, (layer, c) => FunctionalConfig.Write((Functional)layer, c)),
        new("Model", "keras", typeof(Functional), FunctionalConfig.Read, (layer, c) => FunctionalConfig.Write((Functional)layer, c)),
    ];

    private static Layer ReadSequential(ConfigReader config)
    {
        var layers = config.Layers("layers");
        var model = new Sequential(layers.ToArray());
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
