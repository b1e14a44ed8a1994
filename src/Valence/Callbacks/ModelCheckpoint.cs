using System.Globalization;
using System.Runtime.CompilerServices;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Saves the model, or its weights alone, after epochs or every so many steps. A file appears whole or not at
/// all; missing folders are made.</summary>
/// <remarks>As in Keras, a further training of the same model has to beat the best one before it.</remarks>
/// <param name="path">The file; <c>{epoch:02d}</c>, <c>{val_loss:.2f}</c> and other figures in braces are filled in as
/// Python does, with sign, fill, alignment, width, grouping, precision and the types d, e, f, g and %; a brace is
/// written twice.</param>
/// <param name="monitor">The figure that decides which model is best.</param>
/// <param name="verbose">1 to print what is saved, and why; 0 for nothing.</param>
/// <param name="saveBestOnly">Whether only improvements are saved.</param>
/// <param name="saveWeightsOnly">Whether the weights alone are saved; the path then ends in <c>.weights.h5</c>.</param>
/// <param name="mode">Which values are better.</param>
public sealed class ModelCheckpoint(string path, string monitor = "val_loss", int verbose = 0,
    bool saveBestOnly = false, bool saveWeightsOnly = false, Choice<Mode> mode = default) : Callback
{
    private const string Best = "best", Epoch = "epoch", Steps = "steps";

    private readonly Monitor _monitor = new(nameof(ModelCheckpoint), Require.NotNull(monitor), mode, 0);
    private readonly PathTemplate _path = new(Checked(Require.NotNull(path), saveWeightsOnly));
    private readonly ConditionalWeakTable<Model, CallbackMemory> _last = [];

    /// <summary>Steps between savings; null to save after each epoch.</summary>
    public int? SaveFrequency { get; init; }

    /// <summary>A value that the first saved model must beat.</summary>
    public double? InitialValueThreshold { get; init; }

    /// <summary>The classes that the file may name, for layers of one's own; Keras' own when null.</summary>
    public KerasTables? Tables { get; init; }

    /// <inheritdoc/>
    public override bool WatchesBatches => SaveFrequency is not null;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingState state)
    {
        var memory = state.MemoryOf(this);
        memory[Best] ??= _last.TryGetValue(state.Model, out var before) ? before[Best] : InitialValueThreshold;
        _last.AddOrUpdate(state.Model, memory);
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, TrainingState state) => state.MemoryOf(this)[Epoch] = epoch;

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        if (SaveFrequency is not { } frequency) return;
        var memory = state.MemoryOf(this);
        memory[Steps] = (memory[Steps] ?? 0) + 1;
        if (memory[Steps] % frequency == 0) SaveIfBetter(state, batch);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        if (SaveFrequency is null) SaveIfBetter(state, null);
    }

    private void SaveIfBetter(TrainingState state, int? batch)
    {
        var why = "";
        if (saveBestOnly)
        {
            var best = (float?)state.MemoryOf(this)[Best];
            if (_monitor.Value(state) is not { } current)
                _monitor.Miss(state, "saves the model without knowing whether it is the best");
            else if (!_monitor.IsBetter(current, best, state))
            {
                Say(state, string.Create(CultureInfo.InvariantCulture, $"{monitor} did not improve from {best:F5}"));
                return;
            }
            else
            {
                why = string.Create(CultureInfo.InvariantCulture,
                    $"{monitor} improved from {(best is { } old ? $"{old:F5}" : "none")} to {current:F5}, ");
                state.MemoryOf(this)[Best] = current;
            }
        }
        var file = Filled(state, batch);
        Say(state, $"{why}saving model to {file}");
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        if (saveWeightsOnly) state.Model.SaveWeights(file);
        else state.Model.Save(file, tables: Tables);
    }

    private void Say(TrainingState state, string what)
    {
        if (verbose > 0)
            state.Say(string.Create(CultureInfo.InvariantCulture, $"Epoch {state.MemoryOf(this)[Epoch] + 1}: {what}"));
    }

    private string Filled(TrainingState state, int? batch)
    {
        return _path.Fill(Value, state.Logs.Keys);

        double? Value(string name) => name == "epoch" ? state.MemoryOf(this)[Epoch] + 1
            : name == "batch" && batch is { } step ? step + 1
            : state.Logs.TryGetValue(name, out var value) ? value : null;
    }

    private static string Checked(string path, bool weightsOnly) =>
        weightsOnly == path.EndsWith(".weights.h5", StringComparison.Ordinal) ? path
        : throw new ArgumentException(weightsOnly
            ? $"A checkpoint of weights alone ends in '.weights.h5', received '{path}'."
            : $"'{path}' is a name for weights alone. Set saveWeightsOnly, or use another name.", nameof(path));
}
