using Valence.Callbacks;

namespace Valence.Training;

/// <summary>What a call of <c>Fit</c> was given besides data, epochs and batch size.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number is below the least that its property names.</exception>
internal sealed record FitOptions
{
    public IReadOnlyList<Callback> Callbacks
    {
        get;
        init => field = value is not null && !value.Contains(null!) ? value
            : throw new ArgumentNullException("callbacks");
    } = [];

    public double ValidationSplit { get; init; }

    public Batch? ValidationData { get; init; }

    /// <summary>In the place of <see cref="ValidationData"/>, where a training on batches is validated on others that
    /// differ in shape.</summary>
    public BatchSequence? ValidationBatches { get; init; }

    public bool Shuffle { get; init; } = true;

    public IReadOnlyDictionary<int, double>? ClassWeight { get; init; }

    public Data SampleWeight { get; init; }

    public int InitialEpoch { get; init => field = Require.AtLeast(0, value, "initialEpoch"); }

    public int? StepsPerEpoch { get; init => field = Steps(value, "stepsPerEpoch"); }

    public int? ValidationSteps { get; init => field = Steps(value, "validationSteps"); }

    public int? ValidationBatchSize { get; init => field = Steps(value, "validationBatchSize"); }

    public Frequency ValidationFreq { get; init; } = 1;

    public bool WarningsAreErrors { get; init; }

    public Verbosity Verbose { get; init; }

    public TextWriter? Output { get; init; }

    public CancellationToken CancellationToken { get; init; }

    /// <summary>The data with their sample weights: for all outputs, or for each.</summary>
    /// <exception cref="ArgumentException">A name is no output's.</exception>
    internal Batch Weighted(Models.Model model, Data x, Data y) => SampleWeight switch
    {
        { Names: { } names } => new(x, y)
        {
            SampleWeights = new OutputOrder(model.OutputNames).Of<Tensor?>(
                names.Zip(SampleWeight.Tensors).ToDictionary(pair => pair.First, pair => (Tensor?)pair.Second), null),
        },
        { Tensors: [] } => new(x, y),
        { Tensors: [var shared] } => new(x, y, shared),
        _ => new(x, y) { SampleWeights = SampleWeight.Tensors },
    };

    private static int? Steps(int? value, string name) => value is { } given ? Require.AtLeast(1, given, name) : null;
}
