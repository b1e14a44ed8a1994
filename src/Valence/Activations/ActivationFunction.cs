using Valence.Operations;

namespace Valence;

/// <summary>A function of a layer's result, such as relu or softmax, under Keras' name.</summary>
/// <param name="name">Keras' name, as files have it.</param>
/// <param name="function">The function, written with operations.</param>
public sealed class ActivationFunction(string name, Func<CallContext, Tensor, Tensor> function)
{
    /// <summary>The function of one of Keras' names, such as <c>relu</c>.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message lists those there are.</exception>
    public static implicit operator ActivationFunction(string name) => ActivationTable.Named(name);

    internal ActivationFunction(IActivation of) : this(of.Name, of.Apply) => Of = of;

    /// <summary>The layer that is the function, or null for a function of a name.</summary>
    internal IActivation? Of { get; }

    /// <summary>Keras' name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether each row of the result depends on that row of <paramref name="x"/> alone: Keras' functions are
    /// of elements, or of the last axis.</summary>
    internal bool KeepsRowsApart(Shape x) => x.Rank > 1 && (Of?.KeepsRowsApart(x)
        ?? (ActivationTable.Keras.TryGetValue(Name, out var known) && ReferenceEquals(known, this)));

    /// <summary>Whether each step of the result depends on that step of a sequence alone.</summary>
    internal bool KeepsStepsApart => Of?.KeepsStepsApart
        ?? (ActivationTable.Keras.TryGetValue(Name, out var known) && ReferenceEquals(known, this));

    /// <summary>Applies the function.</summary>
    public Tensor Apply(CallContext call, Tensor x) =>
        function(Require.NotNull(call), Require.NotNull(x));

    /// <summary>Keras' name.</summary>
    public override string ToString() => Name;
}
