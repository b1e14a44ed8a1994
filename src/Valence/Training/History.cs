using System.Globalization;
using Valence.Text;

namespace Valence.Training;

/// <summary>The figures of each epoch: <c>history["val_loss"][^1]</c> is the last validation loss.</summary>
public sealed class History
{
    private readonly List<int> _epochs = [];
    private readonly SortedDictionary<string, (List<int> Epochs, List<float> Values)> _figures =
        new(StringComparer.Ordinal);

    /// <summary>The numbers of the epochs, from 0.</summary>
    public IReadOnlyList<int> Epochs => _epochs;

    /// <summary>The names of the figures: <c>loss</c>, the metrics, and the same with <c>val_</c>.</summary>
    public IEnumerable<string> Names => _figures.Keys;

    /// <summary>A figure's values, one an epoch that had it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such figure; the message lists those there are.</exception>
    public IReadOnlyList<float> this[string name] => _figures.TryGetValue(name, out var figure)
        ? figure.Values
        : throw new KeyNotFoundException($"The history has no '{name}'. {NearName.List(name, _figures.Keys)}");

    /// <summary>What training went on in spite of, each once: a figure that a callback watches and there is not,
    /// targets that the loss has no meaning for, a loss that is not finite. <c>Fit</c> prints them too.</summary>
    public IReadOnlyList<string> Warnings { get; internal set; } = [];

    /// <summary>A line an epoch, with its figures as progress prints them.</summary>
    public override string ToString() => string.Join('\n', _epochs.Select(epoch =>
    {
        var figures = new Figures();
        foreach (var (name, (epochs, values)) in _figures)
            if (epochs.BinarySearch(epoch) is var at and >= 0) figures[name] = values[at];
        return string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}: {figures}");
    }));

    /// <summary>The curves as a picture in SVG, the text of a file <c>.svg</c> or of a part of an HTML page: loss and
    /// <c>val_loss</c>, each metric with its <c>val_</c>, and the learning rate where a callback noted it. Epochs count
    /// from 1, as progress prints them; values that are not finite leave gaps, and a line below says where.</summary>
    /// <exception cref="InvalidOperationException">The history has no epoch.</exception>
    public string ToSvg() => HistoryPicture.Of(this);

    /// <summary>The numbers of the epochs that have a figure, one a value.</summary>
    internal IReadOnlyList<int> EpochsOf(string name) => _figures[name].Epochs;

    /// <summary>Takes over the epochs of the training that this one continues.</summary>
    internal void Restore(ReadOnlySpan<int> epochs, IEnumerable<(string Name, int[] Epochs, Tensor Values)> figures)
    {
        _epochs.AddRange(epochs);
        foreach (var (name, having, values) in figures) _figures[name] = ([.. having], [.. values.Floats]);
    }

    internal void Add(int epoch, IReadOnlyDictionary<string, float> figures)
    {
        _epochs.Add(epoch);
        foreach (var (name, value) in figures)
        {
            if (!_figures.TryGetValue(name, out var figure)) _figures[name] = figure = ([], []);
            figure.Epochs.Add(epoch);
            figure.Values.Add(value);
        }
    }
}
