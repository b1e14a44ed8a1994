namespace Valence.Formats;

/// <summary>A Python list; compact while it holds nothing but small integers.</summary>
internal sealed class PickleList
{
    private List<int>? _ints = [];
    private List<PickleValue>? _values;

    public int Count => _ints?.Count ?? _values?.Count ?? 0;

    public PickleValue this[int index] => _ints is not null ? PickleValue.Of(_ints[index]) : _values is not null
        ? _values[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public void Add(PickleValue value)
    {
        if (_ints is not null)
        {
            if (value is { Kind: PickleKind.Integer, Integer: >= int.MinValue and <= int.MaxValue })
            {
                _ints.Add((int)value.Integer);
                return;
            }
            _values = _ints.ConvertAll(item => PickleValue.Of(item));
            _ints = null;
        }
        (_values ??= []).Add(value);
    }
}
