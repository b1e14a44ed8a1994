using Valence.Operations;

namespace Valence.Layers;

/// <summary>What building a recurrent cell made: its computation on the cell's weights.</summary>
public abstract class BuiltCell
{
    /// <summary>What is made once for a whole sequence, such as dropout masks that all steps share.</summary>
    /// <param name="batch">The number of sequences.</param>
    /// <param name="call">Where operations run.</param>
    public virtual Values Begin(int batch, CallContext call) => default;

    /// <summary>How many values <see cref="Begin"/> makes in such a call; none unless overridden.</summary>
    public virtual int DrawCount(CallContext call) => 0;

    /// <summary>The part of the step that needs no state, for one step <c>[batch, features]</c> or all steps at once
    /// <c>[batch, time, features]</c>; the identity unless overridden.</summary>
    /// <param name="x">The input.</param>
    /// <param name="drawn">What <see cref="Begin"/> made.</param>
    /// <param name="call">Where operations run.</param>
    public virtual Tensor Project(Tensor x, Values drawn, CallContext call) => x;

    /// <summary>One step.</summary>
    /// <param name="x">The step's projected input <c>[batch, …]</c>.</param>
    /// <param name="states">The states <c>[batch, size]</c>.</param>
    /// <param name="drawn">What <see cref="Begin"/> made.</param>
    /// <param name="call">Where operations run.</param>
    /// <returns>The output <c>[batch, outputSize]</c> followed by the new states.</returns>
    public abstract Values Step(Tensor x, Values states, Values drawn, CallContext call);

    /// <summary>A whole sequence in one operation, or null where the cell has none for these options.</summary>
    internal virtual SequenceResult? RunWhole(Tensor x, Tensor? mask, Values states, Values drawn, SequenceWalk walk,
        CallContext call) => null;
}
