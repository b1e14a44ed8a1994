using Valence.Classification;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Stress;

/// <summary>A kind of model.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="make">Makes models that share all their weights; the same every time.</param>
/// <param name="x">What they are asked.</param>
/// <param name="y">What they learn.</param>
internal sealed class Kind(string name, Func<Files, Model[]> make, Data x, Data y)
{
    public string Name { get; } = name;

    public Data X { get; } = x;

    public Data Y { get; } = y;

    /// <summary>Whether the model itself says what it takes, so that it can be built without data.</summary>
    public bool KnowsInputs { get; init; } = true;

    /// <summary>Whether states go on from call to call.</summary>
    public bool IsStateful { get; init; }

    /// <summary>Whether first values depend on which model is used first: then none is used unused.</summary>
    public bool OnlyUsed { get; init; }

    /// <summary>Makes the classifier whose network the model is; null for other kinds.</summary>
    public Func<Files, TextClassifier>? Classifier { get; init; }

    /// <summary>What models are built for: any number of rows, unless states are of some.</summary>
    public Shape[] Shapes =>
        [.. X.Tensors.Select(tensor => IsStateful ? tensor.Shape : tensor.Shape.With(0, Shape.Unknown))];

    public World Make(Files files)
    {
        var classifier = Classifier?.Invoke(files);
        var models = classifier is null ? make(files) : [classifier.Model];
        foreach (var model in models) Compile(model);
        return new(this, files, models, classifier);
    }

    /// <summary>Compiles a model so that a step depends on nothing but the weights, though the optimizer keeps arrays:
    /// what one training after another comes to can then be told beforehand.</summary>
    public static void Compile(Model model, int form = 0)
    {
        var (optimizer, outputs) = (new Rmsprop(0.01f, rho: 0), model.OutputNames);
        // One list of metrics is for models of one output.
        IReadOnlyList<Metric>? metrics = outputs.Count == 1 ? ["mae"] : null;
        if (form == 0) model.Compile(optimizer, "mse", metrics);
        else if (form == 1)
            model.Compile(optimizer, [.. outputs.Select(_ => (Loss)"mse")],
                new CompileOptions { Metrics = metrics is null ? null : [metrics] });
        else
            model.Compile(optimizer, outputs.ToDictionary(output => output, _ => (Loss)"mse"),
                metrics: metrics is null ? null : outputs.ToDictionary(output => output, _ => metrics));
    }
}
