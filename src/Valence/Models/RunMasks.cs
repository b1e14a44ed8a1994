namespace Valence.Models;

/// <summary>The masks that Keras' runs of a graph know, where they are others than the graph's own.</summary>
/// <remarks>Attention of several heads takes the masks of its inputs away when the graph runs. What a model gives has
/// the mask that its layers made only when the graph runs.</remarks>
/// <param name="training">Whether the runs are those of training.</param>
internal sealed class RunMasks(bool training)
{
    private readonly Dictionary<SymbolicTensor, int> _known = [];
    private readonly Dictionary<SymbolicTensor, SymbolicTensor> _same = [];
    private readonly HashSet<SymbolicTensor> _unknown = [];

    /// <summary>Where the mask of a value is: one of the numbers of <see cref="MaskPlace"/>.</summary>
    public int Of(SymbolicTensor symbol) => _known.GetValueOrDefault(Itself(symbol), MaskPlace.Own);

    /// <inheritdoc cref="Of(SymbolicTensor)"/>
    public int Of(UseInput input) => input.Symbol is { } symbol ? Of(symbol) : MaskPlace.Own;

    /// <summary>Whether the graph knows the mask that the value carries, if it carries one.</summary>
    public bool IsInGraph(UseInput input) => input.Symbol is not { } symbol || !_unknown.Contains(symbol);

    /// <summary>Says that a layer takes the masks of its inputs away.</summary>
    public void Take(IReadOnlyList<UseInput> inputs)
    {
        foreach (var input in inputs)
            if (input.Symbol is { } symbol) _known[Itself(symbol)] = MaskPlace.None;
    }

    /// <summary>Says what masks the outputs of a use have.</summary>
    /// <param name="node">The use.</param>
    /// <param name="mask">Where they are.</param>
    /// <param name="isInGraph">Whether the graph knows what the outputs carry.</param>
    public void Give(LayerNode node, int mask, bool isInGraph)
    {
        // Keras' layers that change nothing give the very array back, with whatever happens to its mask.
        var same = node.Layer.ReturnsInput(node.Training ?? training) ? node.Arguments[0].Symbol : null;
        foreach (var output in node.Outputs)
        {
            if (same is not null) _same[output] = Itself(same);
            else if (mask != MaskPlace.Own) _known[output] = mask;
            if (!isInGraph) _unknown.Add(output);
        }
    }

    private SymbolicTensor Itself(SymbolicTensor symbol) => _same.GetValueOrDefault(symbol, symbol);
}
