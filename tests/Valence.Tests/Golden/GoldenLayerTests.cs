using System.Text.Json;
using Valence.Backends;
using Valence.Execution;
using Valence.Formats;
using Valence.Layers;
using Valence.Operations;
using Valence.Saving;
using Valence.Tests.Sessions;

namespace Valence.Tests.Golden;

/// <summary>Single calls of layers: outputs, masks, penalties, state and gradients equal real Keras' on each
/// backend.</summary>
public sealed class GoldenLayerTests
{
    public static TheoryData<string> Cases => GoldenFolder.Cases("layers");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Layer_equals_Keras_on_the_reference_backend(string name) => Run(name, new ReferenceBackend());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Layer_equals_Keras_on_the_cpu_backend(string name) => Run(name, new CpuBackend(threads: 2));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_that_stay_apart_answer_alone_what_they_answer_together(string name)
    {
        var (json, arrays) = GoldenFolder.Open("layers", name);
        var kwargs = json.GetProperty("kwargs");
        using var node = JsonDocument.Parse($$"""{"args": [], "kwargs": {{PlainArguments(kwargs)}}}""");
        var layer = KerasTables.Default.Layers.Read(
            NodeArguments.Merge(json.GetProperty("config"), [node.RootElement], name), name, KerasTables.Default);
        var x = Masked(layer, [.. Numbered(arrays, "in").Concat(Numbered(arrays, "state"))], kwargs, arrays);
        var rows = x[0].Tensor.Shape[0];
        var built = layer.EnsureBuilt([.. x.Select(value => value.Tensor.Shape.With(0, Shape.Unknown))]);
        if (x.Any(value => value.Tensor.Shape[0] != rows || value.Mask is { } mask && mask.Shape[0] != rows)
            || !layer.HasRowsApart([.. x.Select(value => value.Tensor.Shape.With(0, Shape.Unknown))])) return;
        if (arrays.Contains("w.0")) layer.SetWeights([.. Numbered(arrays, "w")]);
        layer.Initialize(0);
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(threads: 2)])
            using (backend)
            {
                var together = Answer(x);
                for (var count = 1; count <= Math.Min(3, rows); count++)
                    for (var i = 0; i + count <= rows; i += count)
                    {
                        var part = Answer([.. x.Select(value => new Value(InParts.Rows(value.Tensor, i, count),
                            value.Mask is { } mask ? InParts.Rows(mask, i, count) : null))]);
                        for (var j = 0; j < part.Length; j++)
                        {
                            InParts.Same(InParts.Rows(together[j].Tensor, i, count), part[j].Tensor, $"out.{j}");
                            if (together[j].Mask is { } mask)
                                InParts.Same(InParts.Rows(mask, i, count), part[j].Mask!, $"outmask.{j}");
                        }
                    }

                Value[] Answer(Value[] values) => built.Forward(Values.Create(values),
                    new(new EagerExecutor(new StepMemory(backend)))).ToArray();
            }
    }

    private static void Run(string name, Backend backend)
    {
        using (backend)
        {
            var (json, arrays) = GoldenFolder.Open("layers", name);
            var kwargs = json.GetProperty("kwargs");
            // Plain keyword arguments of the call are fields of the layer here, as for the nodes of a functional model.
            using var node = JsonDocument.Parse($$"""{"args": [], "kwargs": {{PlainArguments(kwargs)}}}""");
            var layer = KerasTables.Default.Layers.Read(
                NodeArguments.Merge(json.GetProperty("config"), [node.RootElement], name), name, KerasTables.Default);

            var inputs = Numbered(arrays, "in").Concat(Numbered(arrays, "state")).ToList();
            var values = Masked(layer, inputs, kwargs, arrays);
            var built = layer.EnsureBuilt(values.Select(value => value.Tensor.Shape).ToArray());
            if (arrays.Contains("w.0")) layer.SetWeights([.. Numbered(arrays, "w")]);
            layer.Initialize(0);

            var memory = new StepMemory(backend);
            var eager = new EagerExecutor(memory);
            var recording = new RecordingExecutor(eager);
            var training = json.GetProperty("training").GetBoolean();
            var call = new CallContext(recording, training);
            Values outputs = default;
            for (var i = 0; i < json.GetProperty("calls").GetInt32(); i++)
            {
                recording.Reset();
                foreach (var value in values) recording.Watch(value.Tensor);
                foreach (var weight in layer.Weights.Where(weight => !weight.IsState)) recording.Watch(weight.Value);
                call.Begin(0);
                outputs = built.Forward(Values.Create(values), call);
                call.CommitAssignments();
            }
            if (json.TryGetProperty("penalty", out var penalty) && penalty.ValueKind == JsonValueKind.Number)
                CheckPenalty(layer, call, penalty.GetDouble());

            for (var i = 0; arrays.TryGet($"out.{i}", out var expected); i++)
                Compare.Close(expected, outputs[i].Tensor, 1e-5f, $"out.{i}");
            for (var i = 0; arrays.TryGet($"outmask.{i}", out var mask); i++)
                Compare.Close(mask, Assert.IsType<Tensor>(outputs[i].Mask), 0, $"outmask.{i}");
            for (var i = 0; i < layer.Weights.Count; i++)
                if (arrays.TryGet($"after.{i}", out var after))
                    Compare.Close(after, layer.Weights[i].Value, 1e-5f, $"after.{i}");

            var inner = new CallContext(eager, training);
            for (var i = 0; arrays.TryGet($"up.{i}", out var up); i++)
                recording.Seed(outputs[i].Tensor, up.ToTensor(), inner);
            recording.Backward(inner);
            var gradients = new List<(string Name, NpyArray Expected, Tensor Of)>();
            var own = Numbered(arrays, "in").Count();
            for (var i = 0; i < inputs.Count; i++)
                if (arrays.TryGet(i < own ? $"gin.{i}" : $"gstate.{i - own}", out var expected))
                    gradients.Add((i < own ? $"gin.{i}" : $"gstate.{i - own}", expected, values[i].Tensor));
            for (var i = 0; i < layer.Weights.Count; i++)
                if (arrays.TryGet($"gw.{i}", out var expected))
                    gradients.Add(($"gw.{i}", expected, layer.Weights[i].Value));
            var largest = gradients.Select(gradient => Compare.Largest(gradient.Expected)).DefaultIfEmpty(0).Max();
            foreach (var (what, expected, of) in gradients)
                Compare.Close(expected, Gradient(recording, inner, of), 1e-4f, what, largest);
        }
    }

    private static Tensor Gradient(RecordingExecutor recording, CallContext call, Tensor of) =>
        recording.Gradient(of)
            ?? (recording.RowGradient(of) is { } rows ? call.ScatterRows(rows.Ids, rows.Rows, of) : call.ZerosLike(of));

    private static void CheckPenalty(Layer layer, CallContext call, double expected)
    {
        var sum = call.Losses.Sum(loss => loss.Scalar)
            + layer.Weights.Where(weight => weight.Regularizer is not null)
            .Sum(weight => weight.Regularizer!.Penalty(weight.Value, call).Scalar);
        Assert.Equal(expected, sum, 1e-5 * Math.Abs(expected));
    }

    private static IEnumerable<Tensor> Numbered(Npz arrays, string prefix)
    {
        for (var i = 0; arrays.TryGet($"{prefix}.{i}", out var array); i++) yield return array.ToTensor();
    }

    // Masks come as an array for the first input, or as keyword arguments for all or for named ones.
    private static Value[] Masked(Layer layer, List<Tensor> inputs, JsonElement kwargs, Npz arrays)
    {
        var values = inputs.Select(input => new Value(input)).ToList();
        if (arrays.TryGet("mask", out var mask))
            values[0] = values[0] with
            {
                Mask = Tensor.From(
                mask.ToFloats(), Shape.Create([.. mask.Shape.Select(length => (int)length)]))
            };
        foreach (var argument in kwargs.EnumerateObject())
        {
            if (argument.Value.ValueKind != JsonValueKind.Array) continue;
            // Keras' MultiHeadAttention takes the query's mask from the query itself and drops this argument.
            if (argument.Name == "query_mask" && layer is MultiHeadAttention) continue;
            if (argument.Name == "mask")
                for (var i = 0; i < argument.Value.GetArrayLength(); i++)
                    values[i] = values[i] with
                    {
                        Mask = argument.Value[i].ValueKind == JsonValueKind.Null ? null
                        : Truths(argument.Value[i])
                    };
            else if (argument.Name.EndsWith("_mask", StringComparison.Ordinal) && layer.CallArguments.ToList()
                .IndexOf(argument.Name[..^5]) is >= 0 and var index)
            {
                // A mask of a key that was left out: the key is the value.
                while (values.Count <= index) values.Add(new Value(values[^1].Tensor));
                values[index] = values[index] with { Mask = Truths(argument.Value) };
            }
            else
            {
                var position = layer.CallArguments.ToList().IndexOf(argument.Name);
                Assert.True(position >= 0, $"{layer.KerasName} does not take '{argument.Name}'.");
                // Missing arguments before this one repeat Keras' default: the key is the value.
                while (values.Count < position) values.Add(values[^1]);
                values.Insert(position, Truths(argument.Value));
            }
        }
        return [.. values];
    }

    private static Tensor Truths(JsonElement json)
    {
        var axes = new List<int>();
        for (var level = json; level.ValueKind == JsonValueKind.Array; level = level[0])
            axes.Add(level.GetArrayLength());
        var flat = new List<float>();
        Flatten(json);
        return Tensor.From(flat.ToArray(), Shape.Create(axes.ToArray()));

        void Flatten(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Flatten(item);
            else flat.Add(element.ValueKind == JsonValueKind.Number ? element.GetSingle() : element.GetBoolean() ? 1
                : 0);
        }
    }

    private static string PlainArguments(JsonElement kwargs) =>
        "{" + string.Join(",", kwargs.EnumerateObject()
            .Where(argument => argument.Value.ValueKind != JsonValueKind.Array)
            .Select(argument => $"\"{argument.Name}\":{argument.Value.GetRawText()}")) + "}";
}
