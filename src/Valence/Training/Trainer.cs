using System.Globalization;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Training;

/// <summary>The loops over epochs and steps of a compiled model.</summary>
internal sealed class Trainer
{
    private readonly Model _model;
    private readonly Func<IAnswers> _answers;
    private TrainingStep? _trainOnBatch;
    private Objective? _onBatch;
    private ulong _steps;

    /// <param name="model">What is trained.</param>
    /// <param name="compilation">What it was compiled with.</param>
    /// <param name="answers">Makes what answers as the model does, with the states that its layers hold.</param>
    public Trainer(Model model, Compilation compilation, Func<IAnswers> answers) =>
        (_model, Compilation, _answers) = (model, compilation, answers);

    /// <summary>What the model was compiled with.</summary>
    public Compilation Compilation { get; }

    private OptimizerState Optimizer => Compilation.Optimizer;

    public History Fit(TrainingData data, int epochs, FitOptions options)
    {
        Enter();
        var taken = new List<Callback>();
        var progress = Progress.For(options.Verbose, options.Output);
        try
        {
            foreach (var callback in options.Callbacks.Distinct())
            {
                callback.Take();
                taken.Add(callback);
            }
            using (StatesHeld.Of(_model)) return Run(data, epochs, options, progress);
        }
        finally
        {
            progress?.EndLine();
            foreach (var callback in taken) callback.Return();
            _model.Guards.EndTraining();
        }
    }

    private History Run(TrainingData data, int epochs, FitOptions options, Progress? progress)
    {
        var (training, validation, doubts, identity) = data;
        var trained = new List<Layers.Weight>();
        _model.CollectTrainable(trained);
        if (Optimizer.Doubt(trained) is { } joined) doubts = doubts.Append(joined);
        if (trained.Count == 0)
            doubts = doubts.Append("No weight of the model is trainable: nothing is learned. Set Trainable of a layer "
                + "that has weights.");
        var (objective, validated) = (NewObjective(), NewObjective());
        var step = NewStep(objective, options.ClassWeight is null ? null : new(options.ClassWeight));
        var answers = validation is null ? null : _answers();
        // What keeps the whole run takes it up before others begin, and notes it when they are done.
        var keepers = options.Callbacks.Where(callback => callback.KeepsTheRun).ToArray();
        var history = new History();
        var state = new TrainingState(_model, Optimizer, objective.Directions(), training)
        {
            Objective = objective,
            Epochs = epochs,
            Steps = training.Steps,
            InitialEpoch = options.InitialEpoch,
            StepsTaken = _steps,
            Validates = validation is not null,
            Progress = progress,
            Output = options.Output,
            WarningsAreErrors = options.WarningsAreErrors,
            Callbacks = options.Callbacks,
            History = history,
            Identity = keepers.Length == 0 ? [] : [.. keepers.SelectMany(keeper => keeper.Identity),
                .. identity()],
        };
        history.Warnings = state.Warnings;
        Callback[] shown = progress is null ? [] : [progress];
        Callback[] callbacks = [.. options.Callbacks.Except(keepers), .. shown];
        var watched = callbacks.Any(callback => callback.WatchesBatches);
        var isKept = keepers.Any(keeper => keeper.WatchesBatches);

        foreach (var doubt in doubts.Concat(ModelDoubts.Of(_model, Compilation))) state.Warn(doubt);
        foreach (var callback in (Callback[])[.. keepers, .. callbacks]) callback.OnTrainBegin(state);
        _steps = state.StepsTaken;
        var isFinite = true;
        for (var epoch = state.InitialEpoch; epoch < epochs && !state.StopTraining; epoch++)
        {
            state.Logs.Clear();
            var batches = epoch == state.InitialEpoch ? state.InitialStep : 0;
            // An epoch that goes on has begun for callbacks, which remember that.
            foreach (var callback in batches == 0 ? callbacks : shown) callback.OnEpochBegin(epoch, state);
            if (Optimizer.RateDoubt is { } odd) state.Warn(odd);
            objective.Reset();
            (state.Epoch, state.EpochPlace) = (epoch, training.Place);
            training.Begin(epoch);
            if (batches > 0)
            {
                GoOn(batches, training, step.Batch);
                objective.Numbers = state.InitialFigures;
            }
            while (!options.CancellationToken.IsCancellationRequested && !state.StopTraining
                && training.Next(step.Batch))
            {
                // Arrays were looked at as a whole; of a stream nobody has seen more than its batches so far.
                if (training.RowOf(0) is null)
                    foreach (var doubt in DataDoubts.Of(step.Batch.X, step.Batch.Y, Compilation.Losses,
                        "of a batch of the training data")) state.Warn(doubt);
                float loss;
                try
                {
                    loss = step.Run(_steps);
                }
                catch (Exception error) when (RowErrors.Of(error, training, step.Batch, "of the training data")
                    is { } told)
                {
                    throw told;
                }
                if (batches == 0 && epoch == state.InitialEpoch)
                    foreach (var place in step.LostMasks) state.Warn(ModelDoubts.OfLostMask(place));
                _steps++;
                state.StepsTaken = _steps;
                if (watched) Notify(callbacks, batches, state, objective);
                if (isKept)
                    foreach (var keeper in keepers) keeper.OnTrainBatchEnd(batches, state);
                if (isFinite && !float.IsFinite(loss))
                {
                    isFinite = false;
                    state.Warn(string.Create(CultureInfo.InvariantCulture,
                        $"The loss became {loss} at step {batches + 1} of epoch {epoch + 1}. ")
                        + (DataDoubts.OfPadding(_model, step.Batch, training) ?? DataDoubts.AdviceOfLoss));
                }
                batches++;
            }
            if (options.CancellationToken.IsCancellationRequested) break;
            if (batches == 0)
                throw new InvalidOperationException("Expected at least one batch of training data in an epoch, "
                    + "received none.");
            state.Steps ??= batches;
            state.Logs.Clear();
            objective.Report(state.Logs);
            if (validation is not null && options.ValidationFreq.Includes(epoch + 1))
            {
                foreach (var callback in callbacks) callback.OnTestBegin(state);
                Measure(validation, answers!, validated, "of the validation data", options.CancellationToken);
                if (options.CancellationToken.IsCancellationRequested) break;
                validated.Report(state.Logs, "val_");
                foreach (var callback in callbacks) callback.OnTestEnd(state);
            }
            foreach (var callback in callbacks) callback.OnEpochEnd(epoch, state);
            history.Add(epoch, state.Logs);
            foreach (var keeper in keepers) keeper.OnEpochEnd(epoch, state);
            if (isFinite && state.Logs.TryGetValue("val_loss", out var held) && !float.IsFinite(held))
            {
                isFinite = false;
                state.Warn(string.Create(CultureInfo.InvariantCulture,
                    $"The loss of the validation data became {held} after epoch {epoch + 1}. ")
                    + DataDoubts.AdviceOfLoss);
            }
        }
        // Before the first step moving averages hold nothing.
        if (epochs > 0 && Optimizer.Iterations > 0)
            using (_model.Guards.Write()) Optimizer.FinishTraining();
        foreach (var callback in (Callback[])[.. callbacks, .. keepers]) callback.OnTrainEnd(state);
        options.CancellationToken.ThrowIfCancellationRequested();
        return history;
    }

    public SortedDictionary<string, float> Evaluate(IBatchSource data, Progress? progress,
        CancellationToken cancellation)
    {
        var logs = new Figures();
        var objective = NewObjective();
        int batches;
        using (StatesHeld.Of(_model))
        using (_model.Guards.Read())
            batches = Measure(data, _answers(), objective, "of the data", cancellation, progress);
        cancellation.ThrowIfCancellationRequested();
        if (batches == 0)
            throw new ArgumentException("Expected at least one batch to evaluate, received none.", nameof(data));
        objective.Report(logs);
        progress?.End(batches, logs);
        return logs;
    }

    public SortedDictionary<string, float> TrainOnBatch(Batch batch, ClassWeights? classWeights)
    {
        Enter();
        try
        {
            using (StatesHeld.Of(_model)) return Run(batch, classWeights);
        }
        finally
        {
            _model.Guards.EndTraining();
        }
    }

    private SortedDictionary<string, float> Run(Batch batch, ClassWeights? classWeights)
    {
        var objective = _onBatch ??= NewObjective();
        var step = classWeights is not null ? NewStep(objective, classWeights)
            : _trainOnBatch is { } last && last.IsFor(_model) ? last : _trainOnBatch = NewStep(objective, null);
        step.TakeOptimizer();
        objective.Reset();
        var buffer = step.Batch;
        (buffer.X, buffer.Y, buffer.SampleWeights) =
            ([.. batch.X.Tensors], [.. batch.Y.Tensors], SampleWeights.Of(batch));
        step.Run(_steps++);
        var logs = new Figures();
        objective.Report(logs);
        return logs;
    }

    // Steps share the optimizer's state, which a second training in the midst of one would spoil.
    private void Enter()
    {
        if (!_model.Guards.TryTrain())
            throw new InvalidOperationException($"{_model.Place}: is being trained already. Train it again when Fit "
                + "has returned; callbacks may save, predict, evaluate at the end of an epoch and set "
                    + $"{nameof(TrainingState)}.{nameof(TrainingState.StopTraining)}.");
    }

    private Objective NewObjective() => new(_model, Compilation);

    private TrainingStep NewStep(Objective objective, ClassWeights? classWeights) =>
        new(_model, _model.Backend, objective, Optimizer, Compilation.Options.Step, classWeights);

    // Brings an epoch to where a training broke off in it.
    private static void GoOn(int batches, IBatchSource training, BatchBuffer buffer)
    {
        for (var batch = 0; batch < batches; batch++)
            if (!training.Next(buffer))
                throw new InvalidOperationException($"Expected at least {batches} batches in an epoch, as the training "
                    + $"had that this one continues, received {batch}. Give the same data.");
    }

    private static void Notify(Callback[] callbacks, int batch, TrainingState state, Objective objective)
    {
        objective.Report(state.Logs);
        foreach (var callback in callbacks)
            if (callback.WatchesBatches) callback.OnTrainBatchEnd(batch, state);
    }

    // The number of batches.
    private static int Measure(IBatchSource data, IAnswers answers, Objective objective, string whose,
        CancellationToken cancellation = default, Progress? progress = null)
    {
        var logs = new Figures();
        progress?.Begin();
        objective.Reset();
        data.Begin(0);
        var batches = 0;
        while (!cancellation.IsCancellationRequested && data.Next(answers.Batch))
        {
            try
            {
                var outputs = answers.Run();
                var loss = objective.Loss(outputs, answers.Batch, answers.Batch.SampleWeights, answers.Call);
                objective.TrackLoss(loss.Scalar, answers.Batch.Rows);
                objective.TrackMetrics(outputs, answers.Batch, answers.Batch.SampleWeights, answers.Call);
                answers.Call.CommitAssignments();
            }
            catch (Exception error) when (RowErrors.Of(error, data, answers.Batch, whose) is { } told)
            {
                throw told;
            }
            batches++;
            if (progress is not { WatchesBatches: true }) continue;
            objective.Report(logs);
            progress.Step(batches, data.Steps, logs);
        }
        return batches;
    }
}
