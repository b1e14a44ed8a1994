using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Metrics;

/// <summary>Metrics and losses are descriptions: one of them in several models, trainings and evaluations gives each
/// the bits that one of its own gives.</summary>
public sealed class SharedDescriptionTests
{
    private const int Rows = 24, Classes = 3;

    private static readonly Tensor X = Numbers(1, 4);
    private static readonly Tensor OneHot = Tensor.From(
        [.. Enumerable.Range(0, Rows * Classes).Select(i => i % Classes == i / Classes % Classes ? 1f : 0)],
        [Rows, Classes]);
    private static readonly Tensor Numbered =
        Tensor.From([.. Enumerable.Range(0, Rows).Select(row => (float)(row % Classes))]);

    // What reflection cannot make of numbers alone.
    private static readonly Dictionary<Type, Func<object>> Made = new()
    {
        [typeof(BinaryIoU)] = () => new BinaryIoU(),
        [typeof(CategoricalFocalCrossentropy)] = () => new CategoricalFocalCrossentropy(),
        [typeof(Dice)] = () => new Dice(),
        [typeof(FunctionLoss)] = () => new FunctionLoss((t, p) => (t - p).Square().Mean(axis: -1)),
        [typeof(IoU)] = () => new IoU(Classes, 0, 2),
        [typeof(MeanIoU)] = () => new MeanIoU(Classes),
        [typeof(MeanLoss)] = () => new MeanLoss(new CategoricalCrossentropy()),
        [typeof(MeanMetricWrapper)] = () => new MeanMetricWrapper((truth, prediction) => truth * prediction),
        [typeof(Tversky)] = () => new Tversky(),
    };

    public static TheoryData<Type> Types => [.. typeof(Metric).Assembly.GetExportedTypes().Where(type =>
        !type.IsAbstract && (type.IsSubclassOf(typeof(Metric)) || type.IsSubclassOf(typeof(Loss))))];

    [Theory]
    [MemberData(nameof(Types))]
    public void One_description_gives_everyone_the_bits_of_its_own(Type type)
    {
        var shared = New(type);
        var figures = Figures(() => New(type));
        Assert.Contains(figures, figure => figure is not 0 and not float.NaN);
        Assert.Equal(figures, Figures(() => shared));
    }

    // Two models trained at once and by turns, one of them compiled twice, and evaluated by eight threads at once.
    private static List<float> Figures(Func<object> part)
    {
        var figures = new List<float>();
        var models = new[] { Compiled(Model(1, part()), part()), Compiled(Model(2, part()), part()) };
        var histories = new History[2];
        Parallel.For(0, 2, i => histories[i] = models[i].Model.Fit(X, models[i].Y, epochs: 2, batchSize: 7,
            validationSplit: 0.25, verbose: 0));
        foreach (var history in histories) figures.AddRange(history.Names.SelectMany(name => history[name]));
        models[0] = Compiled(models[0].Model, part());
        for (var step = 0; step < 2; step++)
            foreach (var (model, y) in models) figures.AddRange(model.TrainOnBatch(X, y).Values);
        float[][] alone = [.. models.Select(Evaluated)];
        var all = new float[32][];
        Parallel.For(0, all.Length, new() { MaxDegreeOfParallelism = 8 }, i => all[i] = Evaluated(models[i % 2]));
        for (var i = 0; i < all.Length; i++) Assert.Equal(alone[i % 2], all[i]);
        return [.. figures, .. alone[0], .. alone[1]];

        static float[] Evaluated((Model Model, Tensor Y) one) => [.. one.Model.Evaluate(X, one.Y, batchSize: 5).Values];
    }

    private static Sequential Model(ulong seed, object part) => part is CrfLoss
        ? new(new InputLayer([-1, 4]), new Reshape([2, 2]), new Dense(Classes), new Crf()) { Seed = seed }
        : new(new InputLayer([-1, 4]), new Dense(Classes, "softmax")) { Seed = seed };

    // With the targets that the part takes: one-hot labels, or else class numbers, of a chain one for each step.
    private static (Model Model, Tensor Y) Compiled(Model model, object part)
    {
        if (part is CrfLoss chain)
        {
            model.Compile(new Sgd(0.1), chain, [chain]);
            return (model, Tensor.From([.. Enumerable.Range(0, 2 * Rows).Select(i => i * 5 % Classes)], [Rows, 2]));
        }
        Compile("categorical_crossentropy");
        try
        {
            model.Evaluate(X, OneHot);
            return (model, OneHot);
        }
        catch (ShapeException)
        {
            Compile("sparse_categorical_crossentropy");
            return (model, Numbered);
        }

        void Compile(Loss other) => model.Compile(new Sgd(0.1), part as Loss ?? other,
            [part is Loss loss ? loss : (Metric)part]);
    }

    private static object New(Type type)
    {
        if (Made.TryGetValue(type, out var make)) return make();
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            !parameter.HasDefaultValue && parameter.ParameterType == typeof(double) ? 0.5
            : parameter.HasDefaultValue && parameter.DefaultValue is null && parameter.ParameterType.IsValueType
                ? Activator.CreateInstance(parameter.ParameterType)
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType == typeof(IReadOnlyList<float>) ? Array.Empty<float>()
            : throw new NotSupportedException($"Say in {nameof(Made)} how a {type} is made."))]);
    }

    private static Tensor Numbers(int seed, int width)
    {
        var random = new Random(seed);
        return Tensor.From([.. Enumerable.Range(0, Rows * width).Select(_ => random.NextSingle())], [Rows, width]);
    }
}
