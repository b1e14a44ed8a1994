using System.Globalization;
using Valence.Text;

namespace Valence.Training;

/// <summary>The figures of each epoch: <c>history["val_loss"][^1]</c> is the last validation loss.</summary>
public sealed class History
{
    private readonly List<int> _epochs = [];
    private readonly SortedDictionary<string, List<float>> _figures = new(StringComparer.Ordinal);

    /// <summary>The numbers of the epochs, from 0.</summary>
    public IReadOnlyList<int> Epochs => _epochs;

    /// <summary>The names of the figures: <c>loss</c>, the metrics, and the same with <c>val_</c>.</summary>
    public IEnumerable<string> Names => _figures.Keys;

    /// <summary>A figure's values, one an epoch that had it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such figure; the message lists those there are.</exception>
    public IReadOnlyList<float> this[string name] => _figures.TryGetValue(name, out var values)
        ? values
        : throw new KeyNotFoundException($"The history has no '{name}'. {NearName.List(name, _figures.Keys)}");

    /// <summary>What training went on in spite of, each once: a figure that a callback watches and there is not,
    /// targets that the loss has no meaning for, a loss that is not finite. <c>Fit</c> prints them too.</summary>
    public IReadOnlyList<string> Warnings { get; internal set; } = [];

    /// <summary>A line an epoch, with its figures as progress prints them.</summary>
    public override string ToString() => string.Join('\n', _epochs.Select((epoch, i) =>
    {
        var figures = new Figures();
        // A figure that came later, or not every time, is told of the last epochs that have one.
        foreach (var (name, values) in _figures)
            if (i - (_epochs.Count - values.Count) is var at and >= 0) figures[name] = values[at];
        return string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}: {figures}");
    }));

    /// <summary>Takes over the epochs of the training that this one continues.</summary>
    internal void Restore(ReadOnlySpan<int> epochs, IEnumerable<(string Name, Tensor Values)> figures)
    {
        _epochs.AddRange(epochs);
        foreach (var (name, values) in figures) _figures[name] = [.. values.Floats];
    }

    internal void Add(int epoch, IReadOnlyDictionary<string, float> figures)
    {
        _epochs.Add(epoch);
        foreach (var (name, value) in figures)
        {
            if (!_figures.TryGetValue(name, out var values)) _figures[name] = values = [];
            values.Add(value);
        }
    }
}
