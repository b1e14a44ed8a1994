namespace Valence.Operations;

/// <summary>A sum of products of two tensors over named axes, in Einstein's notation, made of one matrix product and
/// what brings the axes to it and back.</summary>
/// <remarks>An axis that both operands and the result have goes along; one that the result lacks is summed over. The
/// products of an element are added in ascending order of the summed axes that both operands have, the first of them
/// outermost.</remarks>
internal sealed class EinsumPlan
{
    private readonly Operand _a;
    private readonly Operand _b;
    private readonly int[] _back;
    private readonly bool _isBatched;

    /// <param name="a">The axes of the first operand, a character each.</param>
    /// <param name="b">The axes of the second operand.</param>
    /// <param name="result">The axes of the result, each once and in an operand.</param>
    /// <exception cref="ArgumentException">An axis stands twice in one place, or comes from nowhere.</exception>
    public EinsumPlan(string a, string b, string result)
    {
        foreach (var axes in (string[])[a, b, result])
            if (axes.Distinct().Count() != axes.Length)
                throw new ArgumentException($"Expected each axis once in '{axes}'.");
        if (result.FirstOrDefault(axis => !a.Contains(axis) && !b.Contains(axis)) is var unknown and not '\0')
            throw new ArgumentException($"Expected axis '{unknown}' of the result in an operand.");
        var along = string.Concat(result.Where(axis => a.Contains(axis) && b.Contains(axis)));
        var summed = string.Concat(a.Where(axis => b.Contains(axis) && !result.Contains(axis)));
        var ofA = string.Concat(result.Where(axis => a.Contains(axis) && !b.Contains(axis)));
        var ofB = string.Concat(result.Where(axis => b.Contains(axis) && !a.Contains(axis)));
        _isBatched = along.Length > 0;
        _a = new(a, along, ofA, summed);
        _b = new(b, along, summed, ofB);
        var made = along + ofA + ofB;
        _back = [.. result.Select(axis => made.IndexOf(axis, StringComparison.Ordinal))];
    }

    /// <summary>The result for operands with the axes of the plan; equal axes have equal lengths.</summary>
    public Tensor Apply(CallContext call, Tensor a, Tensor b)
    {
        var (x, y) = (_a.Bring(call, a), _b.Bring(call, b));
        var lengths = x.Along.Concat(x.First).Concat(y.Second);
        var (m, k, n) = (x.First.Count, x.Second.Count, y.Second.Count);
        if (x.Along != y.Along || x.Second != y.First)
            throw new ShapeException("einsum", $"expected equal lengths of shared axes, received {a.Shape} and "
                + $"{b.Shape}");
        var product = _isBatched
            ? call.MatMul(call.Reshape(x.Tensor, [x.Along.Count, m, k]), call.Reshape(y.Tensor, [x.Along.Count, k, n]))
            : call.MatMul(call.Reshape(x.Tensor, [m, k]), call.Reshape(y.Tensor, [k, n]));
        return Ordered(call, call.Reshape(product, lengths), _back);
    }

    private static Tensor Ordered(CallContext call, Tensor x, int[] order)
    {
        for (var i = 0; i < order.Length; i++)
            if (order[i] != i) return call.Transpose(x, order);
        return x;
    }

    // How an operand becomes a matrix, or several: axes that go along, then the two groups of the matrix.
    private sealed class Operand
    {
        private readonly int[] _alone;
        private readonly int[] _order;
        private readonly int _along;
        private readonly int _first;

        public Operand(string axes, string along, string first, string second)
        {
            var wanted = along + first + second;
            _alone = [.. Enumerable.Range(0, axes.Length).Where(i => !wanted.Contains(axes[i]))];
            var kept = string.Concat(axes.Where(wanted.Contains));
            _order = [.. wanted.Select(axis => kept.IndexOf(axis, StringComparison.Ordinal))];
            (_along, _first) = (along.Length, along.Length + first.Length);
        }

        public (Tensor Tensor, Shape Along, Shape First, Shape Second) Bring(CallContext call, Tensor x)
        {
            if (_alone.Length > 0) x = call.Sum(x, false, _alone);
            x = Ordered(call, x, _order);
            return (x, x.Shape[.._along], x.Shape[_along.._first], x.Shape[_first..]);
        }
    }
}
