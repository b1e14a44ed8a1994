using Valence.Randomness;

namespace Valence.Tests.Contracts;

/// <summary>Operands of the contract tables; each call gives other numbers, the same in every run.</summary>
internal sealed class Operand(ulong seed)
{
    private ulong _next = seed << 32;

    /// <summary>Normally distributed.</summary>
    public Tensor Normal(params ReadOnlySpan<int> shape) => Filled(shape, (random, i) => (float)random.Normal(i));

    /// <summary>Normally distributed and small, as weights are.</summary>
    public Tensor Small(params ReadOnlySpan<int> shape) => Filled(shape, (random, i) => 0.3f * (float)random.Normal(i));

    /// <summary>From 0.5 to 2.5.</summary>
    public Tensor Positive(params ReadOnlySpan<int> shape) =>
        Filled(shape, (random, i) => 0.5f + 2 * random.Uniform(i));

    /// <summary>Of either sign, at least 0.2 away from 0.</summary>
    public Tensor AwayFromZero(params ReadOnlySpan<int> shape) =>
        Filled(shape, (random, i) => (random.Bits(2 * i) % 2 == 0 ? 1 : -1) * (0.2f + 2 * random.Uniform(2 * i + 1)));

    /// <summary>Numbers no two of which are closer than 0.1, in random order.</summary>
    public Tensor Distinct(params ReadOnlySpan<int> shape)
    {
        var tensor = new Tensor(Shape.Create(shape));
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = 0.1f * (i - tensor.Count / 2);
        new CounterRandom(_next++, 1).Shuffle(tensor.Change<float>());
        return tensor;
    }

    /// <summary>0 and 1.</summary>
    public Tensor Truths(params ReadOnlySpan<int> shape) =>
        Filled(shape, (random, i) => random.Bits(i) % 3 == 0 ? 0 : 1);

    /// <summary>Integers from 0 to <paramref name="below"/>, exclusive.</summary>
    public Tensor Ids(int below, params ReadOnlySpan<int> shape)
    {
        var tensor = new Tensor(Shape.Create(shape), ElementType.Int32);
        var random = new CounterRandom(_next++, 2);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<int>()[i] = random.Below((ulong)i, below);
        return tensor;
    }

    private Tensor Filled(ReadOnlySpan<int> shape, Func<CounterRandom, ulong, float> value)
    {
        var tensor = new Tensor(Shape.Create(shape));
        var random = new CounterRandom(_next++, 3);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = value(random, (ulong)i);
        return tensor;
    }
}
