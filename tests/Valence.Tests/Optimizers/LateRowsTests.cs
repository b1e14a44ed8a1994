using System.Runtime.InteropServices;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Tests.Contracts;
using Valence.Tests.Layers;

namespace Valence.Tests.Optimizers;

public sealed class LateRowsTests
{
    private const int Rows = 3000;

    public static TheoryData<int, bool> Tables =>
        new() { { 8, false }, { 32, false }, { 50, true }, { 128, false }, { 200, true } };

    public static TheoryData<int, string> Others =>
        [.. Formulas.Select((make, number) => (number, make().KerasName))];

    /// <summary>Every optimizer of the assembly that may take steps late, and settings that lead elsewhere in its
    /// formula; made anew each time.</summary>
    private static Func<Optimizer>[] Formulas =>
    [
        .. OptimizerContracts.Makers.Where(make => MayStepLate(make())),
        () => new Adam(0.01f, epsilon: 0), () => new Sgd(0.01f, momentum: 0.9), () => new Adagrad(epsilon: 0),
        () => new Ftrl(0.1f, l1: 0.01, l2: 0.01),
    ];

    // Decision 7: a step of one element depends on that element's numbers alone, and moves it without a gradient too.
    private static bool MayStepLate(Optimizer optimizer) => optimizer is
    {
        UpdatesWholeWeights: false, IgnoresZeroGradients: false, WeightDecay: null, Clipnorm: null, Clipvalue: null,
        GlobalClipnorm: null, UseEma: false, GradientAccumulationSteps: null,
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Steps_taken_late_give_the_bits_of_steps_taken_at_once(int width, bool amsgrad) =>
        Compare(width, () => new Adam(0.01f, amsgrad: amsgrad));

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_formula_of_single_elements_may_take_steps_late(int number, string _) =>
        Compare(32, Formulas[number]);

    private static void Compare(int width, Func<Optimizer> make)
    {
        using var backend = new CpuBackend(2);
        var call = Calls.On(backend);
        var (late, atOnce) = (make().NewState(), make().NewState());
        var (a, b) = Twice(width);
        late.Build([a]);
        atOnce.Build([b]);
        for (var step = 0; step < 110; step++)
        {
            (late.LearningRate, atOnce.LearningRate) = (0.01f / (1 + step), 0.01f / (1 + step));
            var gradient = Gradient(width, step);
            late.Apply([new(null, gradient)], call);
            atOnce.Apply([new(OptimizedLayer.Dense(gradient, Rows, width), null)]);
            Assert.IsType<LateStorage>(a.Value.Storage);
            if (step is 5 or 6 or 90) Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Floats));
        }
        for (var i = 2; i < atOnce.Variables.Count; i++)
            Assert.Equal(Bits(atOnce.Variables[i].Value.Floats), Bits(late.Variables[i].Value.Floats));
        Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Floats));
    }

    [Fact]
    public void Moments_are_right_after_the_optimizer_got_other_weights_too()
    {
        const int width = 32;
        var (late, atOnce) = (new Adam(0.01f).NewState(), new Adam(0.01f).NewState());
        var ((a, b), (other, otherAtOnce)) = (Twice(width), Twice(width));
        Step(0, 5, alone: true);
        Step(5, 10, alone: false);
        Step(10, 15, alone: true);
        for (var i = 2; i < atOnce.Variables.Count; i++)
            Assert.Equal(Bits(atOnce.Variables[i].Value.Floats), Bits(late.Variables[i].Value.Floats));
        Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Floats));

        void Step(int first, int end, bool alone)
        {
            late.Build(alone ? [a] : [a, other]);
            atOnce.Build(alone ? [b] : [b, otherAtOnce]);
            for (var step = first; step < end; step++)
            {
                var gradient = Gradient(width, step);
                var dense = OptimizedLayer.Dense(gradient, Rows, width);
                WeightGradient[] rows = [new(null, gradient), new(null, gradient)];
                WeightGradient[] whole = [new(dense, null), new(dense, null)];
                late.Apply(alone ? rows[..1] : rows);
                atOnce.Apply(alone ? whole[..1] : whole);
            }
        }
    }

    [Fact]
    public void Rows_that_wait_are_right_when_a_batch_gathers_them()
    {
        const int width = 32;
        var (late, atOnce) = (new Adam().NewState(), new Adam().NewState());
        var (a, b) = Twice(width);
        late.Build([a]);
        atOnce.Build([b]);
        foreach (var backend in (Backend[])[new ReferenceBackend(), new CpuBackend(2)])
        {
            var memory = new StepMemory(backend);
            var call = new CallContext(new EagerExecutor(memory));
            for (var step = 0; step < 40; step++)
            {
                var gradient = Gradient(width, step);
                late.Apply([new(null, gradient)]);
                atOnce.Apply([new(OptimizedLayer.Dense(gradient, Rows, width), null)]);
                memory.Reset();
                var ids = Gradient(width, step + 1).Ids;
                Assert.Equal(Bits(call.Gather(b.Value, ids).Floats), Bits(call.Gather(a.Value, ids).Floats));
            }
        }
        Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Floats));
    }

    [Fact]
    public void Views_and_copies_hold_no_row_that_waits()
    {
        var (late, atOnce) = (new Adam().NewState(), new Adam().NewState());
        var (a, b) = Twice(8);
        late.Build([a]);
        atOnce.Build([b]);
        for (var step = 0; step < 3; step++)
        {
            var gradient = Gradient(8, step);
            late.Apply([new(null, gradient)]);
            atOnce.Apply([new(OptimizedLayer.Dense(gradient, Rows, 8), null)]);
        }
        var view = new StepMemory(new ReferenceBackend()).View(a.Value, [Rows * 8]);
        Assert.Equal(Bits(b.Value.Floats), Bits(view.Floats));
        late.Apply([new(null, Gradient(8, 7))]);
        atOnce.Apply([new(OptimizedLayer.Dense(Gradient(8, 7), Rows, 8), null)]);
        Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Copy().Floats));
    }

    [Fact]
    public void Gradients_of_whole_tables_other_optimizers_and_values_that_are_set_find_nothing_waiting()
    {
        const int width = 16;
        var (late, atOnce) = (new Adam().NewState(), new Adam().NewState());
        var momentum = new Sgd(0.1f, momentum: 0.5f);
        var (lateSgd, sgd) = (momentum.NewState(), momentum.NewState());
        var (a, b) = Twice(width);
        foreach (var optimizer in (OptimizerState[])[late, lateSgd]) optimizer.Build([a]);
        foreach (var optimizer in (OptimizerState[])[atOnce, sgd]) optimizer.Build([b]);
        for (var step = 0; step < 60; step++)
        {
            var gradient = Gradient(width, step);
            var dense = OptimizedLayer.Dense(gradient, Rows, width);
            if (step % 7 == 3)
            {
                lateSgd.Apply([new(null, gradient)]);
                sgd.Apply([new(dense, null)]);
            }
            late.Apply([step % 5 == 4 ? new(dense, null) : new(null, gradient)]);
            atOnce.Apply([new(dense, null)]);
            if (step != 30) continue;
            a.Set(OptimizedLayer.Random([Rows, width], 5));
            b.Set(OptimizedLayer.Random([Rows, width], 5));
            late.Variables[2].Set(new([Rows, width]));
            atOnce.Variables[2].Set(new([Rows, width]));
        }
        Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Floats));
    }

    [Fact]
    public async Task Readers_on_other_threads_do_not_disturb_training()
    {
        const int width = 8;
        var (late, atOnce) = (new Adam().NewState(), new Adam().NewState());
        var (a, b) = Twice(width);
        late.Build([a]);
        atOnce.Build([b]);
        var trains = true;
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var call = new CallContext(new EagerExecutor(new StepMemory(new ReferenceBackend())));
            for (var i = 0; Volatile.Read(ref trains); i++)
                if (reader == 0) _ = a.Value.Floats[i % Rows];
                else _ = call.Gather(a.Value, Tensor.From([i % Rows, i * 7 % Rows]));
        }, TestContext.Current.CancellationToken)).ToArray();
        for (var step = 0; step < 100; step++)
        {
            var gradient = Gradient(width, step);
            late.Apply([new(null, gradient)]);
            atOnce.Apply([new(OptimizedLayer.Dense(gradient, Rows, width), null)]);
        }
        Volatile.Write(ref trains, false);
        await Task.WhenAll(readers);
        Assert.Equal(Bits(b.Value.Floats), Bits(a.Value.Floats));
    }

    private static (Weight Late, Weight AtOnce) Twice(int width)
    {
        var table = OptimizedLayer.Random([Rows, width], 1);
        return (OptimizedLayer.Weight("late", table), OptimizedLayer.Weight("at_once", table));
    }

    private static RowGradient Gradient(int width, int step)
    {
        var random = new System.Random(step);
        var ids = Enumerable.Range(0, 40).Select(i => i % 8 == 0 ? 0 : random.Next(i < 20 ? Rows / 10 : Rows))
            .ToArray();
        return new(Tensor.From(ids, [5, 8]), OptimizedLayer.Random([5, 8, width], 10 + step));
    }

    private static int[] Bits(ReadOnlySpan<float> x) => MemoryMarshal.Cast<float, int>(x).ToArray();
}
