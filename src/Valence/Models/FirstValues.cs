using Valence.Layers;

namespace Valence.Models;

/// <summary>The first values of a built model's weights.</summary>
internal static class FirstValues
{
    /// <summary>Gives weights without values theirs, and those without a guard one of the model.</summary>
    /// <returns>The guards of all its weights.</returns>
    public static WeightGuards Give(Model model)
    {
        Give(model, model.Seed, "");
        var own = new WeightGuard();
        foreach (var weight in model.Weights) weight.Guard ??= own;
        return WeightGuards.Of(model.Weights, own);
    }

    // A layer's numbers depend on the path of models that it is in, so that two layers of one name have their own.
    private static void Give(Model model, ulong seed, string path)
    {
        foreach (var layer in model.Layers)
        {
            if (layer is Model nested) Give(nested, seed, $"{path}{layer.Name}/");
            layer.Initialize(seed, path);
        }
        model.Initialize(seed, path);
    }
}
