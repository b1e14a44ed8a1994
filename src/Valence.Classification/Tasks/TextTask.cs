using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Metrics;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>What a network is asked of a text: how labels become targets, what it is trained by, and how its output
/// becomes an answer.</summary>
/// <remarks>One of one's own derives from this, is learned by <see cref="TrainingSettings.Task"/>, and is known to
/// files by a row of <see cref="ClassifierTables.Tasks"/>. Instances do not change.</remarks>
public abstract class TextTask
{
    // Neither 0 nor 1 has a logarithm.
    private const float LeastProbability = 1e-7f;

    /// <summary>The name under which <see cref="ClassifierTables.Tasks"/> knows the class.</summary>
    public abstract string ClassName { get; }

    /// <summary>The task in words, such as <c>one class of 3</c>; the class's name unless said otherwise.</summary>
    public virtual string Description => ClassName;

    /// <summary>How many numbers the network answers with, at least 1.</summary>
    public abstract int Outputs { get; }

    /// <summary>What the outputs of the last layer go through; nothing when null.</summary>
    public virtual ActivationFunction? Activation => null;

    /// <summary>What training minimizes.</summary>
    public abstract Loss Loss { get; }

    /// <summary>What training shows beside the loss.</summary>
    public virtual IReadOnlyList<Metric> Metrics => [];

    /// <summary>The classes or labels; none for tasks without such.</summary>
    public virtual LabelSet Labels => LabelSet.None;

    /// <summary>What fits the linear recipe to the task; <see cref="LinearLoss.None"/> where no linear model does. Its
    /// <see cref="Targets"/> are then int32 classes <c>[texts]</c> for <see cref="LinearLoss.Softmax"/>, else float32
    /// numbers <c>[texts, outputs]</c>.</summary>
    public virtual LinearLoss LinearLoss => LinearLoss.None;

    /// <summary>The settings by which <see cref="ClassifierTables"/> makes the task again.</summary>
    public abstract JsonObject Config();

    /// <summary>What the network is to answer to texts, as <see cref="Loss"/> takes it.</summary>
    /// <exception cref="DataException">A text has no label, or one that the task does not know; the message has the
    /// row.</exception>
    public abstract Data Targets(IReadOnlyList<LabelledText> texts);

    /// <summary>The answer in an output of the network, <see cref="Outputs"/> finite numbers.</summary>
    public abstract Prediction Answer(ReadOnlySpan<float> output);

    /// <summary>How outputs agree with labels.</summary>
    /// <param name="texts">Texts with labels, at least one.</param>
    /// <param name="outputs">The network's outputs to them, <c>[texts, outputs]</c>, row after row.</param>
    public abstract TaskEvaluation Evaluate(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs);

    /// <summary>How far the probabilities of an answer are from those of another one.</summary>
    internal virtual double Margin(Prediction answer) =>
        answer.Probabilities.OrderDescending().Take(2).ToArray() is [var most, var next] ? most - next
            : double.PositiveInfinity;

    /// <summary>The unit in which networks are trained: targets are <c>(number − shift) / scale</c>, and the last layer
    /// is brought to the labels' own unit afterwards.</summary>
    internal virtual (double Scale, double Shift) Unit => (1, 0);

    /// <summary>The options of the command line that ask for the task, with a blank before; null where it has
    /// none.</summary>
    internal virtual string? Options => null;

    /// <summary>Refuses a row whose label the task does not know.</summary>
    internal virtual void RequireKnown(in LabelledText row, string counted)
    {
    }

    /// <summary>The task with the labels of more texts, which a classifier of it goes on learning from.</summary>
    /// <exception cref="DataException">Their labels are of another kind.</exception>
    /// <exception cref="ArgumentException">Only its author knows what the task would be.</exception>
    internal virtual TextTask Grown(IReadOnlyList<LabelledText> texts, TrainingSettings settings) =>
        throw new ArgumentException($"The classifier to go on from has a task of one's own, '{ClassName}', whose "
            + "labels nothing is known of. Train its network by its own means, and give that to WithNetwork.",
            nameof(settings));

    /// <summary>Which texts are trained on and which are held out.</summary>
    internal virtual (int[] Training, int[] Validation) Split(IReadOnlyList<LabelledText> texts, float part,
        ulong seed) => HeldOut.Split(new int[texts.Count], 1, part, seed);

    /// <summary>What a linear model is fitted to; null where none fits.</summary>
    internal LinearTargets? LinearTargets(IReadOnlyList<LabelledText> texts)
    {
        if (LinearLoss == LinearLoss.None) return null;
        var y = Targets(texts).Tensors[0];
        return LinearLoss switch
        {
            LinearLoss.Softmax => Classification.LinearTargets.OfSoftmax(y.Ints.ToArray(), Outputs),
            LinearLoss.Sigmoid => Classification.LinearTargets.OfLabels(
                Array.ConvertAll(y.Floats.ToArray(), number => (int)number), Outputs),
            _ => Classification.LinearTargets.OfNumbers(y.Floats.ToArray(), Outputs, Unit.Scale, Unit.Shift),
        };
    }

    /// <summary>Scores before the last function, from outputs.</summary>
    internal float[] Scores(ReadOnlySpan<float> outputs)
    {
        var scores = outputs.ToArray();
        foreach (ref var p in scores.AsSpan())
            p = LinearLoss switch
            {
                LinearLoss.Sigmoid => MathF.Log(MathF.Max(p, LeastProbability) / MathF.Max(1 - p, LeastProbability)),
                LinearLoss.Softmax => MathF.Log(MathF.Max(p, LeastProbability)),
                _ => p,
            };
        return scores;
    }

    /// <summary>Outputs from such scores.</summary>
    internal float[] OutputsOf(ReadOnlySpan<float> scores)
    {
        var outputs = scores.ToArray();
        if (LinearLoss == LinearLoss.Sigmoid)
            foreach (ref var score in outputs.AsSpan()) score = 1 / (1 + MathF.Exp(-score));
        if (LinearLoss == LinearLoss.Softmax)
            for (var row = 0; row < outputs.Length; row += Outputs)
            {
                var of = outputs.AsSpan(row, Outputs);
                var (largest, sum) = (float.NegativeInfinity, 0f);
                foreach (var score in of) largest = MathF.Max(largest, score);
                foreach (ref var score in of) sum += score = MathF.Exp(score - largest);
                foreach (ref var score in of) score /= sum;
            }
        return outputs;
    }

    /// <summary>The output for a text from those for its windows: that of the mean of their scores, which a temperature
    /// divides as it divides each of them; of one window its own.</summary>
    /// <param name="windows">Outputs, window after window, at least one.</param>
    /// <param name="output">The text's.</param>
    internal void Joined(ReadOnlySpan<float> windows, Span<float> output)
    {
        if (windows.Length > Outputs)
        {
            var scores = Scores(windows);
            var (count, means) = (scores.Length / Outputs, new float[Outputs]);
            for (var k = 0; k < Outputs; k++)
            {
                var sum = 0.0;
                for (var window = 0; window < count; window++) sum += scores[window * Outputs + k];
                means[k] = (float)(sum / count);
            }
            windows = OutputsOf(means);
        }
        windows.CopyTo(output);
    }

    /// <summary>What an answer that knows nothing of a text comes to; null where there is none.</summary>
    /// <param name="training">The texts trained on.</param>
    /// <param name="heldOut">Those held out, which may be none.</param>
    internal virtual Judged? Baseline(IReadOnlyList<LabelledText> training, IReadOnlyList<LabelledText> heldOut) =>
        null;

    /// <summary>What the same output for every text comes to.</summary>
    internal Judged OfConstant(string name, float[] output, IReadOnlyList<LabelledText> heldOut)
    {
        var scores = Scores([.. heldOut.SelectMany(_ => output)]);
        return Judge((name, 0), heldOut, scores, LossOf(heldOut, scores));
    }

    /// <summary>The mean loss of scores, calibrated or not.</summary>
    internal double LossOf(IReadOnlyList<LabelledText> texts, float[] scores)
    {
        if (texts.Count == 0) return 0;
        if (LinearLoss == LinearLoss.None)
            return new GradientTape().Loss(Loss, Targets(texts), Tensor.From(scores, [texts.Count, Outputs])).Floats
                .ToArray().Average();
        if (LinearLoss != LinearLoss.Squared) return LinearTargets(texts)!.MeanLoss(scores);
        var targets = Targets(texts).Tensors[0].Floats;
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++) sum += ((double)scores[i] - targets[i]) * (scores[i] - targets[i]);
        return sum / scores.Length;
    }

    /// <summary>The task with what held-out texts decide.</summary>
    internal virtual TextTask Tuned(IReadOnlyList<LabelledText> heldOut, ReadOnlySpan<float> outputs) => this;

    /// <summary>How a recipe did on held-out texts.</summary>
    /// <param name="recipe">Its name and whole epochs.</param>
    /// <param name="heldOut">The texts.</param>
    /// <param name="scores">The scores before the last function.</param>
    /// <param name="loss">The loss on them.</param>
    internal virtual Judged Judge((string Name, int Epochs) recipe, IReadOnlyList<LabelledText> heldOut, float[] scores,
        double loss)
    {
        if (heldOut.Count == 0) return new(new(recipe.Name, recipe.Epochs, 0, 0, 0), 0, []);
        var outputs = OutputsOf(scores);
        var evaluation = Evaluate(heldOut, outputs);
        var (name, value) = evaluation.Measures[0];
        return new(new(recipe.Name, recipe.Epochs, 0, heldOut.Count, loss)
        {
            Measure = name,
            Value = value,
            Interval = Interval(heldOut, outputs),
        }, evaluation.SmallerIsBetter ? -value : value, []);
    }

    /// <summary>The 95 % interval of the first measure, from texts drawn again; null where none is known.</summary>
    internal virtual ConfidenceInterval? Interval(IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs) =>
        null;
}
