using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Training;

namespace Valence.Inference;

/// <summary>Collects the outputs of one batch after another.</summary>
internal static class Predictions
{
    /// <summary>The outputs for all rows, which the session's model takes as they are, of one set of weights.</summary>
    public static IReadOnlyList<Tensor> Of(Session session, Data x, int batchSize, WeightGuards guards,
        Progress? progress, CancellationToken cancellation)
    {
        // Where rows do not depend on each other, smaller batches give the same answers.
        var rows = session.Parts.Of(x.Tensors, Math.Min(batchSize, x.Rows));
        var batches = new ArrayBatches(x, default, null, Math.Max(1, rows), null);
        using (guards.Read()) return Collect(session, batches, x.Rows, progress, cancellation);
    }

    /// <summary>Outputs by their names.</summary>
    public static IReadOnlyDictionary<string, Tensor> Named(Model model, IReadOnlyList<Tensor> outputs) =>
        model.OutputNames.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second);

    private static IReadOnlyList<Tensor> Collect(Session session, ArrayBatches batches, int rows,
        Progress? progress, CancellationToken cancellation)
    {
        Tensor[]? results = null;
        batches.Begin(0);
        var (done, steps) = (0, 0);
        var none = new Figures();
        progress?.Begin();
        while (batches.Next(session.Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var outputs = Run();
            results ??= Allocate();
            for (var i = 0; i < results.Length; i++) Append(outputs[i].Tensor, results[i], done, session.Batch.Rows);
            session.Call.CommitAssignments();
            done += session.Batch.Rows;
            progress?.Step(++steps, batches.Steps, none);

            Values Run()
            {
                try
                {
                    return session.Run();
                }
                catch (Exception error) when (RowErrors.Of(error, batches, session.Batch, "of the data") is { } told)
                {
                    throw told;
                }
            }

            Tensor[] Allocate()
            {
                var tensors = new Tensor[outputs.Count];
                for (var i = 0; i < tensors.Length; i++)
                {
                    var (shape, type) = (outputs[i].Tensor.Shape, outputs[i].Tensor.Type);
                    tensors[i] = Tensor.Uninitialized(HasRows(shape, session.Batch.Rows) ? shape.With(0, rows) : shape,
                        type);
                }
                return tensors;
            }
        }
        if (results is null) throw new ArgumentException("Expected at least one row to predict, received none.");
        progress?.End(steps, none);
        return results;
    }

    // Operations may make an output of other rows than the batch's, or of none.
    private static bool HasRows(Shape shape, int rows) => shape.Rank > 0 && shape[0] == rows;

    private static void Append(Tensor from, Tensor to, int row, int rows)
    {
        if (!HasRows(from.Shape, rows))
        {
            if (row > 0 || from.Shape != to.Shape)
                throw new ShapeException("predict", $"expected outputs with a row for each of a batch's {rows}, "
                    + "received "
                    + $"{from.Shape}. Predict all rows in one batch");
            to.CopyFrom(from);
            return;
        }
        if (from.Shape.Rank != to.Shape.Rank || from.Shape.With(0, to.Shape[0]) != to.Shape)
            throw new ShapeException("predict", "expected outputs of equal shape in every batch, received "
                + $"{from.Shape} after {to.Shape}");
        RowCopy.Put(from, to, row);
    }
}
