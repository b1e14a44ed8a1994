using System.Text.RegularExpressions;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Saving;

namespace Valence.Models;

/// <summary>A layer's output shapes, found by running its forward function on shapes alone.</summary>
internal static partial class ShapeInference
{
    // Two runs with different lengths for the unknown axes: a length of the output that differs between them is unknown
    // too.
    private static readonly (int Batch, int Other)[] Probes = [(2, 1024), (3, 1536)];

    /// <summary>The outputs for inputs of these shapes, unknown axes −1.</summary>
    /// <param name="forward">The layer's forward function.</param>
    /// <param name="inputs">What the layer takes.</param>
    /// <param name="place">The layer, in errors.</param>
    /// <param name="budget">What pays for what the layer makes of one row; null where nobody has to.</param>
    /// <exception cref="ConfigException">The budget does not suffice.</exception>
    /// <exception cref="OverflowException">A single row would exceed what a tensor may hold.</exception>
    public static TensorSpec[] Outputs(ValueForward forward, ReadOnlySpan<TensorSpec> inputs, string place,
        ILayerBudget? budget = null)
    {
        foreach (var input in inputs) RequireSize(input.Shape, place);
        if (AllKnown(inputs)) return Run(forward, inputs, Probes[0], place, budget);
        TensorSpec[] first;
        try
        {
            first = Run(forward, inputs, Probes[0], place, budget);
        }
        catch (Exception error) when (WithoutProbe(error, forward, inputs) is { } told)
        {
            throw told;
        }
        var second = Run(forward, inputs, Probes[1]);
        for (var i = 0; i < first.Length; i++)
        {
            var shape = first[i].Shape;
            for (var axis = 0; axis < shape.Rank; axis++)
                if (shape[axis] != second[i].Shape[axis]) shape = shape.With(axis, Shape.Unknown);
            first[i] = first[i] with { Shape = shape };
            RequireSize(shape, place);
        }
        return first;
    }

    private static void RequireSize(Shape shape, string place)
    {
        Shape known = [.. shape.AsSpan().ToArray().Where(length => length >= 0)];
        if (known.Elements > int.MaxValue)
            throw new OverflowException($"{place}: expected at most {int.MaxValue} elements in a tensor, {shape} has "
                + $"{known.Product}{(shape.IsKnown ? "" : " in each row")}. Make an axis shorter.");
    }

    // The same error about the lengths that are known: a number that is another one in the second run was nobody's.
    private static Exception? WithoutProbe(Exception error, ValueForward forward, ReadOnlySpan<TensorSpec> inputs)
    {
        if (error is not (ShapeException or OverflowException) && error.GetType() != typeof(ArgumentException))
            return null;
        try
        {
            Run(forward, inputs, Probes[1]);
            return null;
        }
        catch (Exception other) when (other.GetType() == error.GetType())
        {
            return (error, other) switch
            {
                (ShapeException a, ShapeException b) when Same(a.Problem, b.Problem) is { } problem =>
                    new ShapeException(a.Place, problem),
                (OverflowException a, _) when Same(a.Message, other.Message) is { } message =>
                    new OverflowException(message, a.InnerException),
                (ArgumentException a, _) when Same(Plain(error), Plain(other)) is { } message =>
                    new ArgumentException(message, a.ParamName),
                _ => null,
            };
        }
    }

    private static string Plain(Exception error) => ((ArgumentException)error).ParamName is { } name
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message;

    // The first message with a question mark for each number that the second one has otherwise; null where they differ
    // in more, or in nothing.
    private static string? Same(string message, string other)
    {
        if (message == other) return null;
        var (numbers, others) = (Numbers().Matches(message), Numbers().Matches(other));
        if (numbers.Count != others.Count || Numbers().Replace(message, "") != Numbers().Replace(other, ""))
            return null;
        var i = 0;
        return Numbers().Replace(message, match => match.Value == others[i++].Value ? match.Value : "?");
    }

    [GeneratedRegex(@"(?<![\w.'])\d+(?![\w.]*\w)")]
    private static partial Regex Numbers();

    private static bool AllKnown(ReadOnlySpan<TensorSpec> inputs)
    {
        foreach (var input in inputs)
            if (!input.Shape.IsKnown) return false;
        return true;
    }

    private static TensorSpec[] Run(ValueForward forward, ReadOnlySpan<TensorSpec> inputs,
        (int Batch, int Other) probe, string place = "", ILayerBudget? budget = null)
    {
        var values = new Value[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = inputs[i].Shape;
            for (var axis = 0; axis < shape.Rank; axis++)
                if (shape[axis] < 0) shape = shape.With(axis, axis == 0 ? probe.Batch : probe.Other);
            values[i] = Tensor.Described(shape, inputs[i].Type);
        }
        var executor = new ShapeExecutor();
        var outputs = forward(Values.Create(values), new(executor));
        var specs = new TensorSpec[outputs.Count];
        for (var i = 0; i < specs.Length; i++) specs[i] = new(outputs[i].Tensor.Shape, outputs[i].Tensor.Type);
        budget?.SpendActivations(place, OfOneRow(values, specs, executor.Largest));
        return specs;
    }

    // All outputs are kept for a while; of what is made on the way, the largest counts.
    private static Int128 OfOneRow(Value[] inputs, TensorSpec[] outputs, long largest)
    {
        Int128 elements = 0;
        foreach (var output in outputs) elements += output.Shape.Elements;
        var rows = inputs is [{ Tensor.Shape: [> 1 and var batch, ..] }, ..] ? batch : 1;
        return Int128.Max(elements, largest) / rows;
    }
}
