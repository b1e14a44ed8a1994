using System.Globalization;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Operations;

namespace Valence.Training;

/// <summary>What a compiled model minimises and reports, with the running values of one training, validation or
/// evaluation.</summary>
internal sealed class Objective
{
    private readonly Model _model;
    private readonly IReadOnlyList<Loss> _losses;
    private readonly IReadOnlyList<double>? _lossWeights;
    private readonly RunningMean[] _lossMeans;
    private readonly RunningMean _total = new();
    private readonly Tensor[] _lossTensors;
    private readonly Entry[] _entries;

    /// <summary>Running values that have seen no batch; the model is built.</summary>
    public Objective(Model model, Compilation compilation)
    {
        _model = model;
        _losses = compilation.Losses;
        _lossWeights = compilation.Options.LossWeights;
        _lossMeans = [.. _losses.Select(_ => new RunningMean())];
        _lossTensors = new Tensor[_losses.Count];
        _entries = [.. Named(compilation.Options)];
    }

    /// <summary>Whether the only output's targets are class numbers, one for each of its rows or time steps.</summary>
    public bool TellsSteps => _losses is [SparseLoss];

    /// <summary>The total loss of one step as a tensor: weighted losses of all outputs, penalties of layers and of
    /// weights.</summary>
    public Tensor Loss(Values outputs, BatchBuffer batch, IReadOnlyList<Tensor?> sampleWeights, CallContext call)
    {
        if (outputs.Count != _losses.Count)
            throw new ShapeException(_model.Place,
                $"expected {_losses.Count} outputs for {_losses.Count} compiled losses, received {outputs.Count}");
        if (batch.Y.Length != _losses.Count)
            throw new ShapeException(_model.Place, $"expected {_losses.Count} targets, received {batch.Y.Length}");
        Tensor? total = null;
        for (var i = 0; i < _losses.Count; i++)
        {
            var loss = _lossTensors[i] = _losses[i]
                .Compute(batch.Y[i], outputs[i].Tensor, call, Of(sampleWeights, i), outputs[i].Mask);
            if (_lossWeights is { } weights) loss = call.Scale(loss, (float)weights[i]);
            total = total is null ? loss : call.Add(total, loss);
        }
        return AddPenalties(total!, call);
    }

    /// <summary>The loss plus the penalties of layers and of regularized weights that are trained; as in Keras, frozen
    /// ones cost nothing.</summary>
    public Tensor AddPenalties(Tensor loss, CallContext call)
    {
        for (var i = 0; i < call.Losses.Count; i++) loss = call.Add(loss, call.Losses[i]);
        if (!_model.Trainable) return loss;
        var weights = _model.Weights;
        for (var i = 0; i < weights.Count; i++)
            if (weights[i] is { IsTrained: true, Regularizer: { } regularizer })
                loss = call.Add(loss, regularizer.Penalty(weights[i].Value, call));
        return loss;
    }

    /// <summary>Enters a step's losses into their running means; each sample counts the same.</summary>
    public void TrackLoss(float total, int rows)
    {
        _total.Add(total, rows);
        if (_losses.Count > 1)
            for (var i = 0; i < _losses.Count; i++) _lossMeans[i].Add(_lossTensors[i].Scalar, rows);
    }

    /// <summary>Enters a step's outputs into the metrics. Masked steps do not count for metrics that use the mask;
    /// sample weights count for weighted metrics.</summary>
    public void TrackMetrics(Values outputs, BatchBuffer batch, IReadOnlyList<Tensor?> sampleWeights, CallContext call)
    {
        foreach (var (metric, state, output, weighted, _) in _entries)
        {
            var mask = metric.UsesMask ? outputs[output].Mask : null;
            var own = weighted ? Of(sampleWeights, output) : null;
            var weight = own is null ? mask : mask is null ? own : Losses.Loss.Weighted(mask, own, call);
            state.Update(batch.Y[output], outputs[output].Tensor, weight, call);
        }
    }

    public void Reset()
    {
        _total.Reset();
        foreach (var mean in _lossMeans) mean.Reset();
        foreach (var entry in _entries) entry.State.Reset();
    }

    /// <summary>A metric whose running values cannot be kept, by its name; null where there is none.</summary>
    public string? Untold => _entries.FirstOrDefault(entry => entry.State.Numbers is null)?.Name;

    /// <summary>All running values.</summary>
    public IReadOnlyList<double[]> Numbers
    {
        get => [.. _lossMeans.Prepend(_total).Select(mean => mean.Numbers),
            .. _entries.Select(entry => entry.State.Numbers ?? [])];
        set
        {
            _total.Numbers = value[0];
            for (var i = 0; i < _lossMeans.Length; i++) _lossMeans[i].Numbers = value[1 + i];
            for (var i = 0; i < _entries.Length; i++) _entries[i].State.Numbers = value[1 + _lossMeans.Length + i];
        }
    }

    /// <summary>Writes the running figures, with <paramref name="prefix"/> before each name.</summary>
    public void Report(SortedDictionary<string, float> logs, string prefix = "")
    {
        logs[prefix + "loss"] = _total.Value;
        if (_losses.Count > 1)
            for (var i = 0; i < _losses.Count; i++) logs[$"{prefix}{_model.OutputNames[i]}_loss"] = _lossMeans[i].Value;
        foreach (var entry in _entries) logs[prefix + entry.Name] = entry.State.Value;
    }

    /// <summary>Of each figure, whether higher is better.</summary>
    public Dictionary<string, bool?> Directions()
    {
        var directions = new Dictionary<string, bool?> { ["loss"] = false, ["val_loss"] = false };
        foreach (var entry in _entries) directions[entry.Name] = directions["val_" + entry.Name] =
            entry.Metric.HigherIsBetter;
        foreach (var name in _losses.Count > 1 ? _model.OutputNames : [])
            directions[name + "_loss"] = directions[$"val_{name}_loss"] = false;
        return directions;
    }

    // Of equal names, later ones are numbered; a weighted metric is first told apart by that word.
    private IEnumerable<Entry> Named(CompileOptions options)
    {
        var uses = new Dictionary<string, int> { ["loss"] = 1 };
        foreach (var (lists, weighted) in new[] { (options.Metrics, false), (options.WeightedMetrics, true) })
            for (var output = 0; output < _losses.Count; output++)
                foreach (var metric in lists?[output] ?? [])
                {
                    var prefix = _losses.Count > 1 ? _model.OutputNames[output] + "_" : "";
                    var name = prefix + metric.Name;
                    if (weighted && uses.ContainsKey(name)) name = $"{prefix}weighted_{metric.Name}";
                    var earlier = uses.GetValueOrDefault(name);
                    uses[name] = earlier + 1;
                    yield return new(metric, metric.NewState((_losses[output] as SparseLoss)?.IgnoredClass), output,
                        weighted, earlier == 0 ? name
                            : string.Create(CultureInfo.InvariantCulture, $"{name}_{earlier}"));
                }
    }

    private static Tensor? Of(IReadOnlyList<Tensor?> sampleWeights, int output) =>
        sampleWeights.Count == 0 ? null : sampleWeights[sampleWeights.Count == 1 ? 0 : output];

    private sealed record Entry(Metric Metric, MetricState State, int Output, bool Weighted, string Name);
}
