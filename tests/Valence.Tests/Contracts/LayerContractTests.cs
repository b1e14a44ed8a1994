using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Saving;
using Valence.Tests.Layers;
using Valence.Tests.Sessions;

namespace Valence.Tests.Contracts;

/// <summary>What every layer must do.</summary>
public sealed class LayerContractTests
{
    private const float Step = 1e-2f;

    public static TheoryData<string> Rows => [.. LayerContracts.All.Select(row => row.Type.Name)];

    public static TheoryData<string> OfFloats =>
        [.. LayerContracts.All.Where(row => row.Inputs.All(x => x.Type == ElementType.Float32))
            .Select(row => row.Type.Name)];

    public static TheoryData<string> Smooth =>
        [.. LayerContracts.All.Where(row => row.HasGradient).Select(row => row.Type.Name)];

    public static TheoryData<string> Saved =>
        [.. LayerContracts.All.Where(row => row.IsSaved).Select(row => row.Type.Name)];

    public static TheoryData<string> Masked =>
        [.. LayerContracts.All.Where(row => row.PassesMask && row.Inputs.Length == 1 && row.Inputs[0].Shape.Rank == 3)
            .Select(row => row.Type.Name)];

    [Fact]
    public void Every_layer_in_the_layer_table_has_a_row()
    {
        var rows = LayerContracts.All.Select(row => row.Type).ToHashSet();
        var missing = string.Join(", ", KerasTables.Default.Layers.Rows.Select(row => row.Type)
            .Where(type => !rows.Contains(type)).Select(type => type.Name));
        Assert.True(missing == "", $"{missing}: no example. Add one at the end of All in "
            + "tests/Valence.Tests/Contracts/LayerContracts.cs (docs/adding-a-layer.md).");
    }

    [Fact]
    public void All_layers_but_those_of_ones_own_code_and_of_penalties_keep_rows_apart()
    {
        string[] together = [.. LayerContracts.All.Where(row => !KeepsRowsApart(row)).Select(row => row.Type.Name)
            .Except(["ActivityRegularization", "Lambda"])];
        Assert.True(together.Length == 0, $"{string.Join(", ", together)}: override {nameof(Layer.KeepsRowsApart)}, or "
            + $"name the layer in {nameof(LayerContractTests)}.cs where its rows need each other.");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_that_stay_apart_answer_alone_what_they_answer_together(string name)
    {
        var row = Find(name);
        if (!KeepsRowsApart(row)) return;
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(threads: 2)])
            using (backend)
            {
                var layer = OfAnyBatch(row);
                var together = Answer(row.Inputs);
                for (var i = 0; i < row.Inputs[0].Shape[0]; i++)
                {
                    var alone = Answer([.. row.Inputs.Select(x => InParts.Rows(x, i, 1))]);
                    for (var j = 0; j < alone.Length; j++)
                        InParts.Same(InParts.Rows(together[j].Tensor, i, 1), alone[j].Tensor, $"output {j}, row {i}");
                }

                Value[] Answer(Tensor[] inputs) => layer.EnsureBuilt([]).Forward(
                    Values.Create([.. inputs.Select(x => new Value(x))]),
                    new(new EagerExecutor(new StepMemory(backend)))).ToArray();
            }
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Gradient_equals_the_difference_along_a_random_direction(string name)
    {
        using var backend = new CpuBackend(threads: 2);
        var row = Find(name).WithOwnInputs();
        var layer = Built(row);
        var eager = new EagerExecutor(new StepMemory(backend));
        var recording = new RecordingExecutor(eager);
        var moved = row.Inputs.Where(x => x.Type == ElementType.Float32).Distinct()
            .Concat(layer.Weights.Where(weight => !weight.IsState).Select(weight => weight.Value)).ToArray();
        foreach (var tensor in moved) recording.Watch(tensor);
        var y = Forward(row, layer, recording);
        var seeds = y.Select((value, i) => Calls.Normal(value.Shape, 20 + (ulong)i)).ToArray();
        var inner = new CallContext(eager);
        for (var i = 0; i < y.Length; i++) recording.Seed(y[i], seeds[i], inner);
        recording.Backward(inner);

        var (slope, directions) = (0.0, moved.Select((tensor, i) => Calls.Normal(tensor.Shape, 40 + (ulong)i))
            .ToArray());
        for (var i = 0; i < moved.Length; i++)
        {
            var gradient = recording.Gradient(moved[i])
                ?? (recording.RowGradient(moved[i]) is { } rows ? inner.ScatterRows(rows.Ids, rows.Rows, moved[i])
                    : inner.ZerosLike(moved[i]));
            for (var j = 0; j < gradient.Count; j++)
                slope += (double)gradient.Floats[j] * 0.3f * directions[i].Floats[j];
        }
        var (ahead, behind) = (At(Step), At(-Step));
        var (difference, squares) = (0.0, 0.0);
        for (var i = 0; i < y.Length; i++)
            for (var j = 0; j < y[i].Count; j++)
            {
                var part = seeds[i].Floats[j] * ((double)ahead[i][j] - behind[i][j]) / (2 * Step);
                (difference, squares) = (difference + part, squares + part * part);
            }
        Assert.True(squares > 0, "Nothing moved.");
        Assert.True(Math.Abs(slope - difference) <= 1e-3 * Math.Max(Math.Abs(difference), Math.Sqrt(squares)),
            string.Create(CultureInfo.InvariantCulture,
                $"{name}: the gradient says {slope}, the difference is {difference}."));

        float[][] At(float step)
        {
            var kept = moved.Select(tensor => tensor.Copy()).ToArray();
            for (var i = 0; i < moved.Length; i++)
                for (var j = 0; j < moved[i].Count; j++)
                    moved[i].Change<float>()[j] += step * 0.3f * directions[i].Floats[j];
            var result = Forward(row, layer, new EagerExecutor(new StepMemory(backend)))
                .Select(value => value.Elements())
                .ToArray();
            for (var i = 0; i < moved.Length; i++) moved[i].CopyFrom(kept[i]);
            return result;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void One_seed_gives_the_same_weights_and_the_same_draws(string name)
    {
        var row = Find(name);
        var (first, second) = (Built(row), Built(row));
        Assert.Equal(first.Weights.Select(weight => weight.Path), second.Weights.Select(weight => weight.Path));
        Assert.All(first.Weights.Zip(second.Weights),
            pair => Assert.Equal(Bits(pair.First.Value), Bits(pair.Second.Value)));
        foreach (var training in (bool[])[false, true])
            Assert.All(Run(row, first, training).Zip(Run(row, second, training)),
                pair => Assert.Equal(Bits(pair.First), Bits(pair.Second)));
    }

    [Theory]
    [MemberData(nameof(Saved))]
    public void A_layer_read_from_its_own_config_gives_the_same_output(string name)
    {
        var row = Find(name);
        var layer = Built(row);
        var written = KerasTables.Default.Layers.Write(layer, KerasTables.Default).ToJsonString();
        using var json = JsonDocument.Parse(written);
        var read = KerasTables.Default.Layers.Read(json.RootElement, name, KerasTables.Default);
        Assert.IsType(row.Type, read);
        Assert.Equal(written, KerasTables.Default.Layers.Write(read, KerasTables.Default).ToJsonString());
        Build(read, row);
        read.SetWeights(layer.GetWeights());
        Assert.All(Run(row, layer, false).Zip(Run(row, read, false)),
            pair => Assert.Equal(Bits(pair.First), Bits(pair.Second)));
    }

    [Theory]
    [MemberData(nameof(Masked))]
    public void A_mask_passes_exactly_where_the_layer_supports_masking(string name)
    {
        var row = Find(name);
        var layer = Built(row);
        var mask = Tensor.From([1f, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1], [2, 6]);
        var call = Calls.Eager();
        var result = layer.EnsureBuilt([row.Inputs[0].Shape]).Forward(new Value(row.Inputs[0], mask), call).Mask;
        if (layer is Model) return;
        if (layer.SupportsMasking) Assert.Equal(mask.Elements(), Assert.IsType<Tensor>(result).Elements());
        else Assert.Null(result);
    }

    [Theory]
    [InlineData("Lstm")]
    [InlineData("Gru")]
    [InlineData("SimpleRnn")]
    [InlineData("Rnn")]
    [InlineData("Bidirectional")]
    [InlineData("GlobalAveragePooling1D")]
    public void Steps_that_a_mask_hides_do_not_matter(string name)
    {
        var row = Find(name);
        var layer = Built(row);
        var mask = Tensor.From([1f, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1], [2, 6]);
        var hidden = row.Inputs[0].Copy();
        for (var i = 0; i < hidden.Count; i++)
            if (mask.Floats[i / 4] == 0) hidden.Change<float>()[i] += 5;
        var forward = layer.EnsureBuilt([hidden.Shape]).Forward;
        Assert.Equal(forward(new Value(row.Inputs[0], mask), Calls.Eager()).Tensor.Elements(),
            forward(new Value(hidden, mask), Calls.Eager()).Tensor.Elements());
        Assert.NotEqual(forward(new Value(row.Inputs[0]), Calls.Eager()).Tensor.Elements(),
            forward(new Value(hidden), Calls.Eager()).Tensor.Elements());
    }

    [Theory]
    [MemberData(nameof(OfFloats))]
    public void Integers_give_what_the_same_floats_give_or_are_refused_by_name(string name)
    {
        var row = Find(name);
        var operands = new Operand(11);
        Tensor[] ids = [.. row.Inputs.Select(x => operands.Ids(4, x.Shape.AsSpan()))];
        Tensor[] floats = [.. ids.Select(x => Tensor.From([.. x.Ints.ToArray().Select(id => (float)id)], x.Shape))];
        var layer = Built(row);
        if (layer.CutsIntegers)
        {
            var error = Assert.Throws<ShapeException>(() => Run(row with { Inputs = ids }, layer, false));
            Assert.StartsWith(layer.Place, error.Message);
            return;
        }
        foreach (var inputs in (Tensor[][])[ids, [ids[0], .. floats[1..]]])
            Assert.All(Run(row with { Inputs = floats }, layer, false).Zip(
                Run(row with { Inputs = inputs }, layer, false)),
                pair => Assert.Equal(Numbers(pair.First), Numbers(pair.Second)));
    }

    private static float[] Numbers(Tensor tensor) => tensor.Type == ElementType.Int32
        ? [.. tensor.Ints.ToArray().Select(number => (float)number)] : tensor.Elements();

    [Theory]
    [MemberData(nameof(Rows))]
    public void Inputs_that_do_not_fit_are_refused_with_the_layers_name(string name)
    {
        var row = Find(name);
        var refused = 0;
        foreach (var (inputs, what) in Unfitting(row))
        {
            var layer = row.Make();
            var error = Record.Exception(() =>
            {
                Build(layer, row with { Inputs = inputs });
                Run(row with { Inputs = inputs }, layer, false);
            });
            // A layer may well take what others do not; it never fails by accident.
            if (error is null) continue;
            refused++;
            Assert.True(error is ShapeException or ArgumentException,
                $"{name} of {what} gives {error.GetType().Name}: {error.Message}");
            if (error is ShapeException shape)
                Assert.True(shape.Place.EndsWith('\''),
                    $"{name} of {what} does not say which layer it is: {error.Message}");
        }
        // These take texts and integers of any shape, or pass anything on.
        if (row.Type.Name is not ("InputLayer" or "Lambda" or "Dropout" or "ActivityRegularization" or "Hashing"))
            Assert.True(refused > 0, $"{name} takes everything.");
    }

    // Elements of another type, too few and too many axes, and too many inputs.
    private static IEnumerable<(Tensor[] Inputs, string What)> Unfitting(LayerContract row)
    {
        foreach (var type in Enum.GetValues<ElementType>())
            if (type != row.Inputs[0].Type)
                yield return ([.. row.Inputs.Select(x => new Tensor(x.Shape, type))], $"{type} elements");
        foreach (var shape in (Shape[])[[2], [2, 1], [2, 3, 5, 7, 2]])
            if (shape.Rank != row.Inputs[0].Shape.Rank)
                yield return ([.. row.Inputs.Select(x => new Tensor(shape, x.Type))], $"{shape}");
        yield return ([.. row.Inputs, .. Enumerable.Repeat(row.Inputs[^1], 5)], "five inputs more");
    }

    private static bool KeepsRowsApart(LayerContract row) =>
        OfAnyBatch(row).HasRowsApart([.. row.Inputs.Select(x => x.Shape.With(0, Shape.Unknown))]);

    private static Layer OfAnyBatch(LayerContract row)
    {
        var layer = row.Make();
        Build(layer, [.. row.Inputs.Select(x => x.Shape.With(0, Shape.Unknown))]);
        return layer;
    }

    private static LayerContract Find(string name) => LayerContracts.All.Single(row => row.Type.Name == name);

    private static Layer Built(LayerContract row)
    {
        var layer = row.Make();
        Build(layer, row);
        return layer;
    }

    private static void Build(Layer layer, LayerContract row) =>
        Build(layer, [.. row.Inputs.Select(x => x.Shape)]);

    private static void Build(Layer layer, Shape[] shapes)
    {
        if (layer is Model model) model.BuildFor(shapes);
        else layer.EnsureBuilt(shapes);
        layer.Initialize(5);
    }

    private static Tensor[] Forward(LayerContract row, Layer layer, Executor executor, bool training = true)
    {
        var call = new CallContext(executor, training, seed: 9);
        call.Begin(1);
        Value[] inputs = [.. row.Inputs.Select(x => new Value(x))];
        return [.. layer.EnsureBuilt([]).Forward(Values.Create(inputs), call).ToArray().Select(value => value.Tensor)];
    }

    private static Tensor[] Run(LayerContract row, Layer layer, bool training) =>
        Forward(row, layer, new EagerExecutor(new StepMemory(new ReferenceBackend())), training);

    private static int[] Bits(Tensor tensor) => tensor.Type == ElementType.Int32 ? tensor.Ints.ToArray()
        : MemoryMarshal.Cast<float, int>(tensor.Floats).ToArray();
}
