namespace Valence.Text;

/// <summary>One normalizer after the other.</summary>
internal sealed class NormalizerSequence(Normalizer[] normalizers) : Normalizer
{
    public override void Apply(Draft draft)
    {
        foreach (var normalizer in normalizers) normalizer.Apply(draft);
    }
}
