using System.Numerics;

namespace Valence.Optimizers;

/// <summary><c>a + b</c></summary>
internal readonly struct Sums : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => a + b;
}

/// <summary>The mean of <paramref name="count"/> numbers of which the earlier ones are summed: <c>(a + b) /
/// count</c>.</summary>
internal readonly struct Means(float count) : IElementFormula
{
    private readonly Vector<float> _count = new(count);

    public Vector<float> Of(Vector<float> a, Vector<float> b) => (a + b) / _count;
}

/// <summary><c>a · factor / divisor</c></summary>
internal readonly struct Scaled(float factor, float divisor) : IElementFormula
{
    private readonly Vector<float> _factor = new(factor);
    private readonly Vector<float> _divisor = new(divisor);

    public Vector<float> Of(Vector<float> a, Vector<float> b) => a * _factor / _divisor;
}

/// <summary>a, but at least −limit and at most limit.</summary>
internal readonly struct Limited(float limit) : IElementFormula
{
    private readonly Vector<float> _least = new(-limit);
    private readonly Vector<float> _greatest = new(limit);

    public Vector<float> Of(Vector<float> a, Vector<float> b) => Vector.Min(Vector.Max(a, _least), _greatest);
}

/// <summary>Weight decay: <c>a − a · decay · rate</c></summary>
internal readonly struct Decayed(float decay, float rate) : IElementFormula
{
    private readonly Vector<float> _decay = new(decay);
    private readonly Vector<float> _rate = new(rate);

    public Vector<float> Of(Vector<float> a, Vector<float> b) => a - a * _decay * _rate;
}

/// <summary>An average that moves: <c>momentum · a + (1 − momentum) · b</c></summary>
internal readonly struct Averaged(float momentum) : IElementFormula
{
    private readonly Vector<float> _momentum = new(momentum);
    private readonly Vector<float> _rest = new(1 - momentum);

    public Vector<float> Of(Vector<float> a, Vector<float> b) => _momentum * a + _rest * b;
}
