using Valence.Operations;

namespace Valence;

/// <summary>What is used as an activation function and is none by itself.</summary>
internal interface IActivation
{
    string Name { get; }

    Tensor Apply(CallContext call, Tensor x);

    /// <summary>Whether each row of the result depends on that row of <paramref name="x"/> alone.</summary>
    bool KeepsRowsApart(Shape x);

    /// <summary>Whether each step of the result depends on that step of a sequence alone.</summary>
    bool KeepsStepsApart { get; }
}
