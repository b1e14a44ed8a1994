using System.Runtime.InteropServices;
using Valence.Inference;
using Valence.Models;
using Valence.Training;

namespace Valence.Tests.Sessions;

/// <summary>Answers in parts beside those of a whole batch.</summary>
internal static class InParts
{
    /// <summary>Whether the model may be cut for such inputs. Where it may, parts of one, two and three rows must
    /// answer bit for bit what the whole batch does.</summary>
    public static bool Agree(Model model, Data x)
    {
        if (!new RowParts(model).MayCut(x.Tensors)) return false;
        var whole = model.PredictAll(x, Math.Max(1, x.Rows));
        for (var rows = 1; rows <= 3; rows++)
        {
            var parts = model.PredictAll(x, rows);
            for (var i = 0; i < whole.Count; i++) Same(whole[i], parts[i], $"output {i} in parts of {rows}");
        }
        return true;
    }

    /// <summary>Fails where shapes, types or bits differ.</summary>
    public static void Same(Tensor expected, Tensor actual, string what)
    {
        Assert.True(expected.Shape == actual.Shape && expected.Type == actual.Type,
            $"{what}: expected {expected}, received {actual}.");
        Assert.True(expected.Type switch
        {
            ElementType.Float32 => MemoryMarshal.AsBytes((ReadOnlySpan<float>)expected.Floats)
                .SequenceEqual(MemoryMarshal.AsBytes((ReadOnlySpan<float>)actual.Floats)),
            ElementType.Int32 => expected.Ints.SequenceEqual(actual.Ints),
            _ => expected.Strings.SequenceEqual(actual.Strings),
        }, $"{what}: bits differ.");
    }

    /// <summary>Rows from <paramref name="start"/> on.</summary>
    public static Tensor Rows(Tensor x, int start, int count)
    {
        var part = Tensor.Uninitialized(x.Shape.With(0, count), x.Type);
        RowCopy.Gather(x, [.. Enumerable.Range(start, count)], part);
        return part;
    }
}
