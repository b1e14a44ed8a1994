using System.Runtime.CompilerServices;
using Valence.Operations;

namespace Valence.Layers;

/// <summary>The steps of a sequence as tensors of their own.</summary>
/// <remarks>The time axis is cut again and again into eight parts, so that the gradient of a sequence costs a few
/// passes over it instead of one pass for each step.</remarks>
internal static class TimeSteps
{
    // Powers of eight: a part of 8ⁿ steps is cut into eight parts of 8ⁿ⁻¹.
    private static readonly Split[] Cuts = [.. Enumerable.Range(0, 10).Select(power => new Split(1, 1 << 3 * power))];

    /// <summary>Step t of <paramref name="x"/> <c>[batch, time, …]</c> as <c>[batch, …]</c>, for every t.</summary>
    public static Tensor[] Of(Tensor x, CallContext call)
    {
        var steps = new Tensor[x.Shape[1]];
        if (steps.Length > 0) Cut(x, steps, call);
        return steps;
    }

    private static void Cut(Tensor x, Span<Tensor> steps, CallContext call)
    {
        if (steps.Length == 1)
        {
            steps[0] = call.Reshape(x, x.Shape.Remove(1));
            return;
        }
        var power = 0;
        while (1 << 3 * (power + 1) < steps.Length) power++;
        var length = 1 << 3 * power;
        Parts parts = default;
        var count = (steps.Length + length - 1) / length;
        call.Run(Cuts[power], [x], ((Span<Tensor>)parts)[..count]);
        for (var i = 0; i < count; i++)
            Cut(parts[i], steps[(i * length)..Math.Min((i + 1) * length, steps.Length)], call);
    }

    [InlineArray(Split.MaxParts)]
    private struct Parts
    {
        private Tensor _first;
    }
}
