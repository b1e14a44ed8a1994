using Valence.Execution;
using Valence.Layers;
using Valence.Saving;

namespace Valence;

/// <summary>A function of a layer's result, such as relu or softmax, under Keras' name.</summary>
/// <param name="name">Keras' name, as files have it.</param>
/// <param name="function">The function, written with operations.</param>
public sealed class ActivationFunction(string name, Func<CallContext, Tensor, Tensor> function)
{
    /// <summary>The function of one of Keras' names, such as <c>relu</c>.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator ActivationFunction(string name) => KerasTables.Default.ActivationNamed(name);

    private ActivationFunction(Layer layer) : this(layer.KerasName, new LayerCall(layer).Apply) => Layer = layer;

    /// <summary>A layer without weights that is used as a function, such as <c>new LeakyReLU(0.1f)</c>.</summary>
    /// <exception cref="ArgumentException">The layer has weights; it is refused when it is first applied.</exception>
    public static implicit operator ActivationFunction(Layer layer) => new(Require.NotNull(layer));

    /// <summary>The layer that is the function, or null for a function of Keras' name.</summary>
    internal Layer? Layer { get; }

    /// <summary>Keras' name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether each row of the result depends on that row of <paramref name="x"/> alone: Keras' functions are
    /// of elements, or of the last axis.</summary>
    internal bool KeepsRowsApart(Shape x) => x.Rank > 1 && (Layer is null
        ? ActivationTable.Keras.TryGetValue(Name, out var known) && ReferenceEquals(known, this)
        : Layer.ActivityRegularizer is null && Layer.KeepsRowsApart([x]));

    /// <summary>Applies the function.</summary>
    public Tensor Apply(CallContext call, Tensor x) => function(call, x);

    /// <summary>Keras' name.</summary>
    public override string ToString() => Name;

    private sealed class LayerCall(Layer layer)
    {
        public Tensor Apply(CallContext call, Tensor x)
        {
            var built = layer.EnsureBuilt([x.Shape]);
            return built.Weights.Count == 0 ? built.Forward(x, call).Tensor
                : throw new ArgumentException($"Expected an activation without weights, received the layer "
                    + $"{layer.KerasName}. Add it to the model after the layer that it follows.");
        }
    }
}
