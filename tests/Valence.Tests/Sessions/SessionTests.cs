using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Inference;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Stress;
using Valence.Training;

namespace Valence.Tests.Sessions;

/// <summary>Sessions have states and memory of their own, and share the model's weights.</summary>
public sealed class SessionTests
{
    private const int Calls = 25;

    [Fact]
    public void States_of_sessions_on_eight_threads_are_those_of_each_alone()
    {
        var model = Networks.Make("stateful");
        var expected = Series(model.NewSession(), 0);
        Assert.NotEqual(expected[0], expected[1]);
        for (var round = 0; round < 10; round++)
            Assert.All(AtOnce.Run(8, _ => Series(model.NewSession(), 0)), answers => Assert.Equal(expected, answers));
    }

    [Fact]
    public void The_model_itself_carries_states_on_and_a_new_session_begins_with_zeros()
    {
        var model = Networks.Make("stateful");
        using var session = model.NewSession();
        var x = Networks.Input("stateful");
        var first = model.Predict(x, 2).Floats.ToArray();
        var second = model.Predict(x, 2).Floats.ToArray();
        Assert.NotEqual(first, second);
        Assert.Equal(first, session.Predict(x, 2).Floats.ToArray());
        Assert.Equal(second, session.Predict(x, 2).Floats.ToArray());
        session.ResetStates();
        Assert.Equal(first, session.Predict(x, 2).Floats.ToArray());
    }

    // Keras' evaluate carries states on as its predict does: loss of zeros, then of the states that are left.
    [Fact]
    public void Evaluation_carries_states_on()
    {
        var x = Networks.Input("stateful");
        var y = Tensor.From([0f, 0], [2, 1]);
        var (model, asked) = (Networks.Make("stateful"), Networks.Make("stateful"));
        model.Compile("sgd", "mse");
        float[] losses = [model.Evaluate(x, y, 2)["loss"], model.Evaluate(x, y, 2)["loss"]];
        foreach (var loss in losses)
        {
            var answer = asked.Predict(x, 2).Floats;
            Assert.Equal((answer[0] * answer[0] + answer[1] * answer[1]) / 2, loss, 1e-7f);
        }
        Assert.NotEqual(losses[0], losses[1]);
    }

    [Fact]
    public void A_stateful_model_refuses_a_second_thread()
    {
        var model = Networks.Make("stateful");
        var x = Networks.Input("stateful");
        model.Predict(x, 2);
        using (StatesHeld.Of(model))
        {
            var error = AtOnce.Run(1, _ => Record.Exception(() => model.Predict(x, 2)))[0];
            Assert.IsType<InvalidOperationException>(error);
            Assert.Contains("NewSession", error.Message);
            model.Predict(x, 2);
        }
        AtOnce.Run(1, _ => model.Predict(x, 2));
    }

    [Fact]
    public void States_of_a_layer_in_two_models_are_for_one_thread()
    {
        var lstm = new Lstm(3) { Stateful = true };
        Model[] models = [.. Enumerable.Range(0, 2).Select(_ => new Sequential(new InputLayer([2, 3, 2]), lstm))];
        var x = Networks.Input("stateful");
        foreach (var model in models) model.Predict(x, 2);
        using (StatesHeld.Of(models[0]))
            Assert.IsType<InvalidOperationException>(
                AtOnce.Run(1, _ => Record.Exception(() => models[1].Predict(x, 2)))[0]);
        AtOnce.Run(1, _ => models[1].Predict(x, 2));
    }

    [Fact]
    public void A_session_refuses_a_second_thread_and_ends_when_it_is_disposed()
    {
        var gate = new Gate();
        var model = new Sequential(new InputLayer([-1, 3]), gate);
        var session = model.NewSession();
        var x = Networks.Input("dense");
        gate.Called = () => Assert.Contains("another thread",
            Assert.Throws<InvalidOperationException>(() => session.Predict(x)).Message);
        session.Predict(x);
        gate.Called = null;
        session.Predict(x);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Predict(x));
    }

    [Fact]
    public void Many_callers_at_once_leave_no_memory_behind()
    {
        var seen = new Seen();
        var model = new Sequential(new InputLayer([-1, 3]), new Dense(1000), seen);
        var x = new Tensor([10_000, 3]);
        model.Predict(x, 10_000);
        using (var all = new Barrier(4))
            AtOnce.Run(4, _ =>
            {
                seen.Together = all;
                return model.Predict(x, 10_000).Shape;
            });
        GC.Collect();
        Assert.NotEmpty(seen.Widest);
        Assert.DoesNotContain(seen.Widest, one => one.IsAlive);
    }

    [Fact]
    public void Predictions_beside_new_weights_are_of_one_set()
    {
        var model = new Sequential(new InputLayer([-1, 64]), new Dense(64), new Dense(64), new Dense(1)) { Seed = 1 };
        var sets = new[] { model.GetWeights(), Doubled(model.GetWeights()) };
        var x = Tensor.From([.. Enumerable.Range(0, 64 * 40).Select(i => MathF.Sin(i))], [40, 64]);
        var answers = sets.Select(set =>
        {
            model.SetWeights(set);
            return model.Predict(x, 4).Floats.ToArray();
        }).ToArray();
        using var stop = new CancellationTokenSource();
        var wrong = AtOnce.Run(3, thread =>
        {
            if (thread == 0)
            {
                for (var i = 0; i < 300; i++) model.SetWeights(sets[i % 2]);
                stop.Cancel();
                return 0;
            }
            var count = 0;
            while (!stop.IsCancellationRequested)
            {
                var y = model.Predict(x, 4).Floats.ToArray();
                if (!y.AsSpan().SequenceEqual(answers[0]) && !y.AsSpan().SequenceEqual(answers[1])) count++;
            }
            return count;
        });
        Assert.All(wrong, count => Assert.Equal(0, count));
    }

    [Fact]
    public void Predictions_beside_training_are_of_the_weights_after_a_step()
    {
        var model = new Sequential(new InputLayer([-1, 8]), new Dense(32, "tanh"), new BatchNormalization(),
            new Dense(1))
        { Seed = 1 };
        model.Compile("adam", "mse");
        var x = Tensor.From([.. Enumerable.Range(0, 8 * 64).Select(i => MathF.Sin(i))], [64, 8]);
        var y = Tensor.From([.. Enumerable.Range(0, 64).Select(i => MathF.Cos(i))], [64, 1]);
        var seen = new HashSet<string>();
        string Of(Tensor answer) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(
            answer.Floats));
        seen.Add(Of(model.Predict(x, 16)));
        var answers = new List<string>[2];
        using var stop = new CancellationTokenSource();
        AtOnce.Run(3, thread =>
        {
            if (thread == 0)
            {
                model.Fit(x, y, epochs: 20, batchSize: 8,
                    callbacks: [new Watching { OnBatch = () => seen.Add(Of(model.Predict(x, 16))) }]);
                stop.Cancel();
                return 0;
            }
            var own = answers[thread - 1] = [];
            while (!stop.IsCancellationRequested) own.Add(Of(model.Predict(x, 16)));
            return 0;
        });
        seen.Add(Of(model.Predict(x, 16)));
        Assert.All(answers.SelectMany(own => own), answer => Assert.Contains(answer, seen));
    }

    public static TheoryData<string> OfOneFile => ["backup", "log.csv"];

    [Theory, MemberData(nameof(OfOneFile))]
    public void What_writes_a_file_of_one_training_is_refused_to_a_second_one(string name)
    {
        var folder = Directory.CreateTempSubdirectory("valence-").FullName;
        try
        {
            var path = Path.Combine(folder, name);
            Callback callback = name == "backup" ? new BackupAndRestore(path) : new CsvLogger(path);
            Model[] models = [Networks.Make("dense"), Networks.Make("dense")];
            foreach (var model in models) model.Compile("sgd", "mse");
            Exception? error = null;
            Train(0, callback, new LambdaCallback
            {
                EpochEnd = (_, _) => error = Record.Exception(() => Train(1, callback)),
            });
            Assert.Contains("Give each training its own", Assert.IsType<InvalidOperationException>(error).Message);
            Train(1, callback);
            Assert.Throws<IOException>(() => Train(0, callback, new LambdaCallback
            {
                TrainBegin = _ => throw new IOException("gone"),
            }));
            Train(1, callback);

            void Train(int model, params Callback[] callbacks) => models[model].Fit(Networks.Input("dense"),
                Tensor.From([1f, 0], [2, 1]), callbacks: callbacks);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Weights_are_not_changed_by_another_thread_during_training()
    {
        var model = Networks.Make("dense");
        model.Compile("sgd", "mse");
        Exception? error = null;
        var (x, y) = (Networks.Input("dense"), Tensor.From([1f, 0], [2, 1]));
        model.Fit(x, y, callbacks: [new Watching
            {
                OnBatch = () =>
                {
                    error ??= AtOnce.Run(1, _ => Record.Exception(() => model.SetWeights(model.GetWeights())))[0];
                    model.SetWeights(model.GetWeights());
                },
            }]);
        Assert.Contains("being trained by another thread", Assert.IsType<InvalidOperationException>(error).Message);
        AtOnce.Run(1, _ =>
        {
            model.SetWeights(model.GetWeights());
            return 0;
        });
    }

    [Fact]
    public void A_training_that_begins_waits_until_weights_are_changed_as_a_whole()
    {
        var model = Networks.Make("dense");
        model.Compile("sgd", "mse");
        var (x, y) = (Networks.Input("dense"), Tensor.From([1f, 0], [2, 1]));
        model.Predict(x);
        Thread training;
        using (model.Guards.Write())
        {
            training = new(() => model.TrainOnBatch(x, y));
            training.Start();
            Assert.True(SpinWait.SpinUntil(() => model.Weights[0].Guard!.IsTrainedElsewhere, 10_000));
            model.SetWeights(model.GetWeights());
        }
        training.Join();
    }

    [Fact]
    public void Weights_are_not_changed_by_a_thread_that_reads_them()
    {
        var gate = new Gate();
        var model = new Sequential(new InputLayer([-1, 3]), new Dense(3), gate);
        var x = Networks.Input("dense");
        Exception? error = null;
        gate.Called = () => error = Record.Exception(() => model.SetWeights(model.GetWeights()));
        model.Predict(x);
        Assert.Contains("Change them when", Assert.IsType<InvalidOperationException>(error).Message);
        gate.Called = null;
        model.SetWeights(model.GetWeights());
    }

    [Fact]
    public void Averages_take_the_place_of_weights_between_predictions()
    {
        var (model, gate) = Gated();
        var (x, y) = (Networks.Input("dense"), Tensor.From([1f, 0], [2, 1]));
        model.Compile(new Sgd(0.5f) { UseEma = true }, "mse");
        var beside = new UnderWay(model, gate, x);
        model.Fit(x, y, epochs: 2, validationData: new(x, y), validationFreq: 2,
            callbacks: [new Watching { OnTest = beside.Begin }, new SwapEmaWeights(),
                new Watching { OnTest = beside.Go }]);
        beside.Check();
    }

    [Fact]
    public void A_backup_is_restored_between_predictions()
    {
        var folder = Directory.CreateTempSubdirectory("valence-").FullName;
        try
        {
            var (x, y) = (Networks.Input("dense"), Tensor.From([1f, 0], [2, 1]));
            foreach (var isBackedUp in (bool[])[false, true])
            {
                var (model, gate) = Gated();
                model.Compile(new Sgd(0.5f), "mse");
                var beside = new UnderWay(model, gate, x);
                if (isBackedUp) beside.Begin();
                model.Fit(x, y, callbacks: [new BackupAndRestore(folder, deleteCheckpoint: false),
                        new LambdaCallback { TrainBegin = _ => beside.Go() }]);
                if (isBackedUp) beside.Check();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Compiled_by_many_at_once_a_model_has_the_optimizer_that_trains_it()
    {
        var model = Networks.Make("dense");
        var (x, y) = (Networks.Input("dense"), Tensor.From([1f, 0], [2, 1]));
        for (var round = 0; round < 300; round++)
        {
            AtOnce.Run(8, _ =>
            {
                for (var i = 0; i < 20; i++) model.Compile("sgd", "mse");
                return 0;
            });
            model.TrainOnBatch(x, y);
            Assert.Equal(1, model.Optimizer!.Iterations);
        }
    }

    [Fact]
    public void Two_trainings_of_one_model_or_of_a_shared_layer_are_refused()
    {
        var shared = new Dense(4);
        var (model, other) = (new Sequential(shared, new Dense(1)), new Sequential(shared, new Dense(2)));
        var (x, y) = (Networks.Input("dense"), Tensor.From([1f, 0], [2, 1]));
        Exception?[] errors = [];
        model.Compile("sgd", "mse");
        model.Fit(x, y, callbacks: [new Watching
            {
                OnBatch = () => errors = AtOnce.Run(1, _ => new[] { model, other }.Select(Second).ToArray())[0],
            }]);
        Assert.Equal(2, errors.Length);
        Assert.All(errors, error => Assert.Contains("is being trained already",
            Assert.IsType<InvalidOperationException>(error).Message));
        Assert.Null(Second(other));

        Exception? Second(Model second) => Record.Exception(() =>
        {
            second.Compile("sgd", "mse");
            second.Fit(x, Tensor.From([1f, 0, 1, 0], [2, 2]));
        });
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_model_that_has_predicted_is_freed(string kind)
    {
        var (model, session) = Used(kind);
        for (var i = 0; i < 10 && (model.IsAlive || session.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(model.IsAlive);
        Assert.False(session.IsAlive);
    }

    public static TheoryData<string> Kinds => [.. Networks.Names];

    [Fact]
    public void Many_callers_leave_the_memory_of_few()
    {
        var model = new Sequential(new InputLayer([-1, 256]), new Dense(4096), new Dense(1)) { Seed = 1 };
        var x = Tensor.From(new float[1024 * 256], [1024, 256]);
        model.Predict(x, 1024);
        var one = Heap();
        AtOnce.Run(32, _ => model.Predict(x, 1024));
        Assert.InRange(Heap() - one, long.MinValue, 100 << 20);
        GC.KeepAlive(model);

        static long Heap() => GC.GetTotalMemory(forceFullCollection: true);
    }

    [Fact]
    public void A_call_ends_when_it_is_cancelled()
    {
        var gate = new Gate();
        var model = new Sequential(new InputLayer([-1, 3]), gate);
        using var source = new CancellationTokenSource();
        var calls = 0;
        gate.Called = () =>
        {
            if (++calls == 2) source.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            model.Predict(Tensor.From(new float[30], [10, 3]), 1, cancellationToken: source.Token));
        Assert.Equal(2, calls);
    }

    private static float[][] Series(Session session, int first)
    {
        var answers = new float[Calls][];
        for (var i = 0; i < Calls; i++)
            answers[i] = session.Predict(Tensor.From([.. Enumerable.Range(0, 12).Select(j => MathF.Sin(i + j + first))],
                [2, 3, 2]), 2).Floats.ToArray();
        return answers;
    }

    private static IReadOnlyList<Tensor> Doubled(IReadOnlyList<Tensor> weights) => [.. weights.Select(weight =>
        Tensor.From([.. weight.Floats.ToArray().Select(element => 2 * element + 1)], weight.Shape))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Model, WeakReference Session) Used(string kind)
    {
        var model = Networks.Make(kind);
        model.Predict(Networks.Input(kind), 2);
        var session = model.NewSession();
        session.Predict(Networks.Input(kind), 2);
        return (new(model), new(session));
    }

    private static (Model Model, Gate Gate) Gated()
    {
        var gate = new Gate();
        return (new Sequential(new InputLayer([-1, 3]), new Dense(4), gate, new Dense(1)) { Seed = 3 }, gate);
    }

    /// <summary>A prediction of another thread that waits between two layers for what shall not happen meanwhile, as
    /// long as that may take.</summary>
    private sealed class UnderWay(Model model, Gate gate, Data x)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

        private readonly ManualResetEventSlim _entered = new(), _happened = new();
        private float[] _expected = [], _answer = [];
        private Thread _thread = null!;

        public void Begin()
        {
            _expected = model.Predict(x).Floats.ToArray();
            _thread = new Thread(() => _answer = model.Predict(x).Floats.ToArray());
            gate.Called = () =>
            {
                if (Thread.CurrentThread != _thread) return;
                _entered.Set();
                _happened.Wait(Patience);
            };
            _thread.Start();
            _entered.Wait();
        }

        public void Go() => _happened.Set();

        public void Check()
        {
            _thread.Join();
            Assert.Equal(_expected, _answer);
            gate.Called = null;
            Assert.NotEqual(_expected, model.Predict(x).Floats.ToArray());
        }
    }

    /// <summary>Calls back when it computes.</summary>
    private sealed class Gate : Layer
    {
        public Action? Called { get; set; }

        public override Forward Build(Shape input, WeightFactory weights) => (x, call) =>
        {
            if (x.HasElements) Called?.Invoke();
            return x;
        };
    }

    // The layer's input is memory of the call that it is in.
    private sealed class Seen : Layer
    {
        public Barrier? Together { get; set; }

        public ConcurrentBag<WeakReference> Widest { get; } = [];

        public override Forward Build(Shape input, WeightFactory weights) => (x, call) =>
        {
            if (!x.HasElements) return x;
            Together?.SignalAndWait();
            Widest.Add(new(x.Storage));
            return x;
        };
    }

    private sealed class Watching : Callback
    {
        public Action? OnBatch { get; init; }

        public Action? OnTest { get; init; }

        public override bool WatchesBatches => OnBatch is not null;

        public override void OnTrainBatchEnd(int batch, TrainingState state) => OnBatch?.Invoke();

        public override void OnTestBegin(TrainingState state) => OnTest?.Invoke();
    }
}
