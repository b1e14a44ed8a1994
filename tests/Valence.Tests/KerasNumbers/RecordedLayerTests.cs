using System.Text.Json;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Saving;

namespace Valence.Tests.KerasNumbers;

/// <summary>Models of one layer each, with the weights, inputs and answers that real Keras had:
/// <c>layer-numbers.json</c>, which <see cref="Saving.LayerScripts.Record"/> wrote.</summary>
public sealed class RecordedLayerTests
{
    private const double Tolerance = 1e-5;
    private static readonly IReadOnlyDictionary<string, JsonElement> Recorded =
        RecordedNumbers.Cases("layer-numbers.json");

    public static MatrixTheoryData<string, string> Cases => new(Recorded.Keys, ["reference", "cpu"]);

    public static TheoryData<string> Learning =>
        [.. Recorded.Where(row => row.Value.GetProperty("learned").GetArrayLength() > 0).Select(row => row.Key)];

    public static TheoryData<string> Normalizing =>
        [.. Recorded.Where(row => row.Value.TryGetProperty("trained", out _)).Select(row => row.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_recorded_model_answers_as_in_Keras(string name, string backend)
    {
        using var runs = LayerCalls.Backend(backend);
        var (row, model) = (Recorded[name], Model(name));
        model.Backend = runs;
        var answers = model.PredictAll(new([.. RecordedNumbers.Arrays(row, "inputs")]));
        var expected = RecordedNumbers.Arrays(row, "outputs");
        Assert.Equal(expected.Length, answers.Count);
        for (var i = 0; i < expected.Length; i++)
            RecordedNumbers.Close(expected[i], answers[i], Tolerance, $"output {i}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Penalties_on_what_layers_answer_are_those_of_Keras(string name, string backend)
    {
        using var runs = LayerCalls.Backend(backend);
        var (row, model) = (Recorded[name], Model(name));
        var inputs = RecordedNumbers.Arrays(row, "inputs");
        var call = new CallContext(new EagerExecutor(new StepMemory(runs)));
        call.Begin(0);
        Value[] values = [.. inputs.Select(x => new Value(x))];
        model.EnsureBuilt([.. inputs.Select(x => x.Shape)]).Forward(Values.Create(values), call);
        var expected = row.TryGetProperty("penalty", out var penalty) ? penalty.GetDouble() : 0;
        Assert.Equal(expected, call.Losses.Sum(loss => (double)loss.Scalar), 1e-5 * Math.Max(1, expected));
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void A_layer_learns_from_data_what_it_learned_in_Keras(string name)
    {
        var (row, model) = (Recorded[name], Model(name));
        var data = RecordedNumbers.Arrays(row, "learned");
        if (model.Layers[^1] is Normalization known)
        {
            var again = new Normalization(invert: known.Invert) { Axis = known.Axis };
            again.Adapt(data);
            for (var i = 0; i < known.Weights.Count; i++)
                RecordedNumbers.Close(known.Weights[i].Value, again.Weights[i].Value, Tolerance, again.Weights[i].Name);
            return;
        }
        var bins = Assert.IsType<Discretization>(model.Layers[^1]);
        var other = new Discretization(bins.NumBins!.Value, bins.Epsilon, bins.OutputMode);
        other.Adapt(data);
        Assert.Equal(bins.BinBoundaries!.Count, other.BinBoundaries!.Count);
        for (var i = 0; i < bins.BinBoundaries.Count; i++)
            Assert.Equal(bins.BinBoundaries[i], other.BinBoundaries[i], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Normalizing))]
    public void A_call_in_training_divides_the_kernel_as_in_Keras(string name)
    {
        var (row, model) = (Recorded[name], Model(name));
        var x = RecordedNumbers.Arrays(row, "inputs")[0];
        var call = Layers.Calls.Eager(training: true);
        var y = model.Layers[^1].EnsureBuilt([x.Shape]).Forward(x, call);
        call.CommitAssignments();
        RecordedNumbers.Close(RecordedNumbers.Arrays(row, "trained")[0], y.Tensor, Tolerance, "the output");
        var after = RecordedNumbers.Arrays(row, "after");
        for (var i = 0; i < after.Length; i++)
            RecordedNumbers.Close(after[i], model.Weights[i].Value, Tolerance, model.Weights[i].Path);
    }

    private static Model Model(string name)
    {
        var row = Recorded[name];
        var model = (Model)KerasTables.Default.Layers.Read(row.GetProperty("model"), name, KerasTables.Default);
        model.SetWeights([.. RecordedNumbers.Arrays(row, "weights").Select(Floats)]);
        return model;
    }

    // Keras counts in integers what is float32 here.
    private static Tensor Floats(Tensor tensor) => tensor.Type == ElementType.Float32 ? tensor
        : Tensor.From([.. tensor.Ints.ToArray().Select(number => (float)number)], tensor.Shape);
}
