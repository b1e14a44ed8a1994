using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Training;

public sealed class GradientTapeTests
{
    private static readonly Tensor X =
        Tensor.From([.. Enumerable.Range(0, 24).Select(i => i * 7 % 11 / 5f - 1)], [8, 3]);


    private static readonly Tensor Y = Tensor.From([0f, 1, 1, 0, 1, 0, 0, 1], [8, 1]);

    [Fact]
    public void A_loop_by_hand_takes_the_steps_of_TrainOnBatch_bit_by_bit()
    {
        var (byHand, trained) = (Network(), Network());
        trained.Compile(new Adam(0.01), "binary_crossentropy");
        var (tape, adam) = (new GradientTape(), new Adam(0.01).NewState());
        for (var step = 0; step < 5; step++)
        {
            tape.Reset();
            var loss = tape.Loss("binary_crossentropy", Y, tape.Call(byHand, X, training: true));
            var value = loss.Scalar;
            adam.Apply(tape.Gradient(loss, byHand.TrainableWeights), byHand.TrainableWeights);
            Assert.Equal(trained.TrainOnBatch(X, Y)["loss"], value);
        }
        Assert.Equal(Numbers(trained), Numbers(byHand));
        Assert.Equal(5, adam.Iterations);
    }

    [Fact]
    public void Rows_of_a_table_have_gradients_of_their_own()
    {
        var model = new Sequential(new Embedding(10, 4), new Flatten(), new Dense(1)) { Seed = 2 };
        var ids = Tensor.From(new[,] { { 1, 2 }, { 2, 3 } });
        var tape = new GradientTape();
        var loss = tape.Loss("mse", new float[] { 1, 0 }, tape.Call(model, ids));
        var gradients = tape.Gradient(loss, model.TrainableWeights);
        Assert.True(gradients[0].Dense is not null || gradients[0].Rows is not null);
        var sgd = new Sgd(0.1).NewState();
        var before = model.GetWeights()[0].ToArray();
        sgd.Apply(gradients, model.TrainableWeights);
        var after = model.GetWeights()[0].ToArray();
        // Rows 1 to 3 were used, others stay.
        Assert.Equal(before[..4], after[..4]);
        Assert.NotEqual(before[4..16], after[4..16]);
        Assert.Equal(before[16..], after[16..]);
    }

    [Fact]
    public void Two_optimizers_share_out_the_weights()
    {
        var (body, head) = (new Dense(4, "tanh"), new Dense(1));
        var (slow, fast) = (new Sgd(0).NewState(), new Sgd(0.5).NewState());
        var tape = new GradientTape();
        var loss = tape.Loss("mse", Y, tape.Call(head, tape.Call(body, X)));
        var (ofBody, ofHead) = (tape.Gradient(loss, body.TrainableWeights), tape.Gradient(loss, head.TrainableWeights));
        var (bodyBefore, headBefore) = (Numbers(body), Numbers(head));
        slow.Apply(ofBody, body.TrainableWeights);
        fast.Apply(ofHead, head.TrainableWeights);
        Assert.Equal(bodyBefore, Numbers(body));
        Assert.NotEqual(headBefore, Numbers(head));
    }

    [Fact]
    public void A_gradient_after_a_step_is_refused()
    {
        var model = Network();
        var (tape, sgd) = (new GradientTape(), new Sgd(0.1).NewState());
        var loss = tape.Loss("mse", Y, tape.Call(model, X));
        sgd.Apply(tape.Gradient(loss, model.TrainableWeights), model.TrainableWeights);
        Assert.Contains("was changed after the tape had used it",
            Assert.Throws<InvalidOperationException>(() => tape.Gradient(loss, model.TrainableWeights)).Message);
    }

    [Fact]
    public void The_gradient_of_inputs_is_that_of_finite_differences()
    {
        var model = Network(dropout: 0);
        var tape = new GradientTape();
        var x = X.Copy();
        tape.Watch(x);
        var gradient = tape.Gradient(tape.Loss("mse", Y, tape.Call(model, x)), x).ToArray();
        const float h = 1e-2f;
        for (var i = 0; i < x.Count; i += 5)
        {
            Assert.Equal((At(i, h) - At(i, -h)) / (2 * h), gradient[i], 1e-3f);

            float At(int index, float step)
            {
                var moved = X.Copy();
                moved.Change<float>()[index] += step;
                var other = new GradientTape();
                return other.Loss("mse", Y, other.Call(model, moved)).Scalar;
            }
        }
    }

    [Fact]
    public void A_penalty_on_gradients_has_a_gradient()
    {
        // loss = Σ (∂/∂x tanh(x w))²: its gradient by w against differences.
        var layer = new Dense(1, "tanh", useBias: false);
        layer.Call(X);
        layer.SetWeights([Tensor.From([0.3f, -0.2f, 0.5f], [3, 1])]);
        var tape = new GradientTape();
        var penalty = Penalty(tape);
        var found = tape.Gradient(penalty, layer.TrainableWeights)[0].Dense!.ToArray();
        const float h = 1e-2f;
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((At(i, h) - At(i, -h)) / (2 * h), found[i], 2e-3f);

            float At(int index, float step)
            {
                var moved = Tensor.From([0.3f, -0.2f, 0.5f], [3, 1]);
                moved.Change<float>()[index] += step;
                var before = layer.GetWeights();
                layer.SetWeights([moved]);
                var value = Penalty(new GradientTape()).Scalar;
                layer.SetWeights(before);
                return value;
            }
        }

        Tensor Penalty(GradientTape tape)
        {
            var x = X.Copy();
            tape.Watch(x);
            var gradient = tape.Gradient(tape.Call(layer, x), x, recorded: true);
            return tape.Operations.Mean(tape.Operations.Square(gradient));
        }
    }

    [Fact]
    public void A_penalty_through_an_operation_without_it_is_refused_by_name()
    {
        var model = new Sequential(new Lstm(3), new Dense(1));
        var tape = new GradientTape();
        var x = Tensor.From([.. X.Floats], [2, 4, 3]);
        tape.Watch(x);
        var gradient = tape.Gradient(tape.Call(model, x), x, recorded: true);
        var penalty = tape.Operations.Mean(tape.Operations.Square(gradient));
        Assert.Contains("LstmSequenceGradient has no gradient",
            Assert.Throws<InvalidOperationException>(() => tape.Gradient(penalty, model.TrainableWeights)).Message);
    }

    [Fact]
    public void Penalties_and_frozen_layers_are_as_in_Keras()
    {
        var layer = new Dense(1, useBias: false) { KernelRegularizer = new Regularizers.L2(0.5) };
        layer.Call(X);
        layer.SetWeights([Tensor.From([1f, 2, 3], [3, 1])]);
        var tape = new GradientTape();
        tape.Call(layer, X);
        Assert.Equal(7, tape.Penalties(layer).Scalar, 1e-5f);
        layer.Trainable = false;
        Assert.Empty(layer.TrainableWeights);
        Assert.Equal(0, tape.Penalties(layer).Scalar);
    }

    private static Sequential Network(double dropout = 0.25) => new(new Dense(6, "tanh"), new Dropout(dropout),
        new Dense(1, "sigmoid"))
    { Seed = 0 };

    private static float[] Numbers(Layer layer) => [.. layer.GetWeights().SelectMany(weight => weight.ToArray())];
}
