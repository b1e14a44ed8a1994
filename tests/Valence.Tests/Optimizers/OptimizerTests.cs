using Valence.Constraints;
using Valence.Execution;
using Valence.Optimizers;
using Valence.Schedules;
using Valence.Tests.Contracts;

namespace Valence.Tests.Optimizers;

/// <summary>What all optimizers share: accumulation, clipping, decay, moving averages, constraints, learning rates,
/// variables and errors.</summary>
public sealed class OptimizerTests
{
    private static Tensor Square => Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } });

    private static Tensor Ones => Tensor.From(new float[,] { { 1, 1 }, { 1, 1 } });

    [Fact]
    public void Gradients_of_several_batches_are_averaged()
    {
        var weight = OptimizedLayer.Weight("w", Square);
        var optimizer = new Sgd(1f) { GradientAccumulationSteps = 3 }.NewState();
        optimizer.Build([weight]);
        var accumulator = optimizer.Variables[2].Value;
        float[] sums = [1, 2, 0, 1], iterations = [0, 0, 1, 1];
        for (var i = 0; i < 4; i++)
        {
            optimizer.Apply([new(Ones, null)]);
            Assert.Equal(i < 2 ? [1, 2, 3, 4] : [0, 1, 2, 3], weight.Value.Floats.ToArray());
            Assert.All(accumulator.Floats.ToArray(), sum => Assert.Equal(sums[i], sum));
            Assert.Equal(iterations[i], optimizer.Iterations);
        }
    }

    [Fact]
    public void The_moving_average_begins_with_the_first_step_and_replaces_weights_at_its_frequency()
    {
        var weight = OptimizedLayer.Weight("w", Tensor.From(new float[,] { { 3, 4 }, { 5, 6 } }));
        var optimizer = new Sgd(1f) { UseEma = true, EmaMomentum = .9f, EmaOverwriteFrequency = 3 }.NewState();
        optimizer.Build([weight]);
        var average = optimizer.Variables[2].Value;
        (float Weight, float Average)[] expected = [(2, 2), (1, 1.9f), (1.71f, 1.71f)];
        foreach (var (first, mean) in expected)
        {
            optimizer.Apply([new(Ones, null)]);
            Assert.Equal(first, weight.Value.Floats[0], 1e-6f);
            Assert.Equal(mean, average.Floats[0], 1e-6f);
        }
    }

    [Fact]
    public void The_end_of_training_puts_the_average_in_the_weights_place()
    {
        var weight = OptimizedLayer.Weight("w", Tensor.From([1f]));
        var optimizer = new Sgd(.1f) { UseEma = true, EmaMomentum = .9f }.NewState();
        optimizer.Build([weight]);
        for (var i = 0; i < 2; i++) optimizer.Apply([new(weight.Value.Copy(), null)]);
        Assert.Equal(.81f, weight.Value.Scalar, 1e-6f);
        optimizer.FinishTraining();
        Assert.Equal(.891f, weight.Value.Scalar, 1e-6f);
    }

    [Fact]
    public void Each_kind_of_clipping_is_that_of_Keras()
    {
        Assert.Equal(.5f * MathF.Sqrt(2), -Stepped(new Sgd(1f) { Clipnorm = 1 }, [100, 100])[0], 1e-6f);
        Assert.Equal([-1, 1f], Stepped(new Sgd(1f) { Clipvalue = 1 }, [100, -100]));
        Assert.Equal(50 / MathF.Sqrt(12500), -Stepped(new Sgd(1f) { GlobalClipnorm = 1 }, [50, 100])[0], 1e-6f);
        Assert.Equal([-.25f, -.5f], Stepped(new Sgd(1f) { Clipnorm = 1 }, [.25f, .5f]));
        Assert.Equal([0, 0f], Stepped(new Sgd(1f) { Clipnorm = 1 }, [0, 0]));
        Assert.All(Stepped(new Sgd(1f) { GlobalClipnorm = 1 }, [float.PositiveInfinity, 1]),
            value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void A_global_limit_is_on_all_gradients_together()
    {
        var (a, b) = (OptimizedLayer.Weight("a", Tensor.From([0f])), OptimizedLayer.Weight("b", Tensor.From([0f])));
        var optimizer = new Sgd(1f) { GlobalClipnorm = 1 }.NewState();
        optimizer.Build([a, b]);
        optimizer.Apply([new(Tensor.From([3f]), null), new(Tensor.From([4f]), null)]);
        Assert.Equal(-.6f, a.Value.Scalar, 1e-6f);
        Assert.Equal(-.8f, b.Value.Scalar, 1e-6f);
    }

    [Fact]
    public void Excluded_weights_do_not_decay()
    {
        var weights = new[] { "kernel", "bias", "gamma" }.Select(name => OptimizedLayer.Weight(name, Tensor.From([2f])))
            .ToArray();
        var optimizer = new Adam(1f) { WeightDecay = .004f, ExcludeFromWeightDecay = ["bias"] }.NewState();
        optimizer.ExcludeFromWeightDecay([weights[2]]);
        optimizer.Build(weights);
        var zero = new WeightGradient(Tensor.From([0f]), null);
        optimizer.Apply([zero, zero, zero]);
        Assert.Equal([1.992f, 2, 2], weights.Select(weight => weight.Value.Scalar));
        Assert.Throws<InvalidOperationException>(() => optimizer.ExcludeFromWeightDecay([weights[0]]));
    }

    [Fact]
    public void Constraints_hold_after_the_step()
    {
        var weight = OptimizedLayer.Weight("w", Tensor.From([.1f, 5f]), new NonNeg());
        var optimizer = new Sgd(1f).NewState();
        optimizer.Build([weight]);
        optimizer.Apply([new(Tensor.From([1, 1f]), null)]);
        Assert.Equal([0, 4f], weight.Value.Floats.ToArray());
    }

    [Fact]
    public void A_weight_without_gradient_is_left_alone()
    {
        var (a, b) = (OptimizedLayer.Weight("a", Tensor.From([1f])), OptimizedLayer.Weight("b", Tensor.From([1f])));
        var optimizer = new AdamW(1f).NewState();
        optimizer.Build([a, b]);
        optimizer.Apply([new(null, null), new(Tensor.From([1f]), null)]);
        Assert.Equal(1, a.Value.Scalar);
        Assert.NotEqual(1, b.Value.Scalar);
    }

    [Fact]
    public void The_learning_rate_can_be_set_unless_a_schedule_decides_it()
    {
        var optimizer = new Adam(.02) { Name = "mine" }.NewState();
        Assert.Equal(.02f, optimizer.LearningRate);
        optimizer.LearningRate = .5f;
        Assert.Equal(.5f, optimizer.LearningRate);
        Assert.Equal(.5f, optimizer.Variables[1].Value.Scalar);

        var scheduled = new Adam(new ExponentialDecay(.1f, 1, .5f)).NewState();
        Assert.Equal(.1f, scheduled.LearningRate);
        Assert.Contains("ExponentialDecay",
            Assert.Throws<InvalidOperationException>(() => scheduled.LearningRate = 1).Message);
        var weight = OptimizedLayer.Weight("w", Tensor.From([1f]));
        scheduled.Build([weight]);
        scheduled.Apply([new(Tensor.From([1f]), null)]);
        Assert.Equal(.05f, scheduled.LearningRate);
        Assert.Equal(["iteration", "w_momentum", "w_velocity"], scheduled.Variables.Select(variable => variable.Name));
    }

    [Fact]
    public void A_schedule_counts_batches_while_steps_accumulate()
    {
        var weight = OptimizedLayer.Weight("w", Tensor.From([0f]));
        var optimizer = new Sgd(new PiecewiseConstantDecay([0], [1, 10])) { GradientAccumulationSteps = 2 }.NewState();
        optimizer.Build([weight]);
        for (var i = 0; i < 2; i++) optimizer.Apply([new(Tensor.From([1f]), null)]);
        Assert.Equal(-10, weight.Value.Scalar);
    }

    [Fact]
    public void Variables_have_Keras_names_and_order()
    {
        var weights = new[] { OptimizedLayer.Weight("kernel", Square),
            OptimizedLayer.Weight("bias", Tensor.From([1, 2f])) };
        Assert.Equal(["iteration", "learning_rate", "kernel_momentum", "kernel_velocity", "bias_momentum",
            "bias_velocity"], Names(new Adam()));
        Assert.Equal(["iteration", "learning_rate", "kernel_velocity", "bias_velocity", "kernel_momentum",
            "bias_momentum"], Names(new Rmsprop(momentum: .5)));
        Assert.Equal(["iteration", "learning_rate"], Names(new Sgd()));
        Assert.Equal(["iteration", "learning_rate", "kernel_average", "bias_average", "kernel_gradient_accumulator",
            "bias_gradient_accumulator", "kernel_momentum", "bias_momentum"],
            Names(new Lion { UseEma = true, GradientAccumulationSteps = 2 }));
        Assert.Equal("u_product", Names(new Nadam())[^1]);

        string[] Names(Optimizer optimizer)
        {
            var state = optimizer.NewState();
            state.Build(weights);
            return [.. state.Variables.Select(variable => variable.Name)];
        }
    }

    [Fact]
    public void Restored_variables_continue_a_run_bit_by_bit()
    {
        foreach (var make in OptimizerFormulaTests.All)
        {
            var (whole, resumed) = (OptimizedLayer.Weight("w", OptimizedLayer.Random([3, 5], 1)),
                OptimizedLayer.Weight("w", OptimizedLayer.Random([3, 5], 1)));
            var first = make().NewState();
            first.Build([whole]);
            for (var i = 0; i < 3; i++) first.Apply([new(OptimizedLayer.Random([3, 5], 10 + i), null)]);
            var second = make().NewState();
            second.Build([resumed]);
            resumed.Set(whole.Value);
            for (var i = 0; i < first.Variables.Count; i++) second.Variables[i].Set(first.Variables[i].Value);
            foreach (var optimizer in new[] { first, second })
                optimizer.Apply([new(OptimizedLayer.Random([3, 5], 20), null)]);
            Assert.True(whole.Value.Floats.SequenceEqual(resumed.Value.Floats), first.Optimizer.KerasName);
        }
    }

    [Fact]
    public void Building_again_keeps_the_slots_of_known_weights()
    {
        var (a, b) = (OptimizedLayer.Weight("a", Tensor.From([1f])), OptimizedLayer.Weight("b", Tensor.From([1f])));
        var optimizer = new Adam().NewState();
        optimizer.Build([a]);
        optimizer.Apply([new(Tensor.From([1f]), null)]);
        var momentum = optimizer.Variables[2].Value;
        optimizer.Build([a, b]);
        Assert.Same(momentum, optimizer.Variables[2].Value);
        Assert.Equal(6, optimizer.Variables.Count);
        Assert.Equal(1, optimizer.Iterations);
    }

    [Fact]
    public void Gradients_that_do_not_fit_are_refused_before_anything_changes()
    {
        var weight = OptimizedLayer.Weight("w", Square);
        var optimizer = new Sgd().NewState();
        Assert.Throws<InvalidOperationException>(() => optimizer.Apply([new(Ones, null)]));
        optimizer.Build([weight]);
        Assert.Throws<ArgumentException>(() => optimizer.Apply([new(Ones, null), new(Ones, null)]));
        Assert.Throws<ArgumentException>(() => optimizer.Apply([new(null, null)]));
        Assert.Throws<ShapeException>(() => optimizer.Apply([new(Tensor.From([1, 2, 3, 4f]), null)]));
        Assert.Throws<IdOutOfRangeException>(() =>
            optimizer.Apply([new(null, new RowGradient(Tensor.From([2]), Tensor.From([1, 1f], [1, 2])))]));
        Assert.Throws<ShapeException>(
            () => optimizer.Apply([new(null, new RowGradient(Tensor.From([1]), Tensor.From([1, 1, 1f], [1, 3])))]));
        Assert.Equal([1, 2, 3, 4f], weight.Value.Floats.ToArray());
        Assert.Equal(0, optimizer.Iterations);
    }

    [Fact]
    public void A_refused_step_changes_nothing_that_is_kept_either()
    {
        var state = new Nadam().NewState();
        state.Build([OptimizedLayer.Weight("w", Square)]);
        Assert.Throws<IdOutOfRangeException>(() =>
            state.Apply([new(null, new RowGradient(Tensor.From([2]), Tensor.From([1, 1f], [1, 2])))]));
        Assert.Equal(1, state.Variables[^1].Value.Scalar);
    }

    [Fact]
    public void Steps_are_counted_beyond_32_bits_and_refused_below_0()
    {
        foreach (var optimizer in OptimizerContracts.Optimizers.Append(new Sgd(new InverseTimeDecay(1, 1, 1))))
        {
            var weight = OptimizedLayer.Weight("w", Square);
            var state = optimizer.NewState();
            state.Build([weight]);
            state.Variables[0].Set(Tensor.From([int.MaxValue - 1], []));
            for (var step = 0; step < 3; step++) state.Apply([new(Ones, null)]);
            Assert.Equal(int.MaxValue + 2L, state.Batches);
            Assert.Equal(int.MaxValue, state.Variables[0].Value.Ints[0]);
            Assert.All(weight.Value.Floats.ToArray(), value => Assert.True(float.IsFinite(value), optimizer.KerasName));
            state.Variables[0].Set(Tensor.From([-5], []));
            var before = weight.Value.Floats.ToArray();
            Assert.Equal($"{optimizer.KerasName}: expected 'iteration' to be at least 0 before a step, received -5. "
                + "Compile the model again, which counts from 0.",
                Assert.Throws<InvalidOperationException>(() => state.Apply([new(Ones, null)])).Message);
            Assert.Equal(before, weight.Value.Floats.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Decaying))]
    public void What_a_formula_forgets_is_never_subnormal(Optimizer optimizer)
    {
        // Gradients of all sizes, then none for long: what is remembered shrinks.
        float[] gradients = [1, -1e-9f, 1e-15f, -1e-18f, 1e-19f, 1e-22f, -1e-25f, 1e-36f];
        var weight = OptimizedLayer.Weight("w", Tensor.From(new float[8], [8]));
        var state = optimizer.NewState();
        state.Build([weight]);
        for (var step = 0; step < 2500; step++)
        {
            state.Apply([new(Tensor.From(step < 2 ? gradients : new float[8], [8]), null)]);
            foreach (var variable in state.Variables.Where(variable => variable.Weight is not null))
                Assert.DoesNotContain(variable.Value.ToArray(), float.IsSubnormal);
        }
        Assert.All(weight.Value.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    public static TheoryData<Optimizer> Decaying =>
    [
        new Adam(), new Adam(amsgrad: true), new AdamW(), new Nadam(), new Adamax(), new Lamb(), new Rmsprop(),
        new Rmsprop(momentum: 0.9, centered: true), new Adadelta(), new Sgd(momentum: 0.9),
        new Sgd(momentum: 0.9, nesterov: true),
    ];

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Sgd { Clipnorm = 1, Clipvalue = 1 });
        Assert.Throws<ArgumentException>(() => new Adam { GlobalClipnorm = 1, Clipnorm = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { GradientAccumulationSteps = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { EmaMomentum = 1.5f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { EmaOverwriteFrequency = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(momentum: 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lion(beta1: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ftrl(learningRatePower: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ftrl(l1: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adagrad(initialAccumulatorValue: -1));
        Assert.Throws<ArgumentException>(() => new PiecewiseConstantDecay([1, 2], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(1, 0));
    }

    private static float[] Stepped(Optimizer optimizer, float[] gradient)
    {
        var weight = OptimizedLayer.Weight("w", new Tensor([gradient.Length]));
        var state = optimizer.NewState();
        state.Build([weight]);
        state.Apply([new(Tensor.From(gradient), null)]);
        return weight.Value.Floats.ToArray();
    }
}
