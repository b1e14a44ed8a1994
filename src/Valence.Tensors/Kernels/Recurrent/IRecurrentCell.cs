namespace Valence.Kernels;

/// <summary>The formula of a recurrent cell for one vector of units. Gates come in the order of the weights.</summary>
internal interface IRecurrentCell
{
    /// <summary>G, the number of gates: 1 to 4.</summary>
    static abstract int Gates { get; }

    /// <summary>S, how many numbers per unit and step the backward pass needs: at most 4.</summary>
    static abstract int Saved { get; }

    /// <summary>Whether there is a cell state beside the output.</summary>
    static abstract bool HasCell { get; }

    /// <summary>Whether the last gate's recurrent product is kept apart from its input, which makes the gradients of
    /// the two differ.</summary>
    static abstract bool SplitsLastGate { get; }

    /// <summary>The gates that need nothing but their own sum, in place. Apart from the rest of the step because their
    /// long chains then overlap from row to row.</summary>
    /// <param name="s">Input plus recurrent product of each gate; the recurrent product alone for a split last
    /// gate.</param>
    static abstract void Activate<L, V>(ref GateVectors<V> s) where L : struct, ILanes<V> where V : unmanaged;

    /// <summary>The rest of a step.</summary>
    /// <param name="s">The gates, those of <see cref="Activate"/> activated; replaced by what the backward pass
    /// needs.</param>
    /// <param name="x">The input of a split last gate.</param>
    /// <param name="h">State, replaced.</param>
    /// <param name="c">Cell state, replaced.</param>
    static abstract void Forward<L, V>(ref GateVectors<V> s, V x, ref V h, ref V c) where L : struct, ILanes<V>
        where V : unmanaged;

    /// <summary>The gradient of one step.</summary>
    /// <param name="saved">What the forward step saved.</param>
    /// <param name="h">State before the step.</param>
    /// <param name="c">Cell state after the step.</param>
    /// <param name="cBefore">Cell state before the step.</param>
    /// <param name="dh">Gradient of the state after the step; becomes the part that reaches the state before it without
    /// passing a product.</param>
    /// <param name="dc">Gradient of the cell state, replaced by that before the step.</param>
    /// <param name="dz">Gradient of each gate's input.</param>
    /// <param name="dRecurrent">Gradient of the recurrent product of a split last gate.</param>
    static abstract void Backward<L, V>(in GateVectors<V> saved, V h, V c, V cBefore, ref V dh, ref V dc,
        out GateVectors<V> dz, out V dRecurrent)
        where L : struct, ILanes<V> where V : unmanaged;
}
