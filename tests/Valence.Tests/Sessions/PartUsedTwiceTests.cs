using Valence.Callbacks;
using Valence.Constraints;
using Valence.Initializers;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Regularizers;
using Valence.Schedules;
using Valence.Training;

namespace Valence.Tests.Sessions;

/// <summary>Initializers, regularizers, constraints, schedules and callbacks are descriptions: one of them twice in a
/// model, in two models, in trainings one after another and at once gives the bits that new ones give. Losses, metrics
/// and optimizers have tables of their own.</summary>
public sealed class PartUsedTwiceTests
{
    private static readonly Type[] Kinds =
        [typeof(Initializer), typeof(Regularizer), typeof(Constraint), typeof(Schedule), typeof(Callback)];

    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 32).Select(i => MathF.Sin(i))], [8, 4]);

    private static readonly Tensor Y = Tensor.From([.. Enumerable.Range(0, 8).Select(i => MathF.Cos(i))], [8, 1]);

    // What reflection cannot make of defaults, or what does more otherwise.
    private static readonly Dictionary<Type, Func<string, object>> Made = new()
    {
        [typeof(Constant)] = _ => new Constant(0.3),
        [typeof(L1L2)] = _ => new L1L2(0.01, 0.02),
        [typeof(MaxNorm)] = _ => new MaxNorm(0.5),
        [typeof(MinMaxNorm)] = _ => new MinMaxNorm(0.2, 0.5, 0.7),
        [typeof(UnitNorm)] = _ => new UnitNorm(),
        [typeof(CosineDecay)] = _ => new CosineDecay(0.1, 3, 0.2, 0.3, 2),
        [typeof(CosineDecayRestarts)] = _ => new CosineDecayRestarts(0.1, 2),
        [typeof(ExponentialDecay)] = _ => new ExponentialDecay(0.1, 2, 0.5),
        [typeof(InverseTimeDecay)] = _ => new InverseTimeDecay(0.1, 2, 0.5),
        [typeof(PiecewiseConstantDecay)] = _ => new PiecewiseConstantDecay([2, 4], [0.1f, 0.05f, 0.2f]),
        [typeof(LinearWarmup)] = _ => new LinearWarmup(new PolynomialDecay(0.1, 4), 2, 0.01),
        [typeof(PolynomialDecay)] = _ => new PolynomialDecay(0.1, 4),
        [typeof(BackupAndRestore)] = folder => new BackupAndRestore(Path.Combine(folder, "backup")),
        [typeof(CsvLogger)] = folder => new CsvLogger(Path.Combine(folder, "log.csv")),
        [typeof(EarlyStopping)] = _ => new EarlyStopping("loss", minDelta: 0.02, restoreBestWeights: true),
        [typeof(LearningRateScheduler)] = _ => new LearningRateScheduler((epoch, rate) => rate / (1 + epoch)),
        [typeof(ModelCheckpoint)] = folder => new ModelCheckpoint(Path.Combine(folder, "{epoch}.keras"), "loss"),
        [typeof(ReduceLROnPlateau)] = _ => new ReduceLROnPlateau("loss", patience: 1) { MinDelta = 0.1 },
        [typeof(SwapEmaWeights)] = _ => new SwapEmaWeights(swapOnEpoch: true),
    };

    /// <summary>What serves one training at a time, and why.</summary>
    private static readonly Dictionary<Type, string> ByTurns = new()
    {
        [typeof(BackupAndRestore)] = "a backup is of one training",
        [typeof(CsvLogger)] = "rows of two trainings in one file are of no use",
    };

    public static TheoryData<Type> Types => [.. typeof(Layer).Assembly.GetExportedTypes().Where(type =>
        !type.IsAbstract && Kinds.Any(kind => type.IsSubclassOf(kind)))];

    [Theory]
    [MemberData(nameof(Types))]
    public void One_part_gives_everyone_the_bits_of_its_own(Type type)
    {
        var folder = Directory.CreateTempSubdirectory("valence-").FullName;
        try
        {
            var expected = Bits(() => New(type, folder), type, folder);
            var shared = New(type, folder);
            Assert.Equal(expected, Bits(() => shared, type, folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_a_checkpoint_has_to_beat_is_the_best_of_the_same_model()
    {
        var folder = Directory.CreateTempSubdirectory("valence-").FullName;
        try
        {
            var path = Path.Combine(folder, "best.keras");
            var checkpoint = new ModelCheckpoint(path, "loss", saveBestOnly: true);
            var (model, other) = (Compiled(checkpoint, 1), Compiled(checkpoint, 1));
            model.BuildFor([8, 4]);
            var first = model.GetWeights();
            Assert.True(IsWritten(model));
            // The same training again comes to the same figures.
            model.SetWeights(first);
            Compile(model, checkpoint);
            Assert.False(IsWritten(model));
            Assert.True(IsWritten(other));

            bool IsWritten(Model trained)
            {
                File.Delete(path);
                Train(trained, checkpoint, epochs: 3);
                return File.Exists(path);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Two models trained by turns, one of them then compiled again, and two at once.
    private static List<string> Bits(Func<object> part, Type type, string folder)
    {
        List<string> bits = [];
        Model[] models = [Compiled(part(), 1, part()), Compiled(part(), 2, part())];
        foreach (var model in (Model[])[.. models, .. models])
        {
            Note(model, Train(model, part()));
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                bits.Add(Path.GetExtension(file) == ".keras" ? "a model" : File.ReadAllText(file));
                File.Delete(file);
            }
        }
        Compile(models[0], part());
        Note(models[0], Train(models[0], part()));
        if (ByTurns.ContainsKey(type)) return bits;
        models = [Compiled(part(), 3), Compiled(part(), 4)];
        var histories = Stress.AtOnce.Run(2, i => Train(models[i], part()));
        for (var i = 0; i < 2; i++) Note(models[i], histories[i]);
        return bits;

        void Note(Model model, History history) => bits.Add(string.Join(' ', history.Names.SelectMany(name =>
            history[name]).Concat(model.GetWeights().SelectMany(weight => weight.Floats.ToArray()))
            .Select(number => $"{BitConverter.SingleToInt32Bits(number):x}")));
    }

    private static Model Compiled(object part, ulong seed, object? again = null)
    {
        var model = new Sequential(Dense(part), Dense(again ?? part), new Dense(1)) { Seed = seed };
        Compile(model, part);
        return model;
    }

    private static Dense Dense(object part) => new(4, "tanh")
    {
        KernelInitializer = part as Initializer ?? Initializer.GlorotUniform,
        KernelRegularizer = part as Regularizer,
        ActivityRegularizer = part as Regularizer,
        KernelConstraint = part as Constraint,
    };

    private static void Compile(Model model, object part) =>
        model.Compile(new Adam(part is Schedule schedule ? schedule : 0.1f) { UseEma = part is SwapEmaWeights }, "mse");

    private static History Train(Model model, object part, int epochs = 4) =>
        model.Fit(X, Y, epochs: epochs, batchSize: 3, verbose: 0, validationData: new(X, Y),
            callbacks: part is Callback callback ? [callback] : []);

    private static object New(Type type, string folder) => Made.TryGetValue(type, out var make) ? make(folder)
        : type.GetConstructors().Single() is var constructor && constructor.GetParameters() is var parameters
            && parameters.All(parameter => parameter.HasDefaultValue)
            ? constructor.Invoke([.. parameters.Select(parameter => parameter.DefaultValue
                ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null))])
        : throw new NotSupportedException($"Say in {nameof(Made)} how a {type} is made.");
}
