using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

/// <summary>A network as libtorch computes it, trained on texts and asked about them.</summary>
internal sealed class TorchNetwork
{
    private readonly Layer _model;
    private readonly optim.Optimizer _optimizer;
    private readonly (Tensor X, Tensor Y)[] _batches;
    private readonly Dictionary<string, Tensor[]> _asked;
    private int _steps;

    /// <param name="network">What to compute.</param>
    /// <param name="exercise">The texts.</param>
    /// <param name="modules">Whether encoders are libtorch's modules; otherwise Valence's arithmetic, with fused
    /// attention.</param>
    /// <exception cref="InvalidOperationException">Its parameters are not as many as Valence's.</exception>
    public TorchNetwork(Network network, Exercise exercise, bool modules)
    {
        random.manual_seed(1);
        _model = Body(network.Name, modules);
        _optimizer = optim.Adam(_model.parameters(), lr: 1e-3, eps: 1e-7);
        var texts = exercise.Texts;
        _batches = [.. texts.Batches(network.Batch).Select(batch => (Ids(batch.Ids), tensor(batch.Labels)))];
        _asked = network.Answers.ToDictionary(rows => $"{rows}",
            rows => Ids(texts.First(rows)).split(Network.AnsweredAtOnce));

        // libtorch has a second bias in LSTM, which says nothing that the first one doesn't.
        var parameters = _model.named_parameters()
            .Where(parameter => !(parameter.name.Contains("lstm") && parameter.name.Contains("bias_hh")))
            .Sum(parameter => parameter.parameter.numel());
        if (parameters != exercise.Parameters)
            throw new InvalidOperationException($"{network.Name}: expected libtorch's network to have Valence's "
                + $"{exercise.Parameters} parameters, it has {parameters}.");

        Tensor Ids(int[] ids) => tensor(ids).to(int64).reshape(-1, network.Length);
    }

    /// <summary>Does a task of <see cref="Network.Tasks"/> once.</summary>
    public void Call(string task)
    {
        using var scope = NewDisposeScope();
        if (!_asked.TryGetValue(task, out var asked))
        {
            Step();
            return;
        }
        if (_model.training) _model.eval();
        using var _ = inference_mode();
        foreach (var batch in asked) sigmoid(_model.forward(batch)).data<float>().ToArray();
    }

    private void Step()
    {
        if (!_model.training) _model.train();
        var (x, y) = _batches[_steps++ % _batches.Length];
        _optimizer.zero_grad();
        var loss = functional.binary_cross_entropy_with_logits(_model.forward(x).squeeze(1), y);
        loss.backward();
        _optimizer.step();
        loss.item<float>();
    }

    private static Layer Body(string network, bool modules) => network switch
    {
        "mlp" => Sequential(Embedding(10_000, 32), Flatten(), Linear(16_000, 16), ReLU(), Linear(16, 16), ReLU(),
            Linear(16, 1)),
        "lstm" => Sequential(Embedding(20_000, 32), new LastState(LSTM(32, 64, batchFirst: true)), Linear(64, 1)),
        "bilstm" => Sequential(Embedding(10_000, 32),
            new LastState(LSTM(32, 64, batchFirst: true, bidirectional: true), bothDirections: true), Linear(128, 1)),
        "bilstm_stacked" => Sequential(Embedding(20_000, 128),
            new LastState(LSTM(128, 64, numLayers: 2, batchFirst: true, bidirectional: true), bothDirections: true),
            Linear(128, 1)),
        "lstm128" => Sequential(Embedding(20_000, 128), new LastState(LSTM(128, 128, batchFirst: true)),
            Linear(128, 1)),
        "gru" => Sequential(Embedding(20_000, 64), new LastState(GRU(64, 64, batchFirst: true)), Linear(64, 1)),
        "cnn_lstm" => Sequential(Embedding(20_000, 128), Dropout(.25), Swapped(), Conv1d(128, 64, 5), ReLU(),
            MaxPool1d(4), Swapped(), new LastState(LSTM(64, 70, batchFirst: true)), Linear(70, 1)),
        "cnn" => Sequential(Embedding(20_000, 128), Dropout(.5), Swapped(), Conv1d(128, 128, 7, stride: 3), ReLU(),
            Conv1d(128, 128, 7, stride: 3), ReLU(), new Expression(x => x.amax([2])), Linear(128, 128), ReLU(),
            Dropout(.5), Linear(128, 1)),
        "fasttext" => Sequential(Embedding(20_000, 50), Mean(), Linear(50, 1)),
        "transformer" => Sequential(new Positions(20_000, 200, 32),
            modules ? new EncoderOfModules(32, 2, 32, Activations.ReLU, 1)
                : new EncoderBlock(32, 2, 32, x => functional.relu(x)), Mean(), Dropout(.1), Linear(32, 20), ReLU(),
            Dropout(.1), Linear(20, 1)),
        "encoder_128" => Encoder(20_000, 128, 128, heads: 4, blocks: 2, modules),
        "minilm_256" => Encoder(30_522, 256, 384, heads: 12, blocks: 6, modules),
        _ => throw new ArgumentException($"Expected a network that libtorch has too, received '{network}'."),
    };

    private static Layer Encoder(int vocabulary, int length, int width, int heads, int blocks, bool modules)
    {
        Layer[] encoder = modules ? [new EncoderOfModules(width, heads, 4 * width, Activations.GELU, blocks)]
            : [.. Enumerable.Range(0, blocks)
                .Select(_ => new EncoderBlock(width, heads, 4 * width, x => functional.gelu(x)))];
        return Sequential([new Positions(vocabulary, length, width), .. encoder, Mean(), Linear(width, 1)]);
    }

    private static Expression Swapped() => new(x => x.transpose(1, 2));

    private static Expression Mean() => new(x => x.mean([1]));
}
