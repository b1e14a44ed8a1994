using System.Numerics;
using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Choices between two tensors, a stretch of the last axes at a time within which each operand goes along or
/// stands still.</summary>
internal static class SelectKernel
{
    public static unsafe void Run(Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var shape = y[0].Shape;
        var axis = shape.Rank;
        var steps = (Condition: -1, A: -1, B: -1);
        // An axis of length 1 joins any stretch; another only one of the same steps.
        for (; axis > 0; axis--)
        {
            if (shape[axis - 1] == 1) continue;
            var own = (Step(x[0]), Step(x[1]), Step(x[2]));
            if (steps.Condition < 0) steps = own;
            else if (steps != own) break;
        }
        var outer = shape[..axis];
        var width = shape[axis..].Count;
        if (y[0].Count == 0) return;
        fixed (float* condition = x[0].Floats, a = x[1].Floats, b = x[2].Floats, to = y[0].Overwrite<float>())
            RowWise<Stretches>.Run(new()
            {
                Condition = condition,
                A = a,
                B = b,
                To = to,
                OfCondition = Outer(x[0]),
                OfA = Outer(x[1]),
                OfB = Outer(x[2]),
                ConditionGoes = steps.Condition > 0,
                AGoes = steps.A > 0,
                BGoes = steps.B > 0,
                Width = width,
            }, outer.Count, width, workers);

        int Step(Tensor operand) => axis - 1 - (shape.Rank - operand.Shape.Rank) is var place and >= 0
            && operand.Shape[place] != 1 ? 1 : 0;

        // Where a stretch begins in an operand: the operand's elements in a stretch times its number of those.
        Stretch Outer(Tensor operand)
        {
            var missing = shape.Rank - operand.Shape.Rank;
            var first = operand.Shape[..Math.Max(0, axis - missing)];
            return new(new(first, outer), operand.Count / Math.Max(1, first.Count));
        }
    }

    private readonly struct Stretch(Broadcast of, int width)
    {
        public nint this[int row] => (nint)of[row] * width;
    }

    private unsafe struct Stretches : IRows
    {
        public float* Condition, A, B, To;
        public Stretch OfCondition, OfA, OfB;
        public bool ConditionGoes, AGoes, BGoes;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int first, int end)
        {
            for (var row = first; row < end; row++)
            {
                float* condition = Condition + OfCondition[row], a = A + OfA[row], b = B + OfB[row];
                var to = To + (nint)row * Width;
                if (ConditionGoes) Choose(condition, a, b, to);
                else if (*condition != 0) Copy(a, AGoes, to);
                else Copy(b, BGoes, to);
            }
        }

        private readonly void Copy(float* from, bool goes, float* to)
        {
            if (goes) new ReadOnlySpan<float>(from, Width).CopyTo(new(to, Width));
            else new Span<float>(to, Width).Fill(*from);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Choose(float* condition, float* a, float* b, float* to)
        {
            var i = 0;
            for (; i <= Width - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.ConditionalSelect(Vector.Equals(Vector.Load(condition + i), Vector<float>.Zero),
                    BGoes ? Vector.Load(b + i) : new(*b), AGoes ? Vector.Load(a + i) : new(*a)), to + i);
            for (; i < Width; i++) to[i] = condition[i] != 0 ? a[AGoes ? i : 0] : b[BGoes ? i : 0];
        }
    }
}
