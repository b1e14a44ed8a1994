using System.Reflection;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Errors;

/// <summary>Null in the place of what must be there is refused when the call is made, by the parameter's
/// name.</summary>
public sealed class NullArgumentTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    // What a user constructs and calls; inside a layer or callback of one's own the library itself gives what is there.
    private static readonly string[] Namespaces =
    [
        "Valence", "Valence.Callbacks", "Valence.Initializers", "Valence.Layers", "Valence.Losses", "Valence.Metrics",
        "Valence.Models", "Valence.Optimizers", "Valence.Regularizers", "Valence.Schedules", "Valence.Training",
    ];

    private static readonly string[] ByTheLibrary = ["Build", "OnTrain", "OnEpoch", "OnTest", "Project", "Penalty"];

    public static TheoryData<string> Types => [.. typeof(Layer).Assembly.GetExportedTypes()
        .Where(type => Namespaces.Contains(type.Namespace) && !type.IsEnum && !type.IsGenericTypeDefinition
            && !typeof(Delegate).IsAssignableFrom(type)).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Null_is_never_met_inside(string name)
    {
        var type = typeof(Layer).Assembly.GetType(name)!;
        foreach (var method in Methods(type))
            foreach (var parameter in method.GetParameters().Where(MustBeThere))
            {
                object?[] arguments = [.. method.GetParameters()
                    .Select(other => other == parameter ? null : Argument(other))];
                try
                {
                    _ = method is ConstructorInfo constructor ? constructor.Invoke(arguments)
                        : method.Invoke(method.IsStatic ? null : Some(type), arguments);
                }
                catch (TargetInvocationException error)
                {
                    Assert.False(error.InnerException is NullReferenceException,
                        $"{name}.{method.Name} meets null for {parameter.Name}: {error.InnerException}");
                }
            }
    }

    [Fact]
    public void Calls_that_users_make_name_the_parameter()
    {
        var model = new Sequential(new InputLayer([-1, 2]), new Dense(1));
        model.Compile("sgd", "mse");
        var (x, y) = (new Tensor([2, 2]), new Tensor([2, 1]));
        Names("inputs", () => new Functional(default, default));
        Names("outputs", () => new Functional(Keras.Input([2]), default));
        Names("layers", () => new Sequential(new Dense(1), null!));
        Names("layer", () => model.Add(null!));
        Names("optimizer", () => model.Compile(null!, "mse"));
        Names("loss", () => model.Compile("sgd", (Loss)null!));
        Names("losses", () => model.Compile("sgd", (IReadOnlyList<Loss>)null!));
        Names("metrics", () => model.Compile("sgd", "mse", metrics: [null!]));
        Names("weightedMetrics", () => model.Compile("sgd", "mse", weightedMetrics: [null!]));
        Names("callbacks", () => model.Fit(x, y, callbacks: [null!]));
        Names("path", () => model.Save((string)null!));
        Names("path", () => model.SaveWeights((string)null!));
        Names("path", () => model.LoadWeights((string)null!));
        Names("path", () => Model.Load((string)null!));
        Names("json", () => Model.FromJson(null!));
        Names("tensor", () => model.Fit((Tensor)null!, y));
        Names("tensors", () => model.Predict(new Data(x, null!)));
        Names("batches", () => model.Fit((IEnumerable<Batch>)null!));
        Names("inputs", () => new Dense(1).Call((SymbolicTensor)null!));
        Names("inputs", () => new Add().Call(Keras.Input([2]), (SymbolicTensor)null!));
        Names("values", () => model.SetWeights(null!));
        Names("values", () => model.SetWeights([new([2, 1]), null!]));
        Names("path", () => model.GetWeight(null!));
        Names("x", () => ((SymbolicTensor)null!).Exp());
    }

    private static IEnumerable<MethodBase> Methods(Type type) => type.GetConstructors().Where(_ => !type.IsAbstract)
        .Concat<MethodBase>(type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly).Where(method => !method.IsAbstract && !method.ContainsGenericParameters
                && !method.Name.StartsWith('<') && !method.Name.StartsWith("set_", StringComparison.Ordinal)
                && !ByTheLibrary.Any(part => method.Name.StartsWith(part, StringComparison.Ordinal))
                && (method.IsStatic || Some(type) is not null)))
        .Where(TakesObjects);

    private static bool TakesObjects(MethodBase method) => method.GetParameters().All(parameter =>
        !parameter.ParameterType.IsByRef && !parameter.ParameterType.IsByRefLike);

    private static bool MustBeThere(ParameterInfo parameter) => !parameter.ParameterType.IsValueType
        && !(parameter.HasDefaultValue && parameter.DefaultValue is null)
        && Nullability.Create(parameter).WriteState == NullabilityState.NotNull;

    private static object? Argument(ParameterInfo parameter) =>
        !parameter.HasDefaultValue ? Some(parameter.ParameterType)
            : parameter.DefaultValue is null && parameter.ParameterType.IsValueType
            && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? Activator.CreateInstance(parameter.ParameterType) : parameter.DefaultValue;

    // Something of a type, to stand beside the null; null where nothing is at hand.
    private static object? Some(Type type, int depth = 0)
    {
        if (depth > 3) return null;
        if (type == typeof(string)) return "x";
        if (type == typeof(int)) return 1;
        if (type == typeof(double)) return 0.5;
        if (type == typeof(Shape)) return Shape.Create([2, 2]);
        if (type == typeof(Tensor)) return new Tensor([2, 2]);
        if (type == typeof(SymbolicTensor)) return Keras.Input([2]);
        if (type == typeof(Data)) return (Data)new Tensor([2, 2]);
        if (type == typeof(Symbols)) return (Symbols)Keras.Input([2]);
        if (type == typeof(Layer)) return new Dense(2);
        if (type == typeof(RecurrentLayer)) return new Lstm(2);
        if (type == typeof(Model) || type == typeof(Sequential))
            return new Sequential(new InputLayer([-1, 2]), new Dense(2));
        if (type == typeof(Loss)) return new MeanSquaredError();
        if (type == typeof(Metric)) return new BinaryAccuracy();
        if (type == typeof(Optimizer)) return new Sgd();
        if (type == typeof(OptimizerState)) return new Sgd().NewState();
        if (type.IsByRefLike) return null;
        if (type.IsValueType) return Activator.CreateInstance(type);
        if (type.IsArray && type.GetArrayRank() == 1)
        {
            var array = Array.CreateInstance(type.GetElementType()!, 1);
            array.SetValue(Some(type.GetElementType()!, depth + 1), 0);
            return array;
        }
        if (type is { IsInterface: true, IsGenericType: true } && type.GetGenericArguments() is [var item])
            return type.IsAssignableFrom(item.MakeArrayType()) ? Some(item.MakeArrayType(), depth + 1) : null;
        if (type.IsAbstract || type.ContainsGenericParameters) return null;
        foreach (var constructor in type.GetConstructors().Where(TakesObjects)
            .OrderBy(made => made.GetParameters().Length))
        {
            try
            {
                return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue
                    ? Argument(parameter) : Some(parameter.ParameterType, depth + 1))]);
            }
            catch (Exception error) when (error is TargetInvocationException or ArgumentException)
            {
            }
        }
        return null;
    }

    private static void Names(string parameter, Action call) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentNullException>(call).ParamName);

    private static void Names(string parameter, Func<object?> call) => Names(parameter, () => { _ = call(); });
}
