using Valence.Layers;
using Valence.Models;

namespace Valence.Classification;

/// <summary>The network of an earlier classifier with rows for more words and outputs for more labels.</summary>
internal static class GrownNetwork
{
    private const int TextsCompared = 64;
    private const double Tolerance = 1e-5;

    /// <summary>A network of the recipe with the earlier weights: rows of new ids have the recipe's initial weights,
    /// outputs of new labels weights of 0.</summary>
    /// <param name="earlier">The classifier.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="encoder">Its encoder with more words.</param>
    /// <param name="task">Its task with more labels.</param>
    /// <param name="texts">Texts by which it is proved that the network is of the recipe.</param>
    /// <param name="settings">Seed and backend.</param>
    /// <exception cref="ArgumentException">The network is not of the recipe.</exception>
    public static Functional Of(TextClassifier earlier, Recipe recipe, TextEncoder encoder, TextTask task,
        IEnumerable<string> texts, TrainingSettings settings)
    {
        var grown = recipe.Build(new(encoder.Ids, encoder.PaddedLength ?? -1), task.Outputs, task.Activation,
            settings.Seed,
            settings.Backend);
        var (map, last) = (OutputMap.Of(earlier.Task, task), grown.Layers[^1]);
        var (before, now) = (WithWeights(earlier.Model), WithWeights(grown));
        if (before.Length != now.Length || last is not Dense) throw Another(recipe);
        foreach (var (of, layer) in before.Zip(now))
        {
            var (from, to) = (of.StoredWeights, layer.StoredWeights);
            if (of.GetType() != layer.GetType() || from.Count != to.Count) throw Another(recipe);
            // Low-rank additions begin anew.
            layer.SetWeights([.. from.Zip(to, (old, weight) => layer == last ? Outputs(old, weight)
                : ClassifierFile.IsTable(weight) && weight.Shape[0] == encoder.Ids
                    && old.Shape is [var rows, _] && rows >= earlier.Encoder.Ids ? Rows(old, weight)
                : old.Merged), .. layer.Weights.Skip(to.Count).Select(factor => factor.Value)]);
        }
        RequireSame(earlier, grown, encoder, task, recipe, [.. texts.Take(TextsCompared)]);
        return grown;

        // Ids that follow the words have moved up.
        Tensor Rows(Weight old, Weight weight)
        {
            if (old.Shape[1] != weight.Shape[1]) throw Another(recipe);
            var (table, width) = (weight.Value.Copy(), weight.Shape[1]);
            var from = old.Value.Floats;
            var to = table.Change<float>();
            for (var id = 0; id < earlier.Encoder.Ids; id++)
                from.Slice(id * width, width).CopyTo(to.Slice(IdIn(encoder, earlier.Encoder, id) * width, width));
            return table;
        }

        Tensor Outputs(Weight old, Weight weight) => old.Shape[^1] != map.From ? throw Another(recipe)
            : Tensor.From(old.Shape.Rank == 1 ? map.Bias(old.Value.Floats) : map.Apply(old.Value.Floats),
                weight.Shape);
    }

    private static Layer[] WithWeights(Model model) => [.. model.Layers.Where(layer => layer.Weights.Count > 0)];

    private static int IdIn(TextEncoder encoder, TextEncoder earlier, int id) =>
        id < earlier.FirstAfterWords ? id : id + encoder.FirstAfterWords - earlier.FirstAfterWords;

    // Layers of the same weights may do something else with them.
    private static void RequireSame(TextClassifier earlier, Functional grown, TextEncoder encoder, TextTask task,
        Recipe recipe, string[] texts)
    {
        var ids = earlier.Encoder.Encode(texts);
        var expected = earlier.Outputs(ids);
        var moved = ids.Copy();
        foreach (ref var id in moved.Change<int>()) id = IdIn(encoder, earlier.Encoder, id);
        var found = grown.Predict(moved, batchSize: 64).Floats.ToArray();
        for (var row = 0; row < texts.Length; row++)
        {
            var now = EarlierOutputs(earlier.Task, task, found.AsSpan(row * task.Outputs, task.Outputs));
            foreach (var (k, number) in now.Index())
                if (!(Math.Abs(expected[row * now.Length + k] - number) <= Tolerance * Math.Max(1, Math.Abs(number))))
                    throw Another(recipe);
        }
    }

    // What outputs say of the labels that were there before, among these alone.
    private static double[] EarlierOutputs(TextTask earlier, TextTask task, ReadOnlySpan<float> outputs)
    {
        if (task.Labels.Count == 0) return [outputs[0] * task.Unit.Scale + task.Unit.Shift];
        if (earlier.Outputs == task.Outputs && task.Outputs == 1) return [outputs[0]];
        var all = outputs.ToArray();
        double[] found = [.. earlier.Labels.Names.Select(name => (double)all[task.Labels.IndexOf(name, 0)])];
        if (task is not OneClass) return found;
        var sum = found.Sum();
        return earlier.Outputs == 1 ? [found[1] / sum] : [.. found.Select(p => p / sum)];
    }

    private static ArgumentException Another(Recipe recipe) => new("The network of the classifier to go on from is not "
        + $"that of the recipe '{recipe.Name}', by whose name it goes. Train it further by its own means, and give it "
        + "to WithNetwork, or train without it.");
}
