using Valence.Layers;
using Valence.Randomness;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>The operations over whole sequences and the steps made of single operations give the same values and
/// gradients.</summary>
public sealed class FusedSequenceTests
{
    // The same function under another identity, which the whole-sequence operations do not recognise.
    private static readonly ActivationFunction OtherTanh =
        new("other_tanh", (call, x) => Activations.Tanh.Apply(call, x));

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(0, 60).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lstm_agrees_with_its_steps(ulong seed) => Agree(seed, states: 2, (activation, units, o) =>
        new Lstm(units, o.Sequences, o.State)
        {
            Activation = activation,
            GoBackwards = o.Backwards,
            ZeroOutputForMask = o.Zeros,
            UseBias = o.Bias
        });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gru_agrees_with_its_steps(ulong seed) => Agree(seed, states: 1, (activation, units, o) =>
        new Gru(units, o.Sequences, o.State)
        {
            Activation = activation,
            GoBackwards = o.Backwards,
            ZeroOutputForMask = o.Zeros,
            UseBias = o.Bias
        });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_bidirectional_Lstm_agrees_with_its_steps(ulong seed) =>
        Agree(seed, states: 4, (activation, units, o) =>
        new Bidirectional(new Lstm(units, o.Sequences, o.State) { Activation = activation, UseBias = o.Bias },
            (MergeMode)(seed % 5)));

    private static void Agree(ulong seed, int states, Func<ActivationFunction, int, Options, Layer> make)
    {
        var random = new CounterRandom(seed, 9);
        var (batch, time, features, units) = (1 + random.Below(0, 4), 1 + random.Below(1, 20), 1 + random.Below(2, 5),
            1 + random.Below(3, 6));
        var options = new Options(random.Below(4, 2) == 0, random.Below(5, 2) == 0, random.Below(6, 2) == 0,
            random.Below(7, 2) == 0, random.Below(8, 4) != 0);
        var inputs = new List<Value> { new(Normal([batch, time, features], seed), Mask(batch, time, random)) };
        if (random.Below(9, 2) == 0)
            for (var i = 0; i < states; i++) inputs.Add(Normal([batch, units], seed + 50 + (ulong)i));

        var whole = new LayerRun(make(Activations.Tanh, units, options), training: false, inputs.ToArray());
        var steps = new LayerRun(make(OtherTanh, units, options), training: false, inputs.ToArray());
        for (var i = 0; i < whole.Layer.Weights.Count; i++)
            whole.Layer.Weights[i].Set(Normal(whole.Layer.Weights[i].Shape, seed + 70 + (ulong)i, 0.7f));
        steps.Layer.SetWeights(whole.Layer.GetWeights());

        var (y, expected) = (whole.Forward(), steps.Forward());
        Assert.Equal(expected.Count, y.Count);
        for (var i = 0; i < y.Count; i++)
            Close(expected[i].Tensor.Floats, y[i].Tensor.Floats, 1e-5f, $"output {i}, element");
        var (gradients, expectedGradients) = (whole.Gradients(y), steps.Gradients(expected));
        for (var i = 0; i < gradients.Length; i++)
            Close(expectedGradients[i].Floats, gradients[i].Floats, 5e-5f, $"gradient {i}, element");
    }

    // None, or padding on the left, on the right, in the middle or everywhere, differently in each row.
    private static Tensor? Mask(int batch, int time, CounterRandom random)
    {
        if (random.Below(20, 5) == 0) return null;
        var mask = new Tensor([batch, time]);
        mask.Change<float>().Fill(1);
        for (var b = 0; b < batch; b++)
        {
            var row = mask.Change<float>().Slice(b * time, time);
            var length = random.Below(30 + (ulong)b, time + 1);
            switch (random.Below(40 + (ulong)b, 4))
            {
                case 0: row[..length].Clear(); break;
                case 1: row[^length..].Clear(); break;
                case 2: row.Slice((time - length) / 2, length).Clear(); break;
                default: row[0] = 0; row[^1] = 0; break;
            }
        }
        return mask;
    }

    private sealed record Options(bool Sequences, bool State, bool Backwards, bool Zeros, bool Bias);
}
