using Valence.Execution;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>A layer's output shapes, found by running its forward function on shapes alone.</summary>
internal static class ShapeInference
{
    // Two runs with different lengths for the unknown axes: a length of the output that differs between them is unknown
    // too.
    private static readonly (int Batch, int Other)[] Probes = [(2, 1024), (3, 1536)];

    public static TensorSpec[] Outputs(ValueForward forward, ReadOnlySpan<TensorSpec> inputs)
    {
        if (AllKnown(inputs)) return Run(forward, inputs, Probes[0]);
        var (first, second) = (Run(forward, inputs, Probes[0]), Run(forward, inputs, Probes[1]));
        for (var i = 0; i < first.Length; i++)
        {
            var shape = first[i].Shape;
            for (var axis = 0; axis < shape.Rank; axis++)
                if (shape[axis] != second[i].Shape[axis]) shape = shape.With(axis, Shape.Unknown);
            first[i] = first[i] with { Shape = shape };
        }
        return first;
    }

    private static bool AllKnown(ReadOnlySpan<TensorSpec> inputs)
    {
        foreach (var input in inputs)
            if (!input.Shape.IsKnown) return false;
        return true;
    }

    private static TensorSpec[] Run(ValueForward forward, ReadOnlySpan<TensorSpec> inputs, (int Batch, int Other) probe)
    {
        var values = new Value[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = inputs[i].Shape;
            for (var axis = 0; axis < shape.Rank; axis++)
                if (shape[axis] < 0) shape = shape.With(axis, axis == 0 ? probe.Batch : probe.Other);
            values[i] = Tensor.Described(shape, inputs[i].Type);
        }
        var outputs = forward(Values.Create(values), new(new ShapeExecutor()));
        var specs = new TensorSpec[outputs.Count];
        for (var i = 0; i < specs.Length; i++) specs[i] = new(outputs[i].Tensor.Shape, outputs[i].Tensor.Type);
        return specs;
    }
}
