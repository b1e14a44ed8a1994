using Valence.Layers;

namespace Valence.Tests.Contracts;

/// <summary>A row of the layer contract table: how to make a layer and what to give it.</summary>
/// <param name="Make">Makes a new instance, the same every time.</param>
/// <param name="Inputs">Inputs that are smooth places of the layer.</param>
internal sealed record LayerContract(Func<Layer> Make, params Tensor[] Inputs)
{
    /// <summary>Whether a file can hold it.</summary>
    public bool IsSaved { get; init; } = true;

    /// <summary>Whether it has a gradient with respect to its inputs or weights.</summary>
    public bool HasGradient { get; init; } = true;

    /// <summary>Whether the output has the input's mask where the layer supports masking; layers that make masks of
    /// their own do not.</summary>
    public bool PassesMask { get; init; } = true;

    public Type Type { get; } = Make().GetType();

    /// <summary>The row with inputs that may be written into: rows share theirs, and tests run beside each other.
    /// </summary>
    public LayerContract WithOwnInputs()
    {
        var own = Inputs.Distinct().ToDictionary(x => x, x => x.Copy());
        return this with { Inputs = [.. Inputs.Select(x => own[x])] };
    }
}
