using Valence.Layers;
using Valence.Operations;

namespace Valence.Models;

/// <summary>Layers with weights, that can be trained and asked. A model is a layer too, so models nest.</summary>
public abstract class Model : Layer
{
    /// <summary>The layers, in Keras' order.</summary>
    public abstract IReadOnlyList<Layer> Layers { get; }

    /// <summary>The seed of initial weights, shuffling and dropout; equal seeds give equal bits.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Layers;

    /// <summary>What the model takes: shapes with the batch first, unknown axes −1. Empty while that is not known.</summary>
    public abstract IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>The names of the outputs, by which losses, metrics and histories of several outputs are told apart.</summary>
    public abstract IReadOnlyList<string> OutputNames { get; }

    /// <summary>The layer of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public Layer GetLayer(string name) =>
        Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new ArgumentException($"The model has no layer '{name}'; it has {string.Join(", ", Layers.Select(layer => $"'{layer.Name}'"))}.", nameof(name));

    /// <summary>Builds the weights for inputs of the given shapes (the batch first; −1 where unknown) and initializes them from <see cref="Seed"/>.</summary>
    public void BuildFor(params ReadOnlySpan<Shape> inputs)
    {
        EnsureBuilt(inputs);
        InitializeWeights();
    }

    internal void InitializeWeights()
    {
        foreach (var layer in Layers)
        {
            layer.Initialize(Seed);
            if (layer is Model nested) nested.InitializeWeights();
        }
        Initialize(Seed);
    }
}
