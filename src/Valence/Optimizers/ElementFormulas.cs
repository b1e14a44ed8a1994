using System.Numerics;

namespace Valence.Optimizers;

/// <summary><c>a + b</c></summary>
internal readonly struct Sums : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => a + b;
}

/// <summary>The mean of <paramref name="count"/> numbers of which the earlier ones are summed: <c>(a + b) / count</c>.</summary>
internal readonly struct Means(float count) : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => (a + b) / new Vector<float>(count);
}

/// <summary><c>a · factor / divisor</c></summary>
internal readonly struct Scaled(float factor, float divisor) : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => a * new Vector<float>(factor) / new Vector<float>(divisor);
}

/// <summary>a, but at least −limit and at most limit.</summary>
internal readonly struct Limited(float limit) : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => Vector.Min(Vector.Max(a, new(-limit)), new(limit));
}

/// <summary>Weight decay: <c>a − a · decay · rate</c></summary>
internal readonly struct Decayed(float decay, float rate) : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => a - a * new Vector<float>(decay) * new Vector<float>(rate);
}

/// <summary>An average that moves: <c>momentum · a + (1 − momentum) · b</c></summary>
internal readonly struct Averaged(float momentum) : IElementFormula
{
    public Vector<float> Of(Vector<float> a, Vector<float> b) => new Vector<float>(momentum) * a + new Vector<float>(1 - momentum) * b;
}
