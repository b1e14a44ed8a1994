namespace Valence.Training;

/// <summary>What a callback remembers from epoch to epoch of one training. A new training begins with none, and one
/// that a backup continues with what the callback knew when it was made.</summary>
/// <seealso cref="TrainingState.MemoryOf"/>
public sealed class CallbackMemory
{
    private readonly SortedDictionary<string, double> _numbers = new(StringComparer.Ordinal);

    /// <summary>A number by its name; null where there is none.</summary>
    public double? this[string name]
    {
        get => _numbers.TryGetValue(name, out var number) ? number : null;
        set
        {
            if (value is { } number) _numbers[name] = number;
            else _numbers.Remove(name);
        }
    }

    /// <summary>Tensors, such as the weights of the best epoch; null where there are none.</summary>
    public IReadOnlyList<Tensor>? Tensors { get; set; }

    /// <summary>The numbers by their names.</summary>
    internal IReadOnlyDictionary<string, double> Numbers => _numbers;
}
