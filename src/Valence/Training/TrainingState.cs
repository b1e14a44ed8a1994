using Valence.Callbacks;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>What callbacks see of a training in progress.</summary>
public sealed class TrainingState
{
    private readonly List<string> _warnings = [];
    private readonly Dictionary<Callback, CallbackMemory> _memories = [];

    internal TrainingState(Model model, OptimizerState optimizer, IReadOnlyDictionary<string, bool?> directions,
        IBatchSource batches)
    {
        Batches = batches;
        Model = model;
        Optimizer = optimizer;
        Directions = directions;
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>The state of its optimizer.</summary>
    public OptimizerState Optimizer { get; }

    /// <summary>The figures of the epoch so far.</summary>
    public SortedDictionary<string, float> Logs { get; } = new(StringComparer.Ordinal);

    /// <summary>Of each figure, whether higher values are better; null where that is not known.</summary>
    public IReadOnlyDictionary<string, bool?> Directions { get; }

    /// <summary>The number of the last epoch plus one, as given to <c>Fit</c>.</summary>
    public int Epochs { get; internal set; }

    /// <summary>The epoch that training begins with, counted from 0; a callback may put it off before training begins,
    /// as <see cref="Callbacks.BackupAndRestore"/> does.</summary>
    public int InitialEpoch { get; set; }

    /// <summary>How many steps of the first epoch were taken by the training that this one continues.</summary>
    internal int InitialStep { get; set; }

    /// <summary>The running values after those steps.</summary>
    internal IReadOnlyList<double[]> InitialFigures { get; set; } = [];

    /// <summary>The running values of the epoch so far.</summary>
    internal Objective? Objective { get; init; }

    /// <summary>The epoch that is under way, counted from 0.</summary>
    internal int Epoch { get; set; }

    /// <summary>Where the epoch began in the data.</summary>
    internal (int Pass, long Batches) EpochPlace { get; set; }

    /// <summary>What <paramref name="callback"/> remembers in this training; a backup holds it too.</summary>
    public CallbackMemory MemoryOf(Callback callback)
    {
        if (!_memories.TryGetValue(Require.NotNull(callback), out var memory)) _memories[callback] = memory = new();
        return memory;
    }

    /// <summary>What was warned of so far; <see cref="History.Warnings"/> holds it in the end.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Warns of something that training goes on in spite of. The same sentence counts once.</summary>
    /// <exception cref="TrainingWarningException">The options make warnings errors.</exception>
    public void Warn(string sentence)
    {
        if (_warnings.Contains(sentence)) return;
        if (WarningsAreErrors) throw new TrainingWarningException(sentence);
        _warnings.Add(sentence);
        Progress?.Warn(sentence);
    }

    /// <summary>Prints a line of a callback where training prints, also where training itself prints nothing.</summary>
    internal void Say(string line)
    {
        if (Progress is { } progress) progress.Say(line);
        else (Output ?? Console.Out).WriteLine(line);
    }

    /// <summary>Where training prints; standard output where null.</summary>
    internal TextWriter? Output { get; init; }

    /// <summary>Takes over a warning of the training that this one continues.</summary>
    internal void Recall(string sentence)
    {
        if (!_warnings.Contains(sentence)) _warnings.Add(sentence);
    }

    /// <summary>The callbacks of the training, in their order.</summary>
    internal IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>The figures of the epochs so far.</summary>
    internal History History { get; init; } = new();

    /// <summary>Where the training's batches come from.</summary>
    internal IBatchSource Batches { get; }

    /// <summary>What tells this training from others; empty where nobody asks.</summary>
    internal IReadOnlyList<(string What, string Value)> Identity { get; init; } = [];

    /// <summary>What prints warnings; null where nothing is printed.</summary>
    internal Progress? Progress { get; init; }

    /// <summary>Whether a warning ends training.</summary>
    internal bool WarningsAreErrors { get; init; }

    /// <summary>Whether there are data to validate on after some epochs.</summary>
    internal bool Validates { get; init; }

    /// <summary>Steps that the compiled model has taken, on which the draws of dropout depend.</summary>
    internal ulong StepsTaken { get; set; }

    /// <summary>Steps in an epoch; null while a stream decides.</summary>
    public int? Steps { get; internal set; }

    /// <summary>Set to true to end training after this epoch (or step, when set after a step).</summary>
    public bool StopTraining { get; set; }
}
