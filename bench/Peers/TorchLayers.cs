namespace Valence.Bench.Peers;

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

/// <summary>Layers of libtorch that are an expression.</summary>
internal sealed class Expression(Func<Tensor, Tensor> value) : Layer(nameof(Expression))
{
    public override Tensor forward(Tensor x) => value(x);
}

/// <summary>The last state of a recurrent layer, of both directions where it has two.</summary>
internal sealed class LastState : Layer
{
    private readonly Func<Tensor, Tensor> _states;
    private readonly bool _bothDirections;

    public LastState(LSTM lstm, bool bothDirections = false) : base(nameof(LastState))
    {
        register_module("lstm", lstm);
        (_states, _bothDirections) = (x => lstm.forward(x).Item2, bothDirections);
    }

    public LastState(GRU gru) : base(nameof(LastState))
    {
        register_module("gru", gru);
        _states = x => gru.forward(x).Item2;
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var states = _states(x);
        return (_bothDirections ? cat([states[-2], states[-1]], 1) : states[-1]).MoveToOuterDisposeScope();
    }
}

/// <summary>Embeddings of words and of their places.</summary>
internal sealed class Positions : Layer
{
    private readonly Embedding _words, _places;

    public Positions(int vocabulary, int length, int width) : base(nameof(Positions))
    {
        (_words, _places) = (Embedding(vocabulary, width), Embedding(length, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var words = _words.forward(x);
        return words + _places.weight!;
    }
}

/// <summary>An encoder of libtorch's modules, which also drop out shares of attention and what is between the dense
/// layers.</summary>
internal sealed class EncoderOfModules : Layer
{
    private readonly TransformerEncoder _blocks;

    public EncoderOfModules(int width, int heads, int hidden, Activations activation, int blocks)
        : base(nameof(EncoderOfModules))
    {
        _blocks = TransformerEncoder(TransformerEncoderLayer(width, heads, hidden, .1, activation), blocks);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => _blocks.forward(x.transpose(0, 1), null, null).transpose(0, 1);
}

/// <summary>A block of an encoder: the arithmetic of Valence's, with libtorch's fused attention.</summary>
internal sealed class EncoderBlock : Layer
{
    private readonly Linear _queriesKeysValues, _attended, _up, _down;
    private readonly LayerNorm _afterAttention, _afterDense;
    private readonly Dropout _dropout;
    private readonly int _heads;
    private readonly Func<Tensor, Tensor> _activation;

    public EncoderBlock(int width, int heads, int hidden, Func<Tensor, Tensor> activation) : base(nameof(EncoderBlock))
    {
        (_heads, _activation, _dropout) = (heads, activation, Dropout(.1));
        (_queriesKeysValues, _attended) = (Linear(width, 3 * width), Linear(width, width));
        (_up, _down) = (Linear(width, hidden), Linear(hidden, width));
        (_afterAttention, _afterDense) = (LayerNorm(width, eps: 1e-6), LayerNorm(width, eps: 1e-6));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        // What is between is given back here and not at the end of the call.
        using var scope = NewDisposeScope();
        var (rows, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = _queriesKeysValues.forward(x).view(rows, length, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        var attended = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        attended = _attended.forward(attended.transpose(1, 2).reshape(rows, length, width));
        x = _afterAttention.forward(x + _dropout.forward(attended));
        x = _afterDense.forward(x + _dropout.forward(_down.forward(_activation(_up.forward(x)))));
        return x.MoveToOuterDisposeScope();
    }
}
