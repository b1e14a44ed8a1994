using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Randomness;
using Valence.Stress;

namespace Valence.Tests.Sessions;

/// <summary>The first use of a model made in code, by many threads at once, makes the model that one thread
/// makes.</summary>
public sealed class FirstUseTests
{
    public static TheoryData<string> Kinds => [.. Networks.Names];

    [Theory, MemberData(nameof(Kinds))]
    public void First_predictions_at_once_are_those_of_one_thread(string kind)
    {
        var x = Networks.Input(kind);
        var expected = Answer(Networks.Make(kind));
        for (var round = 0; round < 40; round++)
        {
            var model = Networks.Make(kind);
            var answers = AtOnce.Run(8, _ => Answer(model));
            Assert.All(answers, answer => Assert.Equal(expected, answer));
            Assert.Equal(expected, Answer(model));
        }

        // A stateful model carries its states from one call to the next.
        float[] Answer(Model model) => kind != "stateful" ? model.Predict(x).Floats.ToArray()
            : model.NewSession().Predict(x, 2).Floats.ToArray();
    }

    [Fact]
    public void A_shared_layer_is_built_once_by_models_used_at_once()
    {
        var x = Networks.Input("dense");
        for (var round = 0; round < 100; round++)
        {
            var shared = new Dense(4) { Name = "shared" };
            Model[] models = [.. Enumerable.Range(0, 8).Select(_ => new Sequential(shared, new Dense(1)) { Seed = 3 })];
            AtOnce.Run(8, i => models[i].Predict(x));
            Assert.All(models, model => Assert.Same(shared.Weights[0], model.Weights[0]));
        }
    }

    [Fact]
    public void Weights_that_are_loaded_during_the_first_use_stay()
    {
        var path = Path.GetTempFileName() + ".weights.h5";
        var x = Networks.Input("dense");
        Model Made(Initializer first) =>
            new Sequential(new InputLayer([-1, 3]), new Dense(4) { KernelInitializer = first });
        try
        {
            Made(new Constant(7)).SaveWeights(path);
            Thread? loading = null;
            Model? model = null;
            model = Made(new Slow(() =>
            {
                loading = new(() => model!.LoadWeights(path));
                loading.Start();
                // It does not end before the weights have their first values.
                loading.Join(TimeSpan.FromSeconds(0.5));
            }));
            model.Predict(x);
            loading!.Join();
            Assert.All(model.GetWeights()[0].Floats.ToArray(), element => Assert.Equal(7, element));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Layers_are_added_while_others_look_at_them()
    {
        for (var round = 0; round < 100; round++)
        {
            var model = new Sequential(new Dense(1));
            AtOnce.Run(4, i =>
            {
                for (var turn = 0; turn < 40; turn++)
                    if (i < 2) model.Add(new Valence.Layers.Identity());
                    else model.GetLayer("dense");
                return model.Layers.Count;
            });
            Assert.Equal(81, model.Layers.Count);
        }
    }

    [Fact]
    public void A_build_that_failed_is_forgotten()
    {
        var model = new Sequential(new Reshape([2, 2]), new Flatten(), new Dense(1));
        Assert.Throws<ShapeException>(() => model.Predict(Tensor.From([1f, 2, 3], [1, 3])));
        Assert.Equal([1, 1], model.Predict(Tensor.From([1f, 2, 3, 4], [1, 4])).Shape.AsSpan().ToArray());
    }

    private sealed class Slow(Action called) : Initializer
    {
        public override void Fill(Span<float> values, Shape shape, CounterRandom random)
        {
            called();
            values.Fill(1);
        }
    }
}
