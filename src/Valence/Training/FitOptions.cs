using System.Collections.ObjectModel;
using Valence.Callbacks;

namespace Valence.Training;

/// <summary>What a call of <c>Fit</c> can be told beyond its parameters; Keras' names and defaults.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number is below the least that its property names.</exception>
public sealed record FitOptions
{
    /// <summary>Called at the start and end of training, epochs and steps.</summary>
    public IReadOnlyList<Callback> Callbacks
    {
        get;
        init => field = value is not null && !value.Contains(null!) ? value
            : throw new ArgumentNullException(nameof(Callbacks));
    } = [];

    /// <summary>Data to validate on after an epoch; overrides a validation split.</summary>
    public Batch? ValidationData { get; init; }

    /// <summary>Whether arrays are put into a new order, decided by the model's seed, before each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Factors on the loss by the class of a row, finite; a class that is not listed has 1. Excludes weights
    /// of samples. Targets with a class for each time step take <see cref="SampleWeight"/> instead.</summary>
    public IReadOnlyDictionary<int, double>? ClassWeight { get; init; }

    /// <summary>Factors on the loss by sample, <c>[rows]</c>, finite, which count for all time steps and all outputs;
    /// or for one output by time step, <c>[rows, time]</c>. Excludes <see cref="ClassWeight"/>.</summary>
    public Tensor? SampleWeight { get; init; }

    /// <summary>In place of <see cref="SampleWeight"/>, factors on the loss of each output, in the outputs' order; null
    /// for an output without.</summary>
    public IReadOnlyList<Tensor?>? SampleWeights { get; init; }

    /// <summary>In place of <see cref="SampleWeights"/>, the same by the outputs' names; all 1 for an output that is
    /// not named.</summary>
    public IReadOnlyDictionary<string, Tensor>? SampleWeightsByOutput { get; init; }

    /// <summary>The epoch to begin with, at least 0; <c>epochs</c> is the number of the last one, so that nothing is
    /// trained from there on.</summary>
    public int InitialEpoch { get; init => field = Require.AtLeast(0, value, nameof(InitialEpoch)); }

    /// <summary>Steps in an epoch, at least 1: the next epoch goes on where this one stopped until all data were seen.
    /// Null for all there are.</summary>
    public int? StepsPerEpoch { get; init => field = Steps(value, nameof(StepsPerEpoch)); }

    /// <summary>Steps in a validation, at least 1: it takes the first batches. Null for all there are.</summary>
    public int? ValidationSteps { get; init => field = Steps(value, nameof(ValidationSteps)); }

    /// <summary>Samples in a step of validation, at least 1; the batch size of training when null.</summary>
    public int? ValidationBatchSize { get; init => field = Steps(value, nameof(ValidationBatchSize)); }

    /// <summary>Epochs between validations; at least 1.</summary>
    public int ValidationFreq { get; init => field = Require.AtLeast(1, value, nameof(ValidationFreq)); } = 1;

    /// <summary>The epochs to validate after, counted from 1, where Keras is given a list for its frequency; null to go
    /// by <see cref="ValidationFreq"/>.</summary>
    public IReadOnlyList<int>? ValidationEpochs { get; init; }

    /// <summary>Whether what <see cref="History.Warnings"/> would hold ends training instead.</summary>
    public bool WarningsAreErrors { get; init; }

    /// <summary>How much is printed.</summary>
    public Verbosity Verbose { get; init; } = Verbosity.Auto;

    /// <summary>Where it is printed; standard output when null.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>Stops training after the current step; the model keeps the weights it then has.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What else, beyond model, data and options, tells this training from others, by what it is called:
    /// another training's backup is then refused in these words (<see cref="BackupAndRestore"/>).</summary>
    public IReadOnlyDictionary<string, string> BackupIdentity { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The factors of each output, where each has its own.</summary>
    /// <exception cref="ArgumentException">They are given twice, or for an output that the model does not
    /// have.</exception>
    internal IReadOnlyList<Tensor?>? WeightsOf(Models.Model model)
    {
        if (SampleWeightsByOutput is not { } named) return SampleWeights;
        if (SampleWeights is not null)
            throw new ArgumentException("Expected sample weights of outputs in their order or by their names, received "
                + "both.", nameof(SampleWeightsByOutput));
        return new OutputOrder(model.OutputNames).Of<Tensor?>(
            named.ToDictionary(pair => pair.Key, pair => (Tensor?)pair.Value), null);
    }

    private static int? Steps(int? value, string name) => value is { } given ? Require.AtLeast(1, given, name) : null;
}
