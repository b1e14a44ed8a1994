using Valence.Text;

namespace Valence.Classification;

/// <summary>What labels are described by, and the weights that the vectors of these texts are.</summary>
internal static class LabelDescriptions
{
    // What all-MiniLM-L6-v2 and its relatives multiply cosines by in their own training.
    private const float Sharpness = 20;

    /// <summary>A classifier that nothing was learned for.</summary>
    public static TextClassifier Classifier(TextEmbedder embedder, IReadOnlyDictionary<string, string> descriptions,
        Backends.Backend? backend)
    {
        var task = new OneClass(LabelSet.From(Require.NotNull(descriptions).Keys));
        float[] kernel = [.. Weights(embedder, task, descriptions)!.Select(weight => Sharpness * weight)];
        return new(Recipes.EmbeddingsName, embedder.Encoder, task,
            embedder.Classifier(kernel, new float[task.Outputs], task.Activation, seed: 0, backend),
            PreparationTie.Training, new());
    }

    /// <summary>Weights <c>[dimensions, outputs]</c> under which a text's score is its cosine with each label's
    /// description, or of two classes the second's less the first's; null where the task has no labels.</summary>
    /// <exception cref="DataException">There is no label of a name, or a description is empty.</exception>
    public static float[]? Weights(TextEmbedder embedder, TextTask task,
        IReadOnlyDictionary<string, string>? descriptions)
    {
        var names = task.Labels.Names;
        foreach (var (name, text) in descriptions ?? new Dictionary<string, string>())
        {
            if (names.Count == 0)
                throw new DataException($"Descriptions belong to classes or labels, and the task answers with "
                    + $"{task.Description}. Leave them out.");
            if (!task.Labels.Contains(name))
                throw new DataException($"Descriptions: there is no label '{Printable.Label(LabelSet.Shortened(name))}'"
                    + $". {NearName.List(name, names)}");
            if (string.IsNullOrWhiteSpace(text))
                throw new DataException($"Descriptions: expected what '{Printable.Label(LabelSet.Shortened(name))}' "
                    + "means, found nothing. Say it, or leave the label out: its name stands for it then.");
        }
        if (task is not (OneClass or SeveralLabels)) return null;
        var vectors = embedder.Embed([.. names.Select(name => descriptions?.GetValueOrDefault(name)
            ?? name.Replace('_', ' '))]).Floats;
        var (count, width) = (embedder.Dimensions, task.Outputs);
        var weights = new float[count * width];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = width == names.Count ? vectors[i % width * count + i / width]
                : vectors[count + i] - vectors[i];
        return weights;
    }
}
