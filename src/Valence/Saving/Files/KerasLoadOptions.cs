using Valence.Backends;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>How a model's file is opened.</summary>
public sealed record KerasLoadOptions
{
    /// <summary>The classes that the file may name; Keras' own by default.</summary>
    public KerasTables Tables { get; init; } = KerasTables.Default;

    /// <summary>Where the model's operations run; the CPU when null.</summary>
    public Backend? Backend { get; init; }

    /// <summary>Whether the model is compiled as the file describes.</summary>
    public TrainingConfiguration Training { get; init; }

    /// <summary>The most elements that the weights may have; 2³¹ by default. What the file really holds bounds them
    /// too.</summary>
    public long MaxParameters { get; init; } = 1L << 31;

    /// <summary>The most elements that layers may make of one row, together; lengths that only data tells count as
    /// 1,024. When null, as many as a thirty-second of the machine's memory has (2²⁴ at least and 2³⁰ at most), and
    /// four for each element of the weights that the file really holds.</summary>
    public long? MaxActivations { get; init; }

    /// <summary>The most layers and uses of layers; 20,000 by default.</summary>
    public int MaxLayers { get; init; } = LayerBounds.Most;

    /// <summary>What ends the reading between two weights, with an
    /// <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }
}
