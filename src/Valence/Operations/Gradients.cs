namespace Valence.Operations;

/// <summary>The gradients of one recorded step, by tensor: dense ones, and those of single rows of tables.</summary>
internal sealed class Gradients
{
    private readonly HashSet<Tensor> _tracked = [];
    private readonly Dictionary<Tensor, Tensor> _dense = [];
    private readonly Dictionary<Tensor, (Tensor Ids, Tensor Rows)> _rows = [];

    public void Track(Tensor tensor) => _tracked.Add(tensor);

    public bool IsTracked(Tensor tensor) => _tracked.Contains(tensor);

    /// <summary>Begins with the gradient that another record has of a tensor.</summary>
    public void GoOn(Tensor of, Gradients other)
    {
        Track(of);
        if (other._dense.TryGetValue(of, out var dense)) _dense[of] = dense;
        if (other._rows.TryGetValue(of, out var rows)) _rows[of] = rows;
    }

    /// <summary>Takes the gradient that another record went on with; what is new of it is kept by
    /// <paramref name="keep"/>.</summary>
    public void Replace(Tensor of, Gradients other, Func<Tensor, Tensor> keep)
    {
        var (dense, rows) = (Dense(of), Rows(of));
        _rows.Remove(of);
        if (other.Dense(of) is { } whole) _dense[of] = ReferenceEquals(whole, dense) ? whole : keep(whole);
        if (other.Rows(of) is var (ids, values))
            _rows[of] = rows is var (oldIds, oldValues) && ReferenceEquals(values, oldValues) ? (oldIds, oldValues)
                : (keep(ids), keep(values));
    }

    public Tensor? Dense(Tensor of) => _dense.GetValueOrDefault(of);

    /// <summary>The gradient of a tensor that an operation made: that of single rows becomes dense.</summary>
    public Tensor? Whole(Tensor of, CallContext call)
    {
        if (_rows.Remove(of, out var rows)) _dense[of] = call.ScatterRows(rows.Ids, rows.Rows, of);
        return Dense(of);
    }

    public (Tensor Ids, Tensor Rows)? Rows(Tensor of) => _rows.TryGetValue(of, out var rows) ? rows : null;

    public void Add(Tensor to, Tensor gradient, CallContext call)
    {
        if (gradient.Shape != to.Shape)
            throw new ShapeException("gradient", $"expected {to.Shape}, received {gradient.Shape}");
        if (_rows.Remove(to, out var rows)) gradient = call.Add(call.ScatterRows(rows.Ids, rows.Rows, to), gradient);
        _dense[to] = _dense.TryGetValue(to, out var sum) ? call.Add(sum, gradient) : gradient;
    }

    public void AddRows(Tensor to, Tensor ids, Tensor rows, CallContext call)
    {
        if (_dense.ContainsKey(to)) Add(to, call.ScatterRows(ids, rows, to), call);
        else if (!_rows.TryGetValue(to, out var present)) _rows[to] = (ids, rows);
        else if (ReferenceEquals(present.Ids, ids)) _rows[to] = (ids, call.Add(present.Rows, rows));
        else Add(to, call.ScatterRows(ids, rows, to), call);
    }

    public void Forget()
    {
        _dense.Clear();
        _rows.Clear();
    }

    public void Clear()
    {
        _tracked.Clear();
        Forget();
    }
}
