using System.Runtime.CompilerServices;

namespace Valence.Operations;

/// <summary>How the elements of operands map to those of a result under NumPy's broadcasting: axes align at the end,
/// and length 1 repeats.</summary>
public readonly struct Broadcast
{
    private readonly Steps _steps;
    private readonly Shape _result;

    /// <summary>The mapping from <paramref name="result"/> to an operand of shape <paramref name="operand"/>.</summary>
    public Broadcast(Shape operand, Shape result)
    {
        _result = result;
        var step = 1;
        for (var i = 0; i < result.Rank; i++)
        {
            var axis = result.Rank - 1 - i;
            var own = operand.Rank - 1 - i;
            if (own < 0) break;
            _steps[axis] = operand[own] == 1 ? 0 : step;
            step *= operand[own];
        }
    }

    /// <summary>The operand's element that element <paramref name="index"/> of the result uses.</summary>
    public int this[int index]
    {
        get
        {
            var element = 0;
            for (var axis = _result.Rank - 1; axis >= 0; axis--)
            {
                var (rest, position) = Math.DivRem(index, _result[axis]);
                element += position * _steps[axis];
                index = rest;
            }
            return element;
        }
    }

    /// <summary>The shape that <paramref name="a"/> and <paramref name="b"/> broadcast to, or null where they do not
    /// fit.</summary>
    public static Shape? Join(Shape a, Shape b)
    {
        if (a.Rank < b.Rank) (a, b) = (b, a);
        var joined = a;
        for (var i = 1; i <= b.Rank; i++)
        {
            var (p, q) = (a[a.Rank - i], b[b.Rank - i]);
            if (p != q && p != 1 && q != 1) return null;
            if (p == 1 && q != 1) joined = joined.With(a.Rank - i, q);
        }
        return joined;
    }

    [InlineArray(Shape.MaxRank)]
    private struct Steps
    {
        private int _first;
    }
}
