using Valence.Layers;
using Valence.Models;

namespace Valence.Classification;

/// <summary>The network of a mean of classifiers: each reads its own places of a row, and the weighted sum of their
/// scores, before the last function, is the score.</summary>
internal static class AveragedNetwork
{
    /// <summary>The network.</summary>
    /// <param name="members">Classifiers of one task, in the order of the encoder's parts.</param>
    /// <param name="shares">How much the scores of each count.</param>
    /// <param name="encoder">Their encoders.</param>
    /// <param name="task">What they learned.</param>
    /// <param name="settings">Seed and backend.</param>
    public static Functional Of(IReadOnlyList<TextClassifier> members, IReadOnlyList<double> shares,
        JoinedEncoder encoder, TextTask task, TrainingSettings settings)
    {
        var ids = Keras.Input([encoder.PaddedLength ?? Shape.Unknown], ElementType.Int32);
        var scores = members.Select((member, i) =>
        {
            var (start, end) = encoder.PlacesOf(i);
            return Scores(member, i).Call(end is { } last ? ids[.., start..last] : Own(ids[.., start..], i));
        }).ToArray();
        var output = new Dense(task.Outputs, task.Activation).Call(new Concatenate().Call(scores));
        var model = settings.Backend is null ? new Functional(ids, output) { Seed = settings.Seed }
            : new Functional(ids, output) { Seed = settings.Seed, Backend = settings.Backend };
        model.BuildFor(ids.Shape);
        var kernel = new float[members.Count * task.Outputs * task.Outputs];
        for (var i = 0; i < members.Count; i++)
            for (var k = 0; k < task.Outputs; k++)
                kernel[(i * task.Outputs + k) * task.Outputs + k] = (float)shares[i];
        model.SetWeights([.. members.SelectMany(member => member.Model.GetWeights()),
            Tensor.From(kernel, [members.Count * task.Outputs, task.Outputs]), new Tensor([task.Outputs])]);
        return model;

        SymbolicTensor Own(SymbolicTensor all, int part)
        {
            if (encoder.OwnOf(part) is not var (above, below)) return all;
            var own = (all - above).Maximum(0);
            return own * own.Less(below - above).Cast("int32");
        }
    }

    /// <summary>What place a classifier may have.</summary>
    public static PartOfMean PartOf(TextClassifier classifier) => !JoinedEncoder.CanBePart(classifier.Encoder)
        || classifier.Model is not Functional { Inputs.Count: 1, Layers: [.., Dense] } ? PartOfMean.None
        : classifier.Encoder.Length is not null ? PartOfMean.Padded
        : classifier.Encoder.KnowsOrder ? PartOfMean.Last : PartOfMean.Bag;

    // The same layers without the last function.
    private static Functional Scores(TextClassifier member, int number)
    {
        var (model, last) = ((Functional)member.Model, (Dense)member.Model.Layers[^1]);
        var name = $"{member.Recipe.Replace('-', '_')}_{number + 1}";
        return new Functional(model.Input, new Dense(last.Units).Call(last.Input), name);
    }
}
