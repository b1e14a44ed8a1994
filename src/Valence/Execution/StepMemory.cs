using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Operations;

namespace Valence.Execution;

/// <summary>The tensors of one step, reused by the next, so that steady work allocates nothing.</summary>
/// <remarks>
/// While gradients may be asked for, the n-th request of a step gets the n-th tensor again. Otherwise memory is given
/// back within the step: what a layer made and did not return is free when the layer ends, and what it returned once no
/// later layer of the graph reads it. A request then gets the smallest free tensor that is large enough.
/// Not safe for several threads; each concurrent call has its own.
/// </remarks>
/// <param name="backend">What makes the storage of the tensors.</param>
/// <param name="givesBack">Whether memory is given back within a step.</param>
public sealed class StepMemory(Backend backend, bool givesBack = false)
{
    // A free tensor of more than this many elements serves no request for less than half of it.
    private const int LargeElements = 1 << 18;
    private const int WastedShare = 2;

    private readonly List<Tensor> _tensors = [];
    private readonly List<Tensor> _views = [];
    private readonly List<Tensor>[] _free = [[], [], []];
    private int _used;
    private int _viewsUsed;

    /// <summary>Whether memory that is given back is filled with what no computation may read: tests ask for
    /// it.</summary>
    internal static bool Poisons { get; set; }

    /// <summary>What makes the storage of the tensors, and whose kernels work on it.</summary>
    public Backend Backend { get; } = backend;

    /// <summary>Whether memory is given back within a step.</summary>
    internal bool GivesBack { get; } = givesBack;

    /// <summary>The memory that takes back what a call has made and needs no more; null where all of it stays until the
    /// call ends.</summary>
    internal static StepMemory? TakingBack(CallContext call) => (call.Executor as EagerExecutor)?.GivesBack;

    /// <summary>The number of tensors in use, to be given to <see cref="Leave"/>.</summary>
    internal int Mark => _used;

    /// <summary>How much memory it has, in use and free.</summary>
    internal long Bytes { get; private set; }

    /// <summary>A tensor with undefined elements, valid until <see cref="Reset"/>.</summary>
    public Tensor Rent(TensorSpec spec)
    {
        var room = spec.MostRows == 0 ? spec.Shape : spec.Shape.With(0, spec.MostRows);
        if (GivesBack) _tensors.Add(Fit(room, spec.Type));
        else if (_used == _tensors.Count) _tensors.Add(Made(room, spec.Type));
        else Prepare(_tensors[_used], room, spec.Type);
        var tensor = _tensors[_used++];
        if (spec.MostRows == 0) return tensor;
        tensor.TryReset(spec.Shape, spec.Type);
        tensor.MostRows = spec.MostRows;
        return tensor;
    }

    /// <summary>Ends the step: all its tensors become available again.</summary>
    public void Reset()
    {
        if (GivesBack)
        {
            foreach (var tensor in _tensors) Free(tensor);
            _tensors.Clear();
        }
        _used = _viewsUsed = 0;
    }

    /// <summary>The elements of <paramref name="source"/> under another shape, valid as long as it is.</summary>
    public Tensor View(Tensor source, Shape shape)
    {
        if (_viewsUsed == _views.Count) _views.Add(Tensor.Described(shape, source.Type));
        var view = _views[_viewsUsed++];
        view.Borrow(source, shape);
        return view;
    }

    /// <summary>Says that a place of the call needs the elements until they are dropped.</summary>
    internal static void Hold(Value value)
    {
        value.Tensor.Hold();
        value.Mask?.Hold();
    }

    /// <summary>Ends what <c>Hold</c> began.</summary>
    /// <param name="value">What was held.</param>
    /// <param name="release">Whether the memory is free where nobody else holds it; otherwise it is the caller's
    /// still.</param>
    internal void Drop(Value value, bool release)
    {
        Drop(value.Tensor.Storage, release);
        if (value.Mask is { } mask) Drop(mask.Storage, release);
    }

    /// <summary>Gives back what was rented since <paramref name="mark"/> and is neither held nor part of
    /// <paramref name="kept"/>.</summary>
    internal void Leave(int mark, Values kept)
    {
        if (_used == mark || StandsForOthers(kept)) return;
        var next = mark;
        for (var i = mark; i < _used; i++)
            if (_tensors[i].Storage.Holders > 0 || IsPart(_tensors[i].Storage, kept)) _tensors[next++] = _tensors[i];
            else Free(_tensors[i]);
        Shorten(next);
    }

    /// <summary>Whether one of the values reads other tensors when it is read itself, so that those must
    /// stay.</summary>
    internal static bool StandsForOthers(Values values)
    {
        for (var i = 0; i < values.Count; i++)
            if (values[i].Tensor is { HasElements: true, Storage.ReadsOthers: true }) return true;
        return false;
    }

    /// <summary>Gives back a tensor that nobody holds.</summary>
    internal void Release(Tensor tensor) => Release(tensor.Storage);

    private void Release(Storage storage)
    {
        if (storage.Holders != 0) return;
        for (var i = _used - 1; i >= 0; i--)
            if (_tensors[i] is var tensor && ReferenceEquals(tensor.Storage, storage))
            {
                CollectionsMarshal.AsSpan(_tensors)[(i + 1)..].CopyTo(CollectionsMarshal.AsSpan(_tensors)[i..]);
                Shorten(_used - 1);
                Free(tensor);
                return;
            }
    }

    private void Drop(Storage storage, bool release)
    {
        if (storage.Holders > 0 && --storage.Holders == 0 && release) Release(storage);
    }

    private void Shorten(int count)
    {
        _tensors.RemoveRange(count, _tensors.Count - count);
        _used = count;
    }

    private static bool IsPart(Storage storage, Values values)
    {
        for (var i = 0; i < values.Count; i++)
            if (ReferenceEquals(values[i].Tensor.Storage, storage)
                || ReferenceEquals(values[i].Mask?.Storage, storage)) return true;
        return false;
    }

    private Tensor Fit(Shape shape, ElementType type)
    {
        var free = _free[(int)type];
        var (count, at) = (shape.Count, Place(free, shape.Count));
        Tensor tensor;
        if (at < free.Count && (free[at].Storage.Capacity is var capacity && capacity < LargeElements
            || capacity / WastedShare <= count) || at == free.Count && --at >= 0)
        {
            tensor = free[at];
            free.RemoveAt(at);
            Prepare(tensor, shape, type);
        }
        else tensor = Made(shape, type);
        tensor.Storage.Holders = 0;
        return tensor;
    }

    private Tensor Made(Shape shape, ElementType type)
    {
        var tensor = Tensor.Described(shape, type);
        Prepare(tensor, shape, type);
        return tensor;
    }

    private void Prepare(Tensor tensor, Shape shape, ElementType type)
    {
        if (tensor.TryReset(shape, type)) return;
        var before = tensor.HasElements ? tensor.Storage.Capacity : 0;
        tensor.Use(Backend.NewStorage(type, shape.Count), shape);
        Bytes += sizeof(float) * (tensor.Storage.Capacity - (long)before);
    }

    private void Free(Tensor tensor)
    {
        tensor.Storage.Holders = 0;
        if (Poisons) Poison(tensor);
        var free = _free[(int)tensor.Type];
        free.Insert(Place(free, tensor.Storage.Capacity), tensor);
    }

    // The first of at least so many elements: they are in the order of their sizes.
    private static int Place(List<Tensor> free, int count)
    {
        var (low, high) = (0, free.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (free[middle].Storage.Capacity < count) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static void Poison(Tensor tensor)
    {
        if (tensor.Type == ElementType.Float32) tensor.Overwrite<float>().Fill(float.NaN);
        else if (tensor.Type == ElementType.Int32) tensor.Overwrite<int>().Fill(int.MinValue);
        else tensor.Overwrite<string>().Fill("?");
    }
}
