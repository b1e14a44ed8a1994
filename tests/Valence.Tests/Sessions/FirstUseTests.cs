using Valence.Layers;
using Valence.Models;

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
    public void A_build_that_failed_is_forgotten()
    {
        var model = new Sequential(new Reshape([2, 2]), new Flatten(), new Dense(1));
        Assert.Throws<ShapeException>(() => model.Predict(Tensor.From([1f, 2, 3], [1, 3])));
        Assert.Equal([1, 1], model.Predict(Tensor.From([1f, 2, 3, 4], [1, 4])).Shape.AsSpan().ToArray());
    }
}
