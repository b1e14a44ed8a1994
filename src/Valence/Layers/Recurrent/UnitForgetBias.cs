using Valence.Initializers;
using Valence.Randomness;

namespace Valence.Layers;

/// <summary>A bias of four gates whose second quarter, the forget gate, starts at 1 (Jozefowicz et al.,
/// 2015).</summary>
internal sealed class UnitForgetBias(Initializer others) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, Shape shape, CounterRandom random)
    {
        others.Fill(values, shape, random);
        values.Slice(values.Length / 4, values.Length / 4).Fill(1);
    }
}
