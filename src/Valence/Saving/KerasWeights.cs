using Valence.Formats;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>The weights of a model, and its optimizer's state, in Keras 3's HDF5 form (<c>.weights.h5</c>, and inside <c>.keras</c>).</summary>
internal static class KerasWeights
{
    public static void Write(Model model, Stream stream)
    {
        var writer = new Hdf5Writer();
        var tree = new WeightTree(model);
        foreach (var (path, name) in tree.Groups) writer.Root.Group(path).SetAttribute("name", name);
        foreach (var (path, weight) in tree.Weights) writer.Root.Add(path, weight.Value);
        VocabularyAssets.Write(model, writer);
        if (model.Optimizer is { Variables.Count: > 0 } optimizer)
        {
            writer.Root.Group("optimizer/vars").SetAttribute("name", optimizer.Name);
            for (var i = 0; i < optimizer.Variables.Count; i++) writer.Root.Add(FormattableString.Invariant($"optimizer/vars/{i}"), optimizer.Variables[i].Value);
        }
        writer.Write(stream);
    }

    /// <summary>Reads every weight, each of exactly the expected shape, before the first is changed; then the optimizer's state where both have one.</summary>
    public static void Read(Model model, Hdf5File file)
    {
        var tree = new WeightTree(model);
        var values = tree.Weights.Select(entry => file.Root.Dataset(entry.Path).ReadTensor(entry.Weight.Shape)).ToList();
        var state = new List<Tensor>();
        if (model.Optimizer is { } optimizer && file.Root.Groups.ContainsKey("optimizer"))
        {
            model.BuildOptimizer();
            for (var i = 0; i < optimizer.Variables.Count; i++)
                state.Add(file.Root.Dataset(FormattableString.Invariant($"optimizer/vars/{i}")).ReadTensor(optimizer.Variables[i].Value.Shape));
        }
        VocabularyAssets.ReadFrequencies(model, file);
        for (var i = 0; i < values.Count; i++) tree.Weights[i].Weight.Set(values[i]);
        for (var i = 0; i < state.Count; i++) model.Optimizer!.Variables[i].Set(state[i]);
    }
}
