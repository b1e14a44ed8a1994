using Valence.Operations;

namespace Valence.Execution;

/// <summary>The tensors of one step, reused by the next: the n-th request of a step gets the n-th tensor again, so that
/// steady training allocates nothing.</summary>
/// <remarks>Not safe for several threads; each concurrent call has its own.</remarks>
public sealed class StepMemory
{
    private readonly List<Tensor> _tensors = [];
    private readonly List<Tensor> _views = [];
    private int _used;
    private int _viewsUsed;

    /// <summary>A tensor with undefined elements, valid until <see cref="Reset"/>.</summary>
    /// <param name="spec">What it looks like.</param>
    /// <param name="mostRows">How long its first axis may be in another step, where that depends on the data: memory
    /// for so many rows is taken at once.</param>
    internal Tensor Rent(TensorSpec spec, int mostRows)
    {
        var tensor = Rent(mostRows == 0 ? spec : spec with { Shape = spec.Shape.With(0, mostRows) });
        if (mostRows == 0) return tensor;
        tensor.Reset(spec.Shape, spec.Type);
        tensor.MostRows = mostRows;
        return tensor;
    }

    /// <summary>A tensor with undefined elements, valid until <see cref="Reset"/>.</summary>
    public Tensor Rent(TensorSpec spec)
    {
        if (_used == _tensors.Count) _tensors.Add(Tensor.Uninitialized(spec.Shape, spec.Type));
        else _tensors[_used].Reset(spec.Shape, spec.Type);
        return _tensors[_used++];
    }

    /// <summary>Ends the step: all its tensors become available again.</summary>
    public void Reset() => _used = _viewsUsed = 0;

    /// <summary>The elements of <paramref name="source"/> under another shape, valid as long as it is.</summary>
    public Tensor View(Tensor source, Shape shape)
    {
        if (_viewsUsed == _views.Count) _views.Add(Tensor.Described(shape, source.Type));
        var view = _views[_viewsUsed++];
        view.Borrow(source, shape);
        return view;
    }
}
