using System.Globalization;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Inference;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Models;

/// <summary>Layers with weights, that can be trained and asked. A model is a layer too, so models nest.</summary>
/// <remarks>
/// A model of one's own says which <see cref="Layers"/> it has and builds them as a layer does, with
/// <see cref="WeightFactory.Child"/>, in <c>Build</c>; what it
/// takes is then told by the first data. It may override <see cref="TrainingLoss"/>, Keras' <c>train_step</c>. Such a
/// model has weights' files and no description.
/// </remarks>
public abstract class Model : Layer
{
    private readonly SessionPool _sessions;
    private volatile WeightGuards? _guards;
    private Trainer? _trainer;
    private TensorSpec[] _inputs = [];
    private TensorSpec[]? _outputs;

    /// <summary>A model that is not built.</summary>
    /// <param name="name">The model's name; an automatic one when null.</param>
    protected Model(string? name = null) : base(name) => _sessions = new(this);

    /// <summary>The layers, in Keras' order.</summary>
    public abstract IReadOnlyList<Layer> Layers { get; }

    /// <summary>The seed of initial weights, shuffling and dropout; equal seeds give equal bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where operations run; by default the CPU with all its processors.</summary>
    public Backend Backend { get; set; } = DefaultBackend.Cpu;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> CallParameters => ["inputs", "training", "mask"];

    /// <inheritdoc/>
    public override bool HasMaskArgument => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Layers;

    /// <summary>What the model takes: shapes with the batch first, unknown axes −1. Empty while that is not
    /// known.</summary>
    public virtual IReadOnlyList<TensorSpec> Inputs => _inputs;

    /// <summary>The names of the outputs, by which losses, metrics and histories of several outputs are told apart;
    /// <c>output_1</c> … where a model of one's own gives none.</summary>
    public virtual IReadOnlyList<string> OutputNames => [
        .. Enumerable.Range(1, Outputs.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"output_{i}"))];

    /// <summary>The names of the inputs, by which data in a dictionary is told apart: the keys where the model was made
    /// with a dictionary, otherwise the names of the input layers; empty where neither is known.</summary>
    public virtual IReadOnlyList<string> InputNames => [];

    /// <summary>The shape of the first output, the batch first; unknown axes −1.</summary>
    /// <exception cref="InvalidOperationException">The model is not built.</exception>
    public virtual Shape OutputShape => Outputs[0].Shape;

    /// <summary>The state of the optimizer that the model was compiled with, whose learning rate may be set; null where
    /// it is not compiled. Compiling again begins a new one.</summary>
    public OptimizerState? Optimizer => Compilation?.Optimizer;

    /// <summary>The layer of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public Layer GetLayer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Automatic names are given when the model is built.
        var names = LayerNames.Names(Layers);
        return names.FirstOrDefault(pair => pair.Name == name).Layer
            ?? throw new ArgumentException($"The model has no layer '{name}'. "
                + NearName.List(name, names.Select(pair => pair.Name)), nameof(name));
    }

    /// <summary>The weight of a path such as <c>lstm/cell/kernel</c>: the layer's name, then scopes and name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Weight GetWeight(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        MakeWeights();
        var slash = path.IndexOf('/');
        var layer = GetLayer(slash < 0 ? path : path[..slash]);
        return layer.Weights.FirstOrDefault(weight => weight.Path == path[(slash + 1)..])
            ?? throw new ArgumentException($"The model has no weight '{path}'. "
                + NearName.List(path, layer.Weights.Select(weight => $"{layer.Name}/{weight.Path}")), nameof(path));
    }

    /// <summary>Builds the weights for inputs of the given shapes (the batch first; −1 where unknown) and initializes
    /// them from <see cref="Seed"/>.</summary>
    public void BuildFor(params ReadOnlySpan<Shape> inputs)
    {
        EnsureBuilt(inputs);
        InitializeWeights();
    }

    /// <summary>Freezes the model but for low-rank additions to some of its matrices, which are trained in their place
    /// (Hu et al., 2021): <c>matrix + alpha / rank · a · b</c>. KerasHub's
    /// <c>backbone.enable_lora(rank)</c>.</summary>
    /// <remarks>
    /// Additions begin at zero, so that answers stay. Biases beside such a matrix go on learning, as in Keras. The
    /// factors are weights, <c>lora_kernel_a</c> and <c>lora_kernel_b</c>; files hold the matrices with the additions
    /// in them, and open as models without. Compile afterwards.
    /// Matrices of <see cref="Dense"/>, <see cref="EinsumDense"/> and <see cref="Embedding"/> may have additions,
    /// as may those inside <see cref="TransformerBlock"/>.
    /// </remarks>
    /// <param name="rank">The length of the axis between the two factors, from 1 to 65,536.</param>
    /// <param name="alpha">The addition is multiplied by this, divided by the rank; the rank when null.</param>
    /// <param name="targetLayerNames">Names of layers, or of those inside a block such as <c>query_dense</c>; the four
    /// projections of attention when null.</param>
    /// <exception cref="ArgumentException">A name is no layer's with such a matrix, or one has a
    /// constraint.</exception>
    /// <exception cref="InvalidOperationException">Such a matrix has an addition already, or the model is being
    /// trained, or is not built and only data can tell what it takes.</exception>
    public void EnableLora(int rank, double? alpha = null, IReadOnlyList<string>? targetLayerNames = null) =>
        LowRankTuning.Begin(this, (int)Require.Between(1, LowRankTuning.MostRank, rank), alpha ?? rank,
            targetLayerNames);

    /// <summary>Puts low-rank additions into their matrices and forgets them. What is frozen stays so.</summary>
    /// <exception cref="InvalidOperationException">The model is being trained.</exception>
    public void MergeLora() => LowRankTuning.End(this);

    /// <summary>Rounds the matrices of <see cref="Dense"/>, the projections of attention and the tables of words to
    /// numbers of 8 bits, also those inside other layers, so that answers take less memory and time: Keras'
    /// <c>model.quantize("int8")</c>.</summary>
    /// <remarks>
    /// A matrix has a scale for each of its columns, a table one for each row: <c>w ≈ q / scale</c> with
    /// <c>scale = 127 / max |w|</c>. Each row that is multiplied with a matrix is rounded by its own scale, and the
    /// sums are of integers, the same on every machine. Those of fewer than 4,096 numbers stay, which gain nothing.
    /// What is rounded is not trained any more, and is one of floats again once it is given other numbers. Keras' files
    /// hold floats, so that what is opened from them is not rounded; a classifier's file holds 8 bits.
    /// </remarks>
    /// <param name="mode">How: <c>int8</c>, of which this is the only one here.</param>
    /// <exception cref="ArgumentException">Another mode.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to round, a matrix has a low-rank addition, a
    /// number is not finite, or the model is being trained.</exception>
    public void Quantize(string mode = "int8") => Quantization.Round(this, mode);

    /// <summary>Changes weights while those who read them wait, and no training has any of them.</summary>
    internal void ChangeWeights(Action change)
    {
        var guards = WeightGuards.Of(Weights);
        if (!guards.TryTrain())
            throw new InvalidOperationException($"{Place}: is being trained, by weights that would be others. Wait "
                + "until Fit has returned.");
        try
        {
            using (guards.Write()) change();
        }
        finally
        {
            guards.EndTraining();
        }
    }

    /// <summary>A series of predictions with memory, and states of recurrent layers, of its own. Other sessions may run
    /// at the same time.</summary>
    /// <exception cref="InvalidOperationException">The model is not built, and only data can tell what it
    /// takes.</exception>
    public Session NewSession()
    {
        RequireWeights();
        return new(this);
    }

    /// <summary>Sequences that go on step by step, each of which is computed once: what a text is continued by.
    /// </summary>
    /// <remarks>The first input are ids <c>[batch, time]</c>, the output scores of the next ones, <c>[batch, time,
    /// ids]</c> or those after the last step alone, <c>[batch, ids]</c>.</remarks>
    /// <param name="others">The inputs after the first, whole and with the rows of the first ids; none by
    /// default.</param>
    /// <exception cref="InvalidOperationException">A layer has to see whole sequences
    /// (<see cref="Layer.MostContinuedSteps"/>), or only data can tell what the model takes.</exception>
    public DecodingSession NewDecodingSession(params ReadOnlySpan<Tensor> others)
    {
        RequireWeights();
        return new(this, others);
    }

    /// <summary>Says what training minimises, with which optimizer, and what it reports.</summary>
    /// <param name="optimizer">How gradients change the weights.</param>
    /// <param name="loss">What is minimised: the loss of each output of a graph, as in Keras.</param>
    /// <param name="metrics">What is reported besides the loss; sample and class weights do not count.</param>
    /// <param name="weightedMetrics">What is reported with sample and class weights.</param>
    public void Compile(Optimizer optimizer, Loss loss, IReadOnlyList<Metric>? metrics = null,
        IReadOnlyList<Metric>? weightedMetrics = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Compile(optimizer, [.. Enumerable.Repeat(loss, this is Functional graph ? graph.OutputTensors.Count : 1)],
            new CompileOptions
            {
                Metrics = metrics is null ? null : [metrics],
                WeightedMetrics = weightedMetrics is null ? null : [weightedMetrics],
            });
    }

    /// <summary>Says what training minimises by a function of truth and predictions, as Keras takes one.</summary>
    /// <param name="optimizer">How gradients change the weights.</param>
    /// <param name="loss">One number for each sample, written with operators and <c>keras.ops</c>, such as <c>(t, p) =>
    /// (t - p).Square().Mean(axis: -1)</c>.</param>
    /// <param name="metrics">What is reported besides the loss.</param>
    /// <param name="weightedMetrics">What is reported with sample and class weights.</param>
    public void Compile(Optimizer optimizer, Func<SymbolicTensor, SymbolicTensor, SymbolicTensor> loss,
        IReadOnlyList<Metric>? metrics = null, IReadOnlyList<Metric>? weightedMetrics = null) =>
        Compile(optimizer, new FunctionLoss(loss), metrics, weightedMetrics);

    /// <summary>Says what training minimises, with which optimizer, and what it reports; one loss an output.</summary>
    /// <exception cref="ArgumentException">An output has no loss, or a list of the options is not as long as that of
    /// the losses.</exception>
    public void Compile(Optimizer optimizer, IReadOnlyList<Loss> losses, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(losses);
        for (var i = 0; i < losses.Count; i++)
            if (losses[i] is null)
                throw new ArgumentException(OutputOrder.Sentence(OutputOrder.WithoutLoss(
                    this is Functional || IsBuilt ? OutputNames[i] : $"output_{i + 1}")), nameof(losses));
        _trainer = new(this, new(optimizer.NewState(), losses, options ?? new()),
            () => new Session(this, ownsStates: false));
    }

    /// <summary>Says what training minimises and reports of several outputs, by the outputs' names.</summary>
    /// <param name="optimizer">How gradients change the weights.</param>
    /// <param name="losses">What is minimised, for each of <see cref="OutputNames"/>.</param>
    /// <param name="lossWeights">Factors on the losses in the total; 1 for outputs that are not named.</param>
    /// <param name="metrics">What is reported besides; sample and class weights do not count.</param>
    /// <param name="weightedMetrics">What is reported with sample and class weights.</param>
    /// <exception cref="ArgumentException">A name is no output's, or an output has no loss.</exception>
    public void Compile(
        Optimizer optimizer, IReadOnlyDictionary<string, Loss> losses,
        IReadOnlyDictionary<string, double>? lossWeights = null,
        IReadOnlyDictionary<string, IReadOnlyList<Metric>>? metrics = null,
        IReadOnlyDictionary<string, IReadOnlyList<Metric>>? weightedMetrics = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(losses);
        var outputs = new OutputOrder(OutputNames);
        Compile(optimizer, outputs.Of(losses), new CompileOptions
        {
            LossWeights = outputs.Of(lossWeights, 1),
            Metrics = outputs.Of(metrics, []),
            WeightedMetrics = outputs.Of(weightedMetrics, []),
        });
    }

    /// <summary>Trains on arrays. The parameters are those of Keras' <c>fit</c> in Keras' order, then three of
    /// Valence.</summary>
    /// <param name="x">Inputs, a sample in each row.</param>
    /// <param name="y">Targets, as many rows.</param>
    /// <param name="batchSize">Samples in a step; at least 1.</param>
    /// <param name="epochs">The number of the last epoch, at least 0; each sees every row once. Nothing is trained
    /// where it is not above <paramref name="initialEpoch"/>.</param>
    /// <param name="verbose">How much is printed: 0 nothing, 1 a bar, 2 a line an epoch; by default a bar on a terminal
    /// and lines otherwise.</param>
    /// <param name="callbacks">Called at the start and end of training, epochs and steps; none when null.</param>
    /// <param name="validationSplit">The last part of the rows, in [0, 1), taken before any shuffling, that is
    /// validated on instead of trained on.</param>
    /// <param name="validationData">Data to validate on after an epoch, such as <c>(x, y)</c>; overrides
    /// <paramref name="validationSplit"/>.</param>
    /// <param name="shuffle">Whether the rows are put into a new order, decided by <see cref="Seed"/>, before each
    /// epoch.</param>
    /// <param name="classWeight">Factors on the loss by the class of a row, finite; a class that is not listed has 1.
    /// Excludes <paramref name="sampleWeight"/>. Targets with a class for each time step take sample weights
    /// instead.</param>
    /// <param name="sampleWeight">Factors on the loss by sample, <c>[rows]</c>, finite, which count for all time steps
    /// and all outputs; for one output by time step, <c>[rows, time]</c>; or one tensor an output, in their order or by
    /// their names, where an output that is not named has 1.</param>
    /// <param name="initialEpoch">The epoch to begin with, counted from 0.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, at least 1: the next epoch goes on where this one stopped until
    /// all rows were seen. Null for all there are.</param>
    /// <param name="validationSteps">Steps in a validation, at least 1: it takes the first batches. Null for all there
    /// are.</param>
    /// <param name="validationBatchSize">Samples in a step of validation, at least 1; the batch size of training when
    /// null.</param>
    /// <param name="validationFreq">Epochs between validations, at least 1, or a list of epochs to validate after,
    /// counted from 1; every epoch when null.</param>
    /// <param name="warningsAreErrors">Whether what <see cref="History.Warnings"/> would hold ends training
    /// instead.</param>
    /// <param name="output">Where <paramref name="verbose"/> prints; standard output when null.</param>
    /// <param name="cancellationToken">Stops training after the current step; the model keeps the weights it then
    /// has.</param>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="ArgumentException">Arguments do not fit each other, the model or the data.</exception>
    /// <exception cref="InvalidOperationException">The model is not compiled, or is being trained.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public History Fit(Data x, Data y, int batchSize = 32, int epochs = 1, Verbosity verbose = default,
        IReadOnlyList<Callback>? callbacks = null, double validationSplit = 0, Batch? validationData = null,
        bool shuffle = true, IReadOnlyDictionary<int, double>? classWeight = null, Data sampleWeight = default,
        int initialEpoch = 0, int? stepsPerEpoch = null, int? validationSteps = null, int? validationBatchSize = null,
        Frequency? validationFreq = null, bool warningsAreErrors = false, TextWriter? output = null,
        CancellationToken cancellationToken = default) => Fit(x, y, new()
        {
            Callbacks = callbacks ?? [],
            ValidationSplit = validationSplit,
            ValidationData = validationData,
            Shuffle = shuffle,
            ClassWeight = classWeight,
            SampleWeight = sampleWeight,
            InitialEpoch = initialEpoch,
            StepsPerEpoch = stepsPerEpoch,
            ValidationSteps = validationSteps,
            ValidationBatchSize = validationBatchSize,
            ValidationFreq = validationFreq ?? 1,
            WarningsAreErrors = warningsAreErrors,
            Verbose = verbose,
            Output = output,
            CancellationToken = cancellationToken,
        }, batchSize, epochs);

    internal History Fit(Data x, Data y, FitOptions options, int batchSize = 32, int epochs = 1)
    {
        Require.AtLeast(0, epochs);
        Require.AtLeast(1, batchSize);
        var plan = FitPlan.For(this, x, y, options);
        var trainer = Compiled;
        return trainer.Fit(new(plan.Training(batchSize, Seed, options),
            FitPlan.ValidationOn(plan.Validation, batchSize, options), plan.Doubts(this, trainer.Compilation, options),
            () => RunIdentity.Of(this, plan, batchSize, options)), epochs, options);
    }

    /// <summary>Trains on a stream of batches, read again for every epoch unless <paramref name="stepsPerEpoch"/> is
    /// given.</summary>
    /// <param name="batches">Inputs, targets and, where samples count differently, their weights; of a
    /// <see cref="BatchSequence"/> the number of steps is known, and a resumed training finds its place.</param>
    /// <param name="epochs">The number of the last epoch, at least 0.</param>
    /// <param name="verbose">How much is printed.</param>
    /// <param name="callbacks">Called at the start and end of training, epochs and steps; none when null.</param>
    /// <param name="validationData">Data to validate on after an epoch, such as <c>(x, y)</c>.</param>
    /// <param name="classWeight">Factors on the loss by the class of a row, finite.</param>
    /// <param name="initialEpoch">The epoch to begin with, counted from 0.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, at least 1: the next epoch goes on where this one stopped until
    /// the stream ends. Null for all there are.</param>
    /// <param name="validationSteps">Steps in a validation, at least 1; null for all there are.</param>
    /// <param name="validationBatchSize">Samples in a step of validation, at least 1; 32 when null.</param>
    /// <param name="validationFreq">Epochs between validations, or a list of epochs; every epoch when null.</param>
    /// <param name="warningsAreErrors">Whether a warning ends training.</param>
    /// <param name="output">Where <paramref name="verbose"/> prints; standard output when null.</param>
    /// <param name="cancellationToken">Stops training after the current step.</param>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public History Fit(IEnumerable<Batch> batches, int epochs = 1, Verbosity verbose = default,
        IReadOnlyList<Callback>? callbacks = null, Batch? validationData = null,
        IReadOnlyDictionary<int, double>? classWeight = null, int initialEpoch = 0, int? stepsPerEpoch = null,
        int? validationSteps = null, int? validationBatchSize = null, Frequency? validationFreq = null,
        bool warningsAreErrors = false, TextWriter? output = null, CancellationToken cancellationToken = default) =>
        Fit(batches, new()
        {
            Callbacks = callbacks ?? [],
            ValidationData = validationData,
            ClassWeight = classWeight,
            InitialEpoch = initialEpoch,
            StepsPerEpoch = stepsPerEpoch,
            ValidationSteps = validationSteps,
            ValidationBatchSize = validationBatchSize,
            ValidationFreq = validationFreq ?? 1,
            WarningsAreErrors = warningsAreErrors,
            Verbose = verbose,
            Output = output,
            CancellationToken = cancellationToken,
        }, epochs);

    internal History Fit(IEnumerable<Batch> batches, FitOptions options, int epochs = 1)
    {
        ArgumentNullException.ThrowIfNull(batches);
        Require.AtLeast(0, epochs);
        ModelInputs.Build(this, batches);
        IBatchSource source = batches is BatchSequence sequence
            ? LimitedBatches.Of(new SequencedBatches(this, sequence), options.StepsPerEpoch, startsAnew: false)
            : new StreamedBatches(ModelInputs.Of(this, batches), options.StepsPerEpoch);
        using var stream = source as StreamedBatches;
        Batch? held = options.ValidationData is { } given ? FitPlan.Held(this, given) : null;
        return Compiled.Fit(new(source, options.ValidationBatches is { } others ? new SequencedBatches(this, others)
                : FitPlan.ValidationOn(held, 32, options),
            held is { } rows && Compilation is { } compiled ? FitPlan.Doubts(rows, compiled) : [],
            () => RunIdentity.Of(this, held, options)), epochs, options);
    }

    /// <summary>The loss and metrics on arrays, all of one set of weights. Safe to call from many threads at once, as
    /// <see cref="PredictAll"/> is.</summary>
    /// <param name="x">Inputs, a sample in each row.</param>
    /// <param name="y">Targets, as many rows.</param>
    /// <param name="batchSize">Samples at a time.</param>
    /// <param name="verbose">How much is printed; nothing when null.</param>
    /// <param name="sampleWeight">How much each sample counts, as for <c>Fit</c>; all the same where none are
    /// given.</param>
    /// <param name="cancellationToken">What ends the call between two batches.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public IReadOnlyDictionary<string, float> Evaluate(Data x, Data y, int batchSize = 32, Verbosity? verbose = null,
        Data sampleWeight = default, CancellationToken cancellationToken = default)
    {
        var plan = FitPlan.For(this, x, y, new() { SampleWeight = sampleWeight });
        return Compiled.Evaluate(
            ArrayBatches.Weighted(plan.X, plan.Y, plan.SampleWeights, Require.AtLeast(1, batchSize), null),
            Progress.For(verbose ?? Verbosity.Silent), cancellationToken);
    }

    /// <summary>The loss and metrics on a stream of batches, which is read once.</summary>
    /// <param name="batches">Inputs, targets and, where samples count differently, their weights.</param>
    /// <param name="verbose">How much is printed; nothing when null.</param>
    /// <param name="cancellationToken">What ends the call between two batches.</param>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public IReadOnlyDictionary<string, float> Evaluate(IEnumerable<Batch> batches, Verbosity? verbose = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        using var stream = new StreamedBatches(ModelInputs.Of(this, batches), null);
        return Compiled.Evaluate(stream, Progress.For(verbose ?? Verbosity.Silent), cancellationToken);
    }

    /// <summary>The outputs for the rows of <paramref name="x"/>, all of one set of weights. Safe to call from many
    /// threads at once, also while another trains the model or reads weights into it, which then waits.</summary>
    /// <remarks>
    /// A large batch is computed in parts where that saves memory and no row depends on another; the answers are the
    /// same.
    /// <para>Stateful layers go on where the call before ended, as in Keras, so that one thread at a time may ask a
    /// model that has them; others each take a <see cref="NewSession"/>.</para>
    /// </remarks>
    /// <param name="x">A sample in each row.</param>
    /// <param name="batchSize">Samples at a time.</param>
    /// <param name="verbose">How much is printed; nothing when null.</param>
    /// <param name="cancellationToken">What ends the call between two batches.</param>
    /// <returns>One tensor an output, with as many rows as the input.</returns>
    /// <exception cref="InvalidOperationException">The model has stateful layers and another thread uses
    /// it.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public IReadOnlyList<Tensor> PredictAll(Data x, int batchSize = 32, Verbosity? verbose = null,
        CancellationToken cancellationToken = default)
    {
        x = ModelInputs.Of(this, x);
        using (StatesHeld.Of(this))
            return _sessions.Predict(x, Require.AtLeast(1, batchSize), Progress.For(verbose ?? Verbosity.Silent),
                cancellationToken);
    }

    /// <summary>The output for the rows of <paramref name="x"/>.</summary>
    /// <inheritdoc cref="PredictAll"/>
    /// <returns>A tensor with as many rows as the input.</returns>
    /// <exception cref="InvalidOperationException">The model has several outputs, which <see cref="PredictAll"/> and
    /// <see cref="PredictNamed"/> give; or stateful layers, and another thread uses it.</exception>
    public Tensor Predict(Data x, int batchSize = 32, Verbosity? verbose = null,
        CancellationToken cancellationToken = default) => Single(PredictAll(x, batchSize, verbose,
            cancellationToken));

    /// <summary>The outputs for the rows of <paramref name="x"/> by their names, as a model made with a dictionary of
    /// outputs gives them in Keras.</summary>
    /// <inheritdoc cref="PredictAll"/>
    /// <returns>A tensor for each of <see cref="OutputNames"/>.</returns>
    public IReadOnlyDictionary<string, Tensor> PredictNamed(Data x, int batchSize = 32, Verbosity? verbose = null,
        CancellationToken cancellationToken = default) =>
        Predictions.Named(this, PredictAll(x, batchSize, verbose, cancellationToken));

    internal Tensor Single(IReadOnlyList<Tensor> outputs) => outputs is [var only] ? only
        : throw new InvalidOperationException($"{Place}: has {outputs.Count} outputs, {string.Join(", ",
            OutputNames.Select(name => $"'{name}'"))}. {nameof(PredictAll)} gives them in this order, "
                + $"{nameof(PredictNamed)} by their names.");

    /// <summary>One step of training on exactly this batch.</summary>
    /// <returns>The loss and metrics of this batch alone.</returns>
    public IReadOnlyDictionary<string, float> TrainOnBatch(
        Data x, Data y, Data sampleWeight = default, IReadOnlyDictionary<int, double>? classWeight = null)
    {
        var options = new FitOptions { SampleWeight = sampleWeight };
        FitPlan.CheckRows(options.Weighted(this, x, y));
        x = ModelInputs.Of(this, x);
        return Compiled.TrainOnBatch(options.Weighted(this, x, ModelInputs.Targets(this, y)), classWeight is null ? null
            : new(classWeight));
    }

    /// <summary>The loss and metrics of exactly this batch.</summary>
    public IReadOnlyDictionary<string, float> TestOnBatch(Data x, Data y, Data sampleWeight = default) =>
        Evaluate(x, y, Math.Max(1, x.Rows), null, sampleWeight);

    /// <summary>The outputs for exactly this batch.</summary>
    public Tensor PredictOnBatch(Data x) => Predict(x, Math.Max(1, x.Rows));

    /// <summary>The table of layers, output shapes and parameter counts that Keras prints; before the model is built
    /// with <c>?</c> for shapes.</summary>
    public string Summary()
    {
        BuildIfPossible();
        return new SummaryTable(this, Optimizer is { IsBuilt: true } optimizer
            ? optimizer.Variables.Sum(variable => (long)variable.Value.Count) : 0).ToString();
    }

    /// <summary>The graph as a picture in SVG, the text of a file <c>.svg</c> or of a part of an HTML page, as Keras'
    /// <c>plot_model(show_shapes=True)</c> draws it: a box a layer with its name, class and output shapes, and arrows.
    /// A model within the model is one box, and so is a model of one's own.</summary>
    /// <remarks>Output shapes of a layer that is used several times are those of all uses.</remarks>
    /// <exception cref="InvalidOperationException">The model is not built, and only data can tell what it
    /// takes.</exception>
    public string ToSvg() => GraphPicture.Of(this);

    /// <summary>Writes the model to a file that Keras opens too; the file appears whole or not at all.</summary>
    /// <param name="path">The file, in the form that its ending names: <c>.keras</c>, or Keras' older <c>.h5</c> and
    /// <c>.hdf5</c>; the weights alone as <c>.safetensors</c> or <c>.npz</c>.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="tables">The classes that it may name; Keras' own when null.</param>
    /// <exception cref="IOException">The file is there, and is not to be replaced.</exception>
    /// <exception cref="ConfigException">A layer has no row in the tables.</exception>
    /// <exception cref="ArgumentException">The path ends in <c>.weights.h5</c>, see <see cref="SaveWeights(string)"/>,
    /// or in nothing that is known; the message lists what is.</exception>
    public void Save(string path, bool overwrite = true, KerasTables? tables = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!overwrite && File.Exists(path))
            throw new IOException($"'{path}' is there already. Give another path, or overwrite: true.");
        KerasFile.Save(this, path, tables);
    }

    /// <summary>Writes the content of a <c>.keras</c> file to a stream, from its position on.</summary>
    public void Save(Stream stream, KerasTables? tables = null) =>
        KerasFile.Save(this, Require.NotNull(stream), tables);

    /// <summary>Writes the weights to a file, which appears whole or not at all.</summary>
    /// <param name="path">The file: Keras' <c>.weights.h5</c>, which has the optimizer's state too, or named tensors as
    /// <c>.safetensors</c> or <c>.npz</c>.</param>
    /// <exception cref="ArgumentException">The path ends otherwise.</exception>
    public void SaveWeights(string path) => KerasFile.SaveWeights(this, Require.NotNull(path));

    /// <summary>Writes the content of a <c>.weights.h5</c> file to a stream, from its position on.</summary>
    public void SaveWeights(Stream stream) => KerasFile.SaveWeights(this, Require.NotNull(stream));

    /// <summary>Reads the weights, and the optimizer's state where both have one that fits, from any file that holds
    /// weights; nothing changes unless all of them fit.</summary>
    /// <param name="path">A <c>.weights.h5</c>, <c>.h5</c>, <c>.keras</c>, <c>.safetensors</c> or <c>.npz</c> file,
    /// told by its content.</param>
    /// <param name="options">What is read; everything when null.</param>
    /// <returns>What was read and what was left alone.</returns>
    /// <exception cref="FileFormatException">The file is damaged, or its weights are not those of this
    /// model.</exception>
    public WeightLoadReport LoadWeights(string path, WeightLoadOptions? options = null)
    {
        using var source = ModelSource.OpenFile(Require.NotNull(path));
        return LoadWeights(source, options);
    }

    /// <summary>Reads the weights, and the optimizer's state where both have one that fits, from a stream with the
    /// content of such a file; it is taken into memory and left open.</summary>
    /// <inheritdoc cref="LoadWeights(string, WeightLoadOptions?)"/>
    public WeightLoadReport LoadWeights(Stream stream, WeightLoadOptions? options = null) =>
        LoadWeights(ModelSource.Read(Require.NotNull(stream), "the stream"), options);

    private WeightLoadReport LoadWeights(ModelSource source, WeightLoadOptions? options) =>
        ModelFormats.Default.Of(source).LoadWeights(source, this, options ?? WeightLoadOptions.Default);

    /// <summary>Reads a model from a <c>.keras</c> file, or from a whole model's <c>.h5</c> file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tables">The classes that it may name; Keras' own when null.</param>
    /// <param name="cancellationToken">What ends the reading between two weights.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static Model Load(string path, KerasTables? tables = null, CancellationToken cancellationToken = default) =>
        KerasFile.Open(Require.NotNull(path), LoadOptions(tables, cancellationToken)).Model;

    /// <summary>Reads a model from a stream with the content of such a file; it is taken into memory and left
    /// open.</summary>
    /// <inheritdoc cref="Load(string, KerasTables?, CancellationToken)"/>
    public static Model Load(Stream stream, KerasTables? tables = null,
        CancellationToken cancellationToken = default) =>
        KerasFile.Open(Require.NotNull(stream), "the stream", LoadOptions(tables, cancellationToken)).Model;

    private static KerasLoadOptions LoadOptions(KerasTables? tables, CancellationToken cancellationToken) =>
        new() { Tables = tables ?? KerasTables.Default, CancellationToken = cancellationToken };

    /// <summary>Makes a model from its layers' description, with the weights that their initializers give: Keras'
    /// <c>model_from_json</c>.</summary>
    /// <param name="json">What <see cref="ToJson"/> or Keras' <c>model.to_json()</c> wrote.</param>
    /// <param name="tables">The classes that it may name; Keras' own when null.</param>
    /// <exception cref="FileFormatException">It is no description of a model.</exception>
    /// <exception cref="ConfigException">It names a class that is not in the tables, or a field is wrong.</exception>
    public static Model FromJson(string json, KerasTables? tables = null) =>
        KerasFile.FromJson(Require.NotNull(json), new() { Tables = tables ?? KerasTables.Default }).Model;

    /// <summary>The layers, and how the model is trained, as Keras' <c>model.to_json()</c> writes them; the weights are
    /// written with <see cref="SaveWeights(string)"/>.</summary>
    /// <param name="tables">How objects become class names; Keras' own when null.</param>
    /// <exception cref="ConfigException">A layer has no row in the tables.</exception>
    public string ToJson(KerasTables? tables = null)
    {
        RequireBuilt();
        return KerasArchive.Describe(this, tables ?? KerasTables.Default).ToJsonString();
    }

    /// <summary>What the file that the model was loaded from means otherwise than its words mean today, and what of it
    /// could not be used, a sentence each (<see cref="OpenedModel"/>); empty for a model made in code.</summary>
    public IReadOnlyList<string> Notes { get; internal set; } = [];

    /// <summary>What the model was compiled with, or null.</summary>
    internal Compilation? Compilation => _trainer?.Compilation;

    /// <summary>Makes the optimizer's state for the weights that are trained, so that a file's can be read into
    /// it.</summary>
    internal void BuildOptimizer()
    {
        var weights = new List<Weight>();
        CollectTrainable(weights);
        Optimizer!.Build(weights);
    }

    /// <summary>What a training step minimises: the compiled loss of the outputs. A model of one's own may do more, as
    /// with Keras' <c>train_step</c>; <see cref="CompileOptions.Step"/> takes its place.</summary>
    /// <param name="step">The batch, and where operations run and are recorded.</param>
    /// <returns>A scalar, whose gradient the optimizer gets.</returns>
    public virtual Tensor TrainingLoss(StepContext step) =>
        Require.NotNull(step).CompiledLoss(step.Forward(step.X));

    internal TensorSpec[] Outputs => _outputs ??= IsBuilt
        ? ShapeInference.Outputs(EnsureBuilt([]).Forward, _inputs, Place)
        : throw new InvalidOperationException($"{Place}: is not built yet. Call {nameof(BuildFor)} or {nameof(Fit)} "
            + "first.");

    /// <summary>Makes the weights now where the model itself says what it takes.</summary>
    internal virtual void BuildIfPossible()
    {
    }

    // A model answers while others train it.
    private protected override Tensor Answer(Data inputs, bool training) =>
        training ? base.Answer(inputs, training) : Predict(inputs, Math.Max(1, inputs.Rows));

    /// <inheritdoc/>
    internal override ValueForward ForwardFor(Data inputs)
    {
        BuildIfPossible();
        var forward = EnsureBuilt([.. inputs.Shapes]).Forward;
        InitializeWeights();
        return forward;
    }

    /// <inheritdoc/>
    internal override void OnBuilt(ReadOnlySpan<Shape> inputs)
    {
        _inputs = [.. inputs.ToArray().Select(shape => new TensorSpec(shape, InputType))];
        LayerNames.Assign(Layers);
    }

    /// <summary>Makes the weights, still without values, where they do not exist.</summary>
    /// <exception cref="InvalidOperationException">Only data can tell what the model takes.</exception>
    internal void RequireBuilt()
    {
        BuildIfPossible();
        if (!IsBuilt)
            throw new InvalidOperationException($"{Place}: is not built yet. Give it an {nameof(InputLayer)}, or "
                + $"call {nameof(BuildFor)} or {nameof(Fit)} first.");
    }

    /// <summary>Makes the weights and their first values where they do not exist.</summary>
    /// <exception cref="InvalidOperationException">Only data can tell what the model takes.</exception>
    internal void RequireWeights()
    {
        RequireBuilt();
        InitializeWeights();
    }

    /// <inheritdoc/>
    internal override void MakeWeights()
    {
        BuildIfPossible();
        if (IsBuilt) InitializeWeights();
    }

    /// <summary>Keeps the weights as they are until the result is disposed; they are made where they do not
    /// exist.</summary>
    /// <exception cref="InvalidOperationException">Only data can tell what the model takes.</exception>
    internal WeightGuards.Entry HoldWeights()
    {
        RequireWeights();
        return Guards.Read();
    }

    /// <summary>Those of the built model's weights.</summary>
    internal WeightGuards Guards => _guards ?? InitializeWeights();

    /// <summary>Gives weights of the built model that have no values yet their first ones.</summary>
    internal WeightGuards InitializeWeights()
    {
        if (_guards is { } guards) return guards;
        lock (Building) return _guards ??= FirstValues.Give(this);
    }

    private Trainer Compiled =>
        _trainer ?? throw new InvalidOperationException($"{Place}: is not compiled. Call {nameof(Compile)} first.");
}
