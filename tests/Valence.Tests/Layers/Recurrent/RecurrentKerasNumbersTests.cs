using Valence.Initializers;
using Valence.Layers;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>The numbers that Keras' own tests pin: inputs 0, 1, 2, …, all kernels 0.01, recurrent kernels 0.02, biases
/// 0.03.</summary>
public sealed class RecurrentKerasNumbersTests
{
    private static readonly Constant Kernel = new(0.01f);
    private static readonly Constant RecurrentKernel = new(0.02f);
    private static readonly Constant Bias = new(0.03f);
    private static readonly float[] RightMask = [1, 1, 1, 0, 1, 1, 0, 0];
    private static readonly float[] LeftMask = [0, 1, 1, 1, 0, 0, 1, 1];
    private static readonly float[] MiddleMask = [1, 1, 0, 1, 1, 0, 0, 1];

    [Fact]
    public void Lstm_gives_Keras_numbers()
    {
        Expect([0.6288687f, 0.6288687f, 0.6288687f, 0.86899155f, 0.86899155f, 0.86899155f, 0.9460773f, 0.9460773f,
            0.9460773f], new Lstm(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Range([3, 6, 4]));
        Expect([0.35622165f, 0.35622165f, 0.35622165f, 0.74789524f, 0.74789524f, 0.74789524f, 0.8872726f, 0.8872726f,
            0.8872726f], new Lstm(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Range([3, 6, 4]));
        Expect([0.6288687f, 0.6288687f, 0.6288687f, 0.86899155f, 0.86899155f, 0.86899155f, 0.9460773f, 0.9460773f,
            0.9460773f], new Lstm(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                Unroll = true
            }, Range([3, 6, 4]));
        Expect([0.57019705f, 0.57019705f, 0.57019705f, 0.8661914f, 0.8661914f, 0.8661914f, 0.9459622f, 0.9459622f,
            0.9459622f], new Lstm(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                UnitForgetBias = false
            }, Range([3, 6, 4]));
        Expect([0.54986924f, 0.54986924f, 0.54986924f, 0.86226785f, 0.86226785f, 0.86226785f, 0.9443936f, 0.9443936f,
            0.9443936f], new Lstm(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                UseBias = false
            }, Range([3, 6, 4]));
    }

    [Fact]
    public void Gru_gives_Keras_numbers()
    {
        Expect([0.5217289f, 0.5217289f, 0.5217289f, 0.6371659f, 0.6371659f, 0.6371659f, 0.39384964f, 0.39384964f,
            0.39384964f], new Gru(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Range([3, 6, 4]));
        Expect([0.24406259f, 0.24406259f, 0.24406259f, 0.611516f, 0.611516f, 0.611516f, 0.3928808f, 0.3928808f,
            0.3928808f], new Gru(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Range([3, 6, 4]));
        Expect([0.5217289f, 0.5217289f, 0.5217289f, 0.6371659f, 0.6371659f, 0.6371659f, 0.39384964f, 0.39384964f,
            0.39384964f], new Gru(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                Unroll = true
            }, Range([3, 6, 4]));
        Expect([0.51447755f, 0.51447755f, 0.51447755f, 0.6426879f, 0.6426879f, 0.6426879f, 0.40208298f, 0.40208298f,
            0.40208298f], new Gru(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                ResetAfter = false
            }, Range([3, 6, 4]));
        Expect([0.49988455f, 0.49988455f, 0.49988455f, 0.64701194f, 0.64701194f, 0.64701194f, 0.4103359f, 0.4103359f,
            0.4103359f], new Gru(3)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                UseBias = false
            }, Range([3, 6, 4]));
    }

    [Fact]
    public void SimpleRnn_gives_Keras_numbers()
    {
        Expect([0.405432f, 0.405432f, 0.405432f, 0.405432f, 0.73605347f, 0.73605347f, 0.73605347f, 0.73605347f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Range([2, 3, 4]));
        Expect([0.405432f, 0.405432f, 0.405432f, 0.405432f, 0.73605347f, 0.73605347f, 0.73605347f, 0.73605347f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                Unroll = true
            }, Range([2, 3, 4]));
        Expect([0.11144729f, 0.11144729f, 0.11144729f, 0.11144729f, 0.5528889f, 0.5528889f, 0.5528889f, 0.5528889f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Range([2, 3, 4]));
        Expect([0.11144729f, 0.11144729f, 0.11144729f, 0.11144729f, 0.5528889f, 0.5528889f, 0.5528889f, 0.5528889f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true,
                Unroll = true
            }, Range([2, 3, 4]));
    }

    [Fact]
    public void A_stateful_Lstm_continues_until_it_is_reset()
    {
        var layer = new Lstm(4)
        {
            KernelInitializer = Kernel,
            RecurrentInitializer = RecurrentKernel,
            BiasInitializer = Bias,
            Stateful = true
        };
        var run = new LayerRun(layer, training: false, Range([2, 3, 4]));
        for (var round = 0; round < 2; round++)
        {
            run.Forward();
            Close([0.3124785f, 0.3124785f, 0.3124785f, 0.3124785f, 0.6863672f, 0.6863672f, 0.6863672f, 0.6863672f],
                run.Forward().Tensor.Floats);
            layer.ResetState();
        }
    }

    [Fact]
    public void A_stateful_Gru_continues_until_it_is_reset()
    {
        var layer = new Gru(4)
        {
            KernelInitializer = Kernel,
            RecurrentInitializer = RecurrentKernel,
            BiasInitializer = Bias,
            Stateful = true
        };
        var run = new LayerRun(layer, training: false, Range([2, 3, 4]));
        for (var round = 0; round < 2; round++)
        {
            run.Forward();
            Close([0.29542392f, 0.29542392f, 0.29542392f, 0.29542392f, 0.5885018f, 0.5885018f, 0.5885018f, 0.5885018f],
                run.Forward().Tensor.Floats);
            layer.ResetState();
        }
    }

    [Fact]
    public void A_stateful_SimpleRnn_continues_until_it_is_reset()
    {
        var layer = new SimpleRnn(4)
        {
            KernelInitializer = Kernel,
            RecurrentInitializer = RecurrentKernel,
            BiasInitializer = Bias,
            Stateful = true
        };
        var run = new LayerRun(layer, training: false, Range([2, 3, 4]));
        for (var round = 0; round < 2; round++)
        {
            run.Forward();
            Close([0.40559256f, 0.40559256f, 0.40559256f, 0.40559256f, 0.7361247f, 0.7361247f, 0.7361247f, 0.7361247f],
                run.Forward().Tensor.Floats);
            layer.ResetState();
        }
    }

    [Fact]
    public void Lstm_starts_from_given_states()
    {
        Expect([0.20574439f, 0.3558822f, 0.64930826f, 0.66276f],
            new Lstm(2) { KernelInitializer = Kernel, RecurrentInitializer = RecurrentKernel, BiasInitializer = Bias },
            Range([2, 4, 3]), Range([2, 2]), Range([2, 2]));
        Expect([0.13281618f, 0.2790356f, 0.5839337f, 0.5992567f],
            new Lstm(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Range([2, 4, 3]), Range([2, 2]), Range([2, 2]));
    }

    [Fact]
    public void Gru_starts_from_a_given_state()
    {
        Expect([0.23774096f, 0.33508456f, 0.83659905f, 1.0227708f],
            new Gru(2) { KernelInitializer = Kernel, RecurrentInitializer = RecurrentKernel, BiasInitializer = Bias },
            Range([2, 4, 3]), Range([2, 2]));
        Expect([0.13486053f, 0.23261218f, 0.78257304f, 0.9691353f],
            new Gru(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Range([2, 4, 3]), Range([2, 2]));
    }

    [Fact]
    public void Gru_returns_its_state()
    {
        foreach (var (backwards,
            expected) in new[] { (false, new[] { 0.23774096f, 0.33508456f, 0.83659905f, 1.0227708f }),
            (true, [0.13486053f, 0.23261218f, 0.78257304f, 0.9691353f]) })
        {
            var y = new LayerRun(new Gru(2, returnState: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = backwards
            },
                training: false, Range([2, 4, 3]), Range([2, 2])).Forward();
            Assert.Equal(2, y.Count);
            Close(expected, y[0].Tensor.Floats);
            Close(expected, y[1].Tensor.Floats);
        }
    }

    [Fact]
    public void SimpleRnn_starts_from_a_given_state()
    {
        Expect([0.33621645f, 0.33621645f, 0.33621645f, 0.33621645f, 0.6262637f, 0.6262637f, 0.6262637f, 0.6262637f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Range([2, 4, 3]), Range([2, 4]));
        Expect([0.07344437f, 0.07344437f, 0.07344437f, 0.07344437f, 0.43043602f, 0.43043602f, 0.43043602f, 0.43043602f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Range([2, 4, 3]), Range([2, 4]));
    }

    [Fact]
    public void Lstm_skips_masked_steps()
    {
        Expect([0.11755939f, 0.11755939f, 0.28556206f, 0.28556206f],
            new Lstm(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                Unroll = true
            }, Masked(Range([2, 4, 3]), RightMask));
        Expect([0.0158891f, 0.0158891f, 0.05552048f, 0.05552048f, 0.11755939f, 0.11755939f, 0.11755939f, 0.11755939f,
            0.14185596f, 0.14185596f, 0.28556206f, 0.28556206f, 0.28556206f, 0.28556206f, 0.28556206f, 0.28556206f],
            new Lstm(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Masked(Range([2, 4, 3]), RightMask));
        Expect([0.0158891f, 0.0158891f, 0.05552048f, 0.05552048f, 0.11755939f, 0.11755939f, 0.0f, 0.0f, 0.14185596f,
            0.14185596f, 0.28556206f, 0.28556206f, 0.0f, 0.0f, 0.0f, 0.0f],
            new Lstm(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                ZeroOutputForMask = true
            }, Masked(Range([2, 4, 3]), RightMask));
        Expect([0.15341201f, 0.15341201f, 0.3844719f, 0.3844719f],
            new Lstm(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Masked(Range([2, 4, 3]), LeftMask));
    }

    [Fact]
    public void Gru_skips_masked_steps()
    {
        Expect([0.19393763f, 0.19393763f, 0.30818558f, 0.30818558f],
            new Gru(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                Unroll = true
            }, Masked(Range([2, 4, 3]), MiddleMask));
        Expect([0.03606692f, 0.03606692f, 0.09497581f, 0.09497581f, 0.09497581f, 0.09497581f, 0.19393763f, 0.19393763f,
            0.16051409f, 0.16051409f, 0.16051409f, 0.16051409f, 0.16051409f, 0.16051409f, 0.30818558f, 0.30818558f],
            new Gru(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Masked(Range([2, 4, 3]), MiddleMask));
        Expect([0.03606692f, 0.03606692f, 0.09497581f, 0.09497581f, 0.0f, 0.0f, 0.19393763f, 0.19393763f, 0.16051409f,
            0.16051409f, 0.0f, 0.0f, 0.0f, 0.0f, 0.30818558f, 0.30818558f],
            new Gru(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                ZeroOutputForMask = true
            }, Masked(Range([2, 4, 3]), MiddleMask));
        Expect([0.11669192f, 0.11669192f, 0.28380975f, 0.28380975f],
            new Gru(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Masked(Range([2, 4, 3]), MiddleMask));
    }

    [Fact]
    public void SimpleRnn_skips_masked_steps()
    {
        Expect([0.32951632f, 0.32951632f, 0.32951632f, 0.32951632f, 0.61799484f, 0.61799484f, 0.61799484f, 0.61799484f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                Unroll = true
            }, Masked(Range([2, 4, 3]), MiddleMask));
        Expect([0.0599281f, 0.0599281f, 0.15122814f, 0.15122814f, 0.15122814f, 0.15122814f, 0.32394567f, 0.32394567f,
            0.3969304f, 0.3969304f, 0.3969304f, 0.3969304f, 0.3969304f, 0.3969304f, 0.608085f, 0.608085f],
            new SimpleRnn(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, Masked(Range([2, 4, 3]), MiddleMask));
        Expect([0.0599281f, 0.0599281f, 0.15122814f, 0.15122814f, 0.0f, 0.0f, 0.32394567f, 0.32394567f, 0.3969304f,
            0.3969304f, 0.0f, 0.0f, 0.0f, 0.0f, 0.608085f, 0.608085f],
            new SimpleRnn(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                ZeroOutputForMask = true
            },
                Masked(Range([2, 4, 3]), MiddleMask));
        Expect([0.07376196f, 0.07376196f, 0.07376196f, 0.07376196f, 0.43645123f, 0.43645123f, 0.43645123f, 0.43645123f],
            new SimpleRnn(4)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias,
                GoBackwards = true
            }, Masked(Range([2, 4, 3]), MiddleMask));
    }

    [Fact]
    public void Bidirectional_merges_as_Keras_does()
    {
        var layer = new SimpleRnn(2)
        {
            KernelInitializer = Kernel,
            RecurrentInitializer = RecurrentKernel,
            BiasInitializer = Bias
        };
        Expect([0.39687276f, 0.39687276f, 0.10004295f, 0.10004295f, 0.7237238f, 0.7237238f, 0.53391594f, 0.53391594f],
            new Bidirectional(layer), Range([2, 3, 4]));
        Expect([0.24845785f, 0.24845785f, 0.6288199f, 0.6288199f], new Bidirectional(layer, MergeMode.Ave),
            Range([2, 3, 4]));
        Expect([0.08374989f, 0.08374989f, 0.6740834f, 0.6740834f],
            new Bidirectional(layer, MergeMode.Mul,
                new SimpleRnn(2)
                {
                    KernelInitializer = new Constant(0.03f),
                    RecurrentInitializer = new Constant(0.02f),
                    BiasInitializer = new Constant(0.01f),
                    GoBackwards = true
                }), Range([2, 3, 4]));
        var both = new LayerRun(new Bidirectional(layer, MergeMode.None), training: false, Range([2, 3, 4])).Forward();
        Close([0.39687276f, 0.39687276f, 0.7237238f, 0.7237238f], both[0].Tensor.Floats);
        Close([0.10004295f, 0.10004295f, 0.53391594f, 0.53391594f], both[1].Tensor.Floats);
        Expect([0.20937867f, 0.20937867f, 0.34462988f, 0.34462988f, 0.40290534f, 0.40290534f, 0.59829646f, 0.59829646f,
            0.6734641f, 0.6734641f, 0.6479671f, 0.6479671f],
            new Bidirectional(new Gru(2, returnSequences: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }, MergeMode.Sum), Range([2, 3, 4]));
    }

    [Fact]
    public void A_stateful_Bidirectional_continues_until_it_is_reset()
    {
        var layer = new Bidirectional(new Lstm(2)
        {
            KernelInitializer = Kernel,
            RecurrentInitializer = RecurrentKernel,
            BiasInitializer = Bias,
            Stateful = true
        });
        var run = new LayerRun(layer, training: false, Range([2, 4, 3]));
        for (var round = 0; round < 2; round++)
        {
            run.Forward();
            Close([0.26234663f, 0.26234663f, 0.16959146f, 0.16959146f, 0.6137073f, 0.6137073f, 0.5381646f, 0.5381646f],
                run.Forward().Tensor.Floats);
            layer.ResetState();
        }
    }

    [Fact]
    public void Bidirectional_starts_from_given_states()
    {
        Expect([0.20794602f, 0.4577124f, 0.14046375f, 0.48191673f, 0.6682636f, 0.6711909f, 0.60943645f, 0.60950446f],
            new Bidirectional(new Lstm(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }), Range([2, 4, 3]), Range([2, 2]), Range([2, 2], 2), Range([2, 2], 3),
                Range([2, 2], 4));
    }

    [Fact]
    public void Bidirectional_skips_masked_steps()
    {
        Expect([0.19393763f, 0.19393763f, 0.11669192f, 0.11669192f, 0.30818558f, 0.30818558f, 0.28380975f, 0.28380975f],
            new Bidirectional(new Gru(2)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }), Masked(Range([2, 4, 3]), MiddleMask));
    }

    [Fact]
    public void Bidirectional_returns_the_states_of_both_layers()
    {
        var y = new LayerRun(
            new Bidirectional(new Lstm(2, returnState: true)
            {
                KernelInitializer = Kernel,
                RecurrentInitializer = RecurrentKernel,
                BiasInitializer = Bias
            }), training: false, Range([2, 4, 3]))
                    .Forward();
        Assert.Equal(5, y.Count);
        Close([0.1990008f, 0.1990008f, 0.12659755f, 0.12659755f, 0.52335435f, 0.52335435f, 0.44717982f, 0.44717982f],
            y[0].Tensor.Floats);
        Close([0.1990008f, 0.1990008f, 0.52335435f, 0.52335435f], y[1].Tensor.Floats);
        Close([0.35567185f, 0.35567185f, 1.0492687f, 1.0492687f], y[2].Tensor.Floats);
        Close([0.12659755f, 0.12659755f, 0.44717982f, 0.44717982f], y[3].Tensor.Floats);
        Close([0.2501858f, 0.2501858f, 0.941473f, 0.941473f], y[4].Tensor.Floats);
    }

    private static void Expect(float[] expected, Layer layer, params ReadOnlySpan<Value> inputs) =>
        Close(expected, new LayerRun(layer, training: false, inputs).Forward().Tensor.Floats);

    private static Value Masked(Tensor x, float[] mask) => new(x, Tensor.From(mask, x.Shape[..2]));
}
