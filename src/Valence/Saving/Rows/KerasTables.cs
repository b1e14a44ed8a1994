using System.Text.Json;
using Valence.Constraints;
using Valence.Formats;
using Valence.Initializers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Optimizers;
using Valence.Regularizers;
using Valence.Schedules;

namespace Valence.Saving;

/// <summary>All classes that files may name, by family. A user's own are added by replacing a table:
/// <c>KerasTables.Default with { Layers = … }</c>.</summary>
public sealed record KerasTables
{
    /// <summary>Keras' own classes.</summary>
    public static KerasTables Default { get; } = new();

    /// <summary>Layers and models.</summary>
    public LayerTable Layers { get; init; } = LayerTable.Keras;

    /// <summary>Initializers.</summary>
    public KerasTable<Initializer> Initializers { get; init; } = InitializerTable.Keras;

    /// <summary>Regularizers.</summary>
    public KerasTable<Regularizer> Regularizers { get; init; } = RegularizerTable.Keras;

    /// <summary>Constraints.</summary>
    public KerasTable<Constraint> Constraints { get; init; } = ConstraintTable.Keras;

    /// <summary>Losses.</summary>
    public KerasTable<Loss> Losses { get; init; } = LossTable.Keras;

    /// <summary>Metrics.</summary>
    public KerasTable<Metric> Metrics { get; init; } = MetricTable.Keras;

    /// <summary>Optimizers.</summary>
    public KerasTable<Optimizer> Optimizers { get; init; } = OptimizerTable.Keras;

    /// <summary>Schedules of the learning rate.</summary>
    public KerasTable<Schedule> Schedules { get; init; } = ScheduleTable.Keras;

    /// <summary>Activation functions by Keras' name.</summary>
    public IReadOnlyDictionary<string, ActivationFunction> Activations { get; init; } = ActivationTable.Keras;

    /// <summary>What bounds a model that is being read from a file; null for none.</summary>
    internal ModelBudget? Budget { get; init; }

    /// <summary>What is noted of a description while it is read; null where nobody asks.</summary>
    internal ReadingNotes? Notes { get; init; }

    /// <summary>Whether what is read was written by Keras 2 or an earlier one.</summary>
    internal bool IsKeras2 => Notes is { IsKeras2: true };

    /// <summary>Which argument of Compile a name stands for, in words; null for none.</summary>
    internal string? FamilyOf(string name) => Losses.Has(name) ? "loss" : Optimizers.Has(name) ? "optimizer"
        : Metrics.Has(name) || name is "accuracy" or "acc" ? "metric" : null;

    internal ActivationFunction Activation(JsonElement json, string place)
    {
        var name = json.ValueKind == JsonValueKind.String ? json.GetString()!
            : json.ValueKind == JsonValueKind.Object && json.TryGetProperty("config", out var config)
            && config.ValueKind == JsonValueKind.String ? config.GetString()! : null;
        if (name is null)
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("class_name", out _)
                ? LayerActivation(json, place)
                : throw new ConfigException(place, "expected the name of an activation function", "J20");
        if (IsKeras2 && Keras2.Activation(name) is { } former)
        {
            Notes!.Add(former.Note, place);
            return former.Function;
        }
        if (!Activations.ContainsKey(name) && RefusedClasses.Find("activation", name) is { } reason)
            throw RefusedClasses.Error("activation", name, reason, place);
        return Activations.GetValueOrDefault(name)
            ?? throw new ConfigException(place, $"unknown activation function '{FilePlace.Shown(name)}'. "
                + $"Register it in your program in {nameof(KerasTables)}.{nameof(Activations)} before loading", "J20");
    }

    // Keras takes any callable, so a layer too.
    private ActivationFunction LayerActivation(JsonElement json, string place)
    {
        var name = new ConfigReader(json, place, this).Text("class_name");
        return name is "Activation" or "ELU" or "LeakyReLU" or "ReLU" or "Softmax" ? Layers.Read(json, place, this)
            : throw new ConfigException(place, $"'{Formats.FilePlace.Shown(name)}' as an activation, which is not "
                + "read: a name is, and the layers LeakyReLU, ReLU, ELU, Softmax and Activation. Put any other layer "
                    + "after this one in Keras and save the model again", "J20");
    }
}
