using Valence.Backends;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Saving;

namespace Valence.Tests.Layers;

/// <summary>Matrices of 8 bits answer with Keras' numbers, by a judge written apart, and are told where they cannot
/// be.</summary>
public sealed class QuantizationTests
{
    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void Numbers_are_those_of_Keras()
    {
        // Keras 3.15.1 on NumPy: layers of these weights, quantize("int8").
        var x = Wave(.7, .3, .1, 3, 70);
        var dense = Given(new Dense(60), x.Shape, Wave(.5, 1.3, .2, 70, 60), Wave(0, .1, .4, 60));
        var y = dense.Predict(x);
        Near([3.214038133621216f, -.7024013996124268f, -2.8685460090637207f, -.016900599002838135f], y[0, ..4]);
        Near([-3.519547939300537f, -1.154637336730957f, 2.6348013877868652f, 2.4588804244995117f], y[2, 56..]);

        var table = Wave(.3, .9, .5, 90, 50);
        var embedding = Given(new Embedding(90, 50), [-1, 2], table);
        y = embedding.Predict(Tensor.From([3, 89], [1, 2]));
        Near([.9828652143478394f, .7469775676727295f, -.055040448904037476f], y[0, 0, ..3]);
        Near([.3773839771747589f, .9591842889785767f, .8176652789115906f], y[0, 1, 47..]);

        y = Given(new ReversibleEmbedding(90, 50) { Reverse = true }, [-1, 50], table)
            .Predict(Wave(.2, .4, .6, 3, 50));
        Near([-.13792124390602112f, .0619131363928318f, .26361942291259766f], y[0, ..3]);
        Near([.5791355967521667f, .6298159956932068f, .5986950993537903f], y[2, 87..]);

        var steps = Keras.Input([5, 64]);
        var attention = new Functional(steps, new MultiHeadAttention(4, 16).Call(steps, steps));
        attention.BuildFor([-1, 5, 64]);
        attention.SetWeights([.. attention.GetWeights().Select((weight, n) => weight.Shape.Rank > 1
            ? Scaled(Wave(.3 + .1 * n, .7, .2 * n, weight.Shape.AsSpan()), .2f) : Wave(1, .3, .1 * n, 64))]);
        attention.Quantize();
        Assert.Equal(4, attention.Weights.Count(weight => weight.Int8 is not null));
        y = attention.Predict(Wave(.2, .5, .3, 2, 5, 64));
        Near([.10800915956497192f, .48268869519233704f, .9499437212944031f, 1.3376086950302124f], y[0, 0, ..4]);
        Near([-.003314077854156494f, -.1290648728609085f, -.13783249258995056f, .0841251015663147f], y[1, 4, 60..]);

        static Tensor Scaled(Tensor tensor, float by)
        {
            foreach (ref var number in tensor.Change<float>()) number *= by;
            return tensor;
        }

        static void Near(float[] expected, Tensor found)
        {
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found.Floats[i], 1e-6f);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_size_has_the_sums_of_whole_numbers_on_every_backend(ulong seed)
    {
        var random = new CounterRandom(seed, 0);
        var (m, k, n) = (random.Below(0, 130) + 1, random.Below(1, 200) + 64, random.Below(2, 100) + 64);
        var (x, w, b) = (Normal(seed, 1, m, k), Normal(seed, 2, k, n), Normal(seed, 3, n));
        var expected = Judged(x, w, b);
        Backend[] backends = [new ReferenceBackend(), new CpuBackend(1), new CpuBackend(3)];
        foreach (var backend in backends)
        {
            var model = Given(new Dense(n), x.Shape, w, b);
            model.Backend = backend;
            Assert.Equal(expected, model.Predict(x).Elements());
            backend.Dispose();
        }
    }

    [Fact]
    public void A_row_that_is_not_finite_spoils_no_other()
    {
        var (x, w, b) = (Normal(1, 1, 4, 70), Normal(1, 2, 70, 60), Normal(1, 3, 60));
        var model = Given(new Dense(60), x.Shape, w, b);
        var before = model.Predict(x).Elements();
        (x.Change<float>()[70 + 3], x.Change<float>()[2 * 70]) = (float.NaN, float.PositiveInfinity);
        var after = model.Predict(x).Elements();
        Assert.All(after[60..180], number => Assert.True(float.IsNaN(number)));
        Assert.Equal(before[..60], after[..60]);
        Assert.Equal(before[180..], after[180..]);
    }

    [Fact]
    public void Who_reads_elements_has_what_the_bytes_stand_for_and_who_changes_them_ends_it()
    {
        var (w, b) = (Normal(1, 2, 70, 60), Normal(1, 3, 60));
        var model = Given(new Dense(60), [1, 70], w, b);
        var kernel = model.Weights[0];
        Assert.NotNull(kernel.Int8);
        Assert.Null(model.Weights[1].Int8);
        Assert.False(kernel.Trainable);
        var read = kernel.Value.Elements();
        for (var column = 0; column < 60; column++)
        {
            var most = Enumerable.Range(0, 70).Max(row => Math.Abs(w[row, column]));
            var scale = 127 / (most + 1e-7f);
            for (var row = 0; row < 70; row++)
                Assert.Equal(MathF.Round(w[row, column] * scale) / scale, read[row * 60 + column]);
        }
        model.SetWeights([w, b]);
        Assert.Null(kernel.Int8);
        Assert.Equal(w.Elements(), kernel.Value.Elements());
        Assert.Equal(Given(new Dense(60), [1, 70], rounds: false, w, b).Predict(Normal(2, 1, 1, 70)).Elements(),
            model.Predict(Normal(2, 1, 1, 70)).Elements());
    }

    [Fact]
    public void Files_of_Keras_hold_floats()
    {
        var model = Given(new Dense(60), [1, 70], Normal(1, 2, 70, 60), Normal(1, 3, 60));
        var opened = KerasFile.Load(KerasFile.ToBytes(model), "a.keras");
        Assert.Equal(model.GetWeights()[0].Elements(), opened.GetWeights()[0].Elements());
        Assert.All(opened.Weights, weight => Assert.Null(weight.Int8));
    }

    [Fact]
    public void Compact_files_hold_bytes_and_the_same_answers()
    {
        var inputs = Keras.Input([5], ElementType.Int32);
        var model = new Functional(inputs, new Dense(50).Call(new Flatten().Call(new Embedding(200, 24).Call(inputs))));
        model.BuildFor([-1, 5]);
        using var floats = new MemoryStream();
        KerasFile.Prepare(model, write => write(floats), compact: true);
        model.Quantize();
        using var bytes = new MemoryStream();
        KerasFile.Prepare(model, write => write(bytes), compact: true);
        Assert.InRange(bytes.Length, 1, floats.Length - 3 * (200 * 24 + 120 * 50) + 4 * (200 + 50) + 8_000);
        var opened = KerasFile.Load(bytes.ToArray(), "a.keras");
        Assert.Equal(2, opened.Weights.Count(weight => weight.Int8 is not null));
        var ids = Tensor.From([1, 2, 3, 199, 0, 7, 7, 8, 9, 100], [2, 5]);
        Assert.Equal(model.Predict(ids).Elements(), opened.Predict(ids).Elements());
        Assert.Equal(model.GetWeights().Select(weight => weight.Elements()),
            opened.GetWeights().Select(weight => weight.Elements()));
        // Into a model of floats they are read as such.
        var other = new Functional(inputs, new Dense(50).Call(new Flatten().Call(new Embedding(200, 24).Call(inputs))));
        other.BuildFor([-1, 5]);
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, bytes.ToArray());
        other.LoadWeights(path);
        File.Delete(path);
        Assert.Equal(model.GetWeights()[0].Elements(), other.GetWeights()[0].Elements());
        Assert.All(other.Weights, weight => Assert.Null(weight.Int8));
    }

    [Theory]
    [InlineData("no scales", "H19")]
    [InlineData("a scale of 0", "H20")]
    [InlineData("a scale that is no number", "H20")]
    [InlineData("scales of rows", "H21")]
    [InlineData("another shape", "H21")]
    [InlineData("bytes without a sign", "H20")]
    [InlineData("scales of integers", "H20")]
    public void A_file_that_lies_is_refused(string how, string rule)
    {
        var model = Given(new Dense(60), [1, 70], rounds: false, Normal(1, 2, 70, 60), Normal(1, 3, 60));
        var before = model.GetWeights()[0].Elements();
        var writer = new Hdf5Writer();
        var (numbers, scales) = ("layers/dense/vars/0", new float[how == "scales of rows" ? 70 : 60]);
        Array.Fill(scales, 50);
        scales[7] = how switch { "a scale of 0" => 0, "a scale that is no number" => float.NaN, _ => 50 };
        if (how == "bytes without a sign") writer.Root.Add<byte>(numbers, [70, 60], new byte[70 * 60]);
        else writer.Root.Add<sbyte>(numbers, how == "another shape" ? [60, 70] : [70, 60], new sbyte[70 * 60]);
        if (how == "scales of integers") writer.Root.Add<int>(numbers + "_scale", [60], new int[60]);
        else if (how != "no scales") writer.Root.Add<float>(numbers + "_scale", [scales.Length], scales);
        writer.Root.Add("layers/dense/vars/1", new Tensor([60]));
        var path = Path.ChangeExtension(Path.GetTempFileName(), ".weights.h5");
        using (var file = File.Create(path)) writer.Write(file);
        var error = Assert.Throws<FileFormatException>(() => model.LoadWeights(path));
        File.Delete(path);
        Assert.Equal(rule, error.Rule);
        Assert.Equal(before, model.GetWeights()[0].Elements());
    }

    [Fact]
    public void What_learns_beside_them_learns()
    {
        var model = new Sequential(new InputLayer([-1, 70]), new Dense(64, Activations.Relu), new Dense(1));
        model.BuildFor([-1, 70]);
        model.Quantize();
        var kernel = model.Weights[0].Value.Elements();
        model.Compile(new Sgd(.01f), new MeanSquaredError());
        Assert.DoesNotContain(model.Weights[0], model.TrainableWeights);
        var bias = model.Weights[1].Value.Elements();
        model.Fit(Normal(1, 1, 16, 70), Normal(1, 2, 16, 1), epochs: 2, verbose: Valence.Training.Verbosity.Silent);
        Assert.NotNull(model.Weights[0].Int8);
        Assert.Equal(kernel, model.Weights[0].Value.Elements());
        Assert.NotEqual(bias, model.Weights[1].Value.Elements());
    }

    [Fact]
    public void A_training_of_another_thread_is_not_disturbed()
    {
        var model = Given(new Dense(60), [1, 70], rounds: false, Normal(1, 2, 70, 60), Normal(1, 3, 60));
        model.Compile(new Sgd(.01f), new MeanSquaredError());
        var told = "";
        model.Fit(Normal(1, 1, 8, 70), Normal(1, 2, 8, 60), epochs: 1, verbose: Valence.Training.Verbosity.Silent,
            callbacks: [new LambdaCallback
            {
                EpochEnd = (_, _) => told = Task.Run(() =>
                    Assert.Throws<InvalidOperationException>(() => model.Quantize()).Message).Result,
            }]);
        Assert.Contains("is being trained", told);
        Assert.Null(model.Weights[0].Int8);
        model.Quantize();
        Assert.NotNull(model.Weights[0].Int8);
    }

    [Fact]
    public void What_cannot_be_rounded_is_told()
    {
        var small = Given(new Dense(4), [1, 70], rounds: false, Normal(1, 2, 70, 4), Normal(1, 3, 4));
        Assert.Contains("found none", Assert.Throws<InvalidOperationException>(() => small.Quantize()).Message);
        var model = Given(new Dense(60), [1, 70], rounds: false, Normal(1, 2, 70, 60), Normal(1, 3, 60));
        Assert.Contains("'int4'", Assert.Throws<ArgumentException>(() => model.Quantize("int4")).Message);
        model.Weights[0].Value.Change<float>()[9] = float.NaN;
        Assert.Contains("not finite", Assert.Throws<InvalidOperationException>(() => model.Quantize()).Message);
        Assert.Null(model.Weights[0].Int8);
        var added = Given(new Dense(60, name: "d"), [1, 70], rounds: false, Normal(1, 2, 70, 60), Normal(1, 3, 60));
        added.EnableLora(2, targetLayerNames: ["d"]);
        Assert.Contains("MergeLora", Assert.Throws<InvalidOperationException>(() => added.Quantize()).Message);
        added.MergeLora();
        added.Quantize();
        Assert.Contains("found none", Assert.Throws<InvalidOperationException>(() => added.Quantize()).Message);
    }

    private static Sequential Given(Layer layer, Shape shape, params Tensor[] weights) =>
        Given(layer, shape, true, weights);

    private static Sequential Given(Layer layer, Shape shape, bool rounds, params Tensor[] weights)
    {
        var model = new Sequential(layer);
        model.BuildFor(shape);
        model.SetWeights(weights);
        if (rounds) model.Quantize();
        return model;
    }

    private static Tensor Wave(double a, double b, double c, params ReadOnlySpan<int> shape)
    {
        var tensor = new Tensor(Shape.Create(shape));
        var columns = shape[^1];
        for (var i = 0; i < tensor.Count; i++)
            tensor.Change<float>()[i] = (float)Math.Sin(a * (i / columns) + b * (i % columns) + c);
        return tensor;
    }

    private static Tensor Normal(ulong seed, ulong which, params ReadOnlySpan<int> shape)
    {
        var tensor = new Tensor(Shape.Create(shape));
        var random = new CounterRandom(seed, which);
        for (var i = 0; i < tensor.Count; i++) tensor.Change<float>()[i] = (float)random.Normal((ulong)i);
        return tensor;
    }

    private static float[] Judged(Tensor x, Tensor w, Tensor b)
    {
        var (m, k, n) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        var y = new float[m * n];
        for (var i = 0; i < m; i++)
        {
            var scale = 127 / (Enumerable.Range(0, k).Max(l => Math.Abs(x[i, l])) + 1e-7f);
            for (var j = 0; j < n; j++)
            {
                var of = 127 / (Enumerable.Range(0, k).Max(l => Math.Abs(w[l, j])) + 1e-7f);
                var sum = 0L;
                for (var l = 0; l < k; l++)
                    sum += (long)Math.Round(x[i, l] * scale) * (long)Math.Round(w[l, j] * of);
                y[i * n + j] = sum / (of * scale) + b.Floats[j];
            }
        }
        return y;
    }
}
