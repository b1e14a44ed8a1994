using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>Forward pass, loss, gradients and optimizer for one batch after another, in memory of its own that every
/// step reuses.</summary>
internal sealed class TrainingStep
{
    private readonly Backend _backend;
    private readonly StepMemory _memory;
    private readonly RecordingExecutor _recording;
    private readonly CallContext _call;
    private readonly CallContext _gradientCall;
    private readonly Objective _objective;
    private readonly OptimizerState _optimizer;
    private readonly List<Weight> _weights = [];
    private readonly WeightGradient[] _gradients;
    private readonly ValueForward _forward;
    private readonly ClassWeights? _classWeights;
    private readonly Tensor?[] _ofClasses = new Tensor?[1];
    private readonly StepContext _context;
    private readonly Func<StepContext, Tensor> _loss;
    private readonly WeightGuards _guards;
    private readonly HashSet<string> _lostMasks = [];

    public TrainingStep(Model model, Backend backend, Objective objective, OptimizerState optimizer,
        Func<StepContext, Tensor>? step, ClassWeights? classWeights)
    {
        _memory = new(backend);
        var eager = new EagerExecutor(_memory);
        _recording = new(eager) { Remats = true };
        _call = new(_recording, training: true, model.Seed) { LostMasks = _lostMasks };
        _gradientCall = new(eager, training: true, model.Seed);
        (_objective, _optimizer, _classWeights) = (objective, optimizer, classWeights);
        _forward = model.EnsureBuilt([]).Forward;
        model.CollectTrainable(_weights);
        _gradients = new WeightGradient[_weights.Count];
        _context = new(_forward, objective, Batch);
        _loss = step ?? model.TrainingLoss;
        (_backend, _guards) = (backend, model.Guards);
        TakeOptimizer();
    }

    /// <summary>Where the next batch goes.</summary>
    public BatchBuffer Batch { get; } = new();

    /// <summary>Whether the model still has the backend and the trained weights that the step was made for.</summary>
    public bool IsFor(Model model)
    {
        if (!ReferenceEquals(model.Backend, _backend)) return false;
        var weights = new List<Weight>();
        model.CollectTrainable(weights);
        return weights.SequenceEqual(_weights);
    }

    /// <summary>Gives the optimizer this step's weights; another step may have given it others since.</summary>
    public void TakeOptimizer()
    {
        using (_guards.Write()) _optimizer.Build(_weights);
    }

    /// <summary>The places of the layers that were given a mask in the first step and hand none on.</summary>
    public IReadOnlyCollection<string> LostMasks => _lostMasks;

    /// <summary>Trains on <see cref="Batch"/>; returns the loss.</summary>
    public float Run(ulong number)
    {
        _memory.Reset();
        _recording.Reset();
        foreach (var weight in _weights) _recording.Watch(weight.Value);
        _call.Begin(number);
        if (_classWeights is not null) _ofClasses[0] = _classWeights.Of(Batch.Y[0], _call, _objective.TellsSteps);
        var sampleWeights = _classWeights is null ? Batch.SampleWeights : _ofClasses;

        (_context.Call, _context.X, _context.SampleWeights) = (_call, Values.Of(Batch.X), sampleWeights);
        var loss = _loss(_context);
        // Later steps lose no others.
        _call.LostMasks = null;
        var scale = (float)(_optimizer.Optimizer.LossScaleFactor ?? 1);
        _recording.Backward(loss, _gradientCall.Filled(loss.Shape, scale), _gradientCall);
        for (var i = 0; i < _weights.Count; i++)
            _gradients[i] = new(_recording.Gradient(_weights[i].Value), _recording.RowGradient(_weights[i].Value));
        var value = loss.Scalar;
        _objective.TrackLoss(value, Batch.Rows);
        _objective.TrackMetrics(_context.Outputs, Batch, sampleWeights, _gradientCall);
        _recording.Expire();
        using (_guards.Write())
        {
            _optimizer.Apply(_gradients, _gradientCall);
            _call.CommitAssignments();
        }
        return value;
    }
}
