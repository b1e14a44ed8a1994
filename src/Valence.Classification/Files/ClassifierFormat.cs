using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>Valence's own <c>.valence</c>: a network with the preparation of its texts, its classes and its
/// threshold.</summary>
public sealed class ClassifierFormat : SealedFormat
{
    /// <summary>All forms that <see cref="ModelFormats.Default"/> has, and this one.</summary>
    public static ModelFormats Formats { get; } = ModelFormats.Default.With(new ClassifierFormat());

    /// <summary>The name of the fact that probabilities are calibrated by a curve.</summary>
    internal const string CalibrationFact = "Calibration";

    /// <inheritdoc/>
    public override string Name => "Valence classifier";

    internal override string DescriptionMember => ClassifierFile.DescriptionMember;

    /// <summary>Reads the classifier itself.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">How its network is opened; the defaults when null.</param>
    /// <param name="tables">What the file may be made of; what Valence has when null.</param>
    /// <exception cref="FileFormatException">The file is damaged, no classifier, or from a newer version.</exception>
    public static TextClassifier Load(ModelSource source, KerasLoadOptions? options = null,
        ClassifierTables? tables = null) => ClassifierFile.Load(source.Archive, source.Place, options ?? new(), tables);

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        new(Load(source, options).Model, []);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        var place = source.Place with { Member = DescriptionMember };
        var description = ClassifierFile.Form.Describe(source.Archive, place);
        if (description.ValueKind != JsonValueKind.Object)
            throw new FileFormatException("C-CONTENT", place, "expected an object",
                "Take an undamaged copy, or train again");
        if (TaskOf(description) is { } task) yield return new("Task", task);
        foreach (var (field, shown) in new[] { ("version", "Valence form"), ("recipe", "Recipe"), ("labels", "Classes"),
            ("threshold", "Threshold"), ("length", "Ids of a text"), ("made_by", "Made by"),
            ("reading", "Texts read by"), ("least_confidence", "Unsure below") })
            if (description.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null
                && (field != "threshold" || HasThreshold(description)))
                yield return new(shown, Words(value));
        foreach (var fact in Labels(description)) yield return fact;
        if (description.TryGetProperty(ClassifierFile.Calibration, out _))
            yield return new(CalibrationFact, "isotonic regression");
        if (description.TryGetProperty("encoder", out var encoder) && encoder.ValueKind == JsonValueKind.Object
            && encoder.TryGetProperty("class_name", out var name))
            yield return new("Encoder", Words(name));
        if (description.TryGetProperty("tried", out var tried) && tried.ValueKind == JsonValueKind.Array
            && tried.GetArrayLength() > 0)
            yield return new("Tried", string.Join("; ", tried.EnumerateArray().Select(Tried)));
        if (description.TryGetProperty(ClassifierFile.Rounding, out var rounding))
            yield return new("Weights of 8 bits", RoundingCost.Read(new(rounding, ClassifierFile.Rounding,
                KerasTables.Default)).ToString());
        if (Tie(source, description) is { } tie) yield return new("Network and preparation", tie);
        if (source.Archive.Contains(ClassifierFile.ProfileMember))
            yield return new("Profile of the texts", "kept: answers tell texts that are unlike those of the training");
        if (source.Archive.Contains(ClassifierFile.ExamplesMember))
            yield return new("Texts kept as examples", ClassifierFile.ExamplesOf(source.Archive, source.Place).Count
                .ToString(CultureInfo.InvariantCulture));
        foreach (var fact in base.Facts(source)) yield return fact;
    }

    private static string Tried(JsonElement tried) => string.Join(", ", tried.EnumerateObject()
        .Select(field => $"{field.Name} {Words(field.Value)}"));

    // Of a file that is refused nothing is said here: the refusal is shown.
    private static string? Tie(ModelSource source, JsonElement description)
    {
        try
        {
            return TextClassifier.Words(ClassifierFile.Form.TieOf(source.Archive,
                new(description, ClassifierFile.DescriptionMember, KerasTables.Default), source.Place));
        }
        catch (Exception error) when (error is FileFormatException or ConfigException)
        {
            return null;
        }
    }

    // Of files before tasks the classes tell it.
    private static string? TaskOf(JsonElement description)
    {
        if (description.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Array)
            return string.Create(CultureInfo.InvariantCulture, $"one class of {labels.GetArrayLength()}");
        if (!description.TryGetProperty("task", out var task) || task.ValueKind != JsonValueKind.Object) return null;
        try
        {
            return ClassifierTables.Default.Task(new(task, "task", KerasTables.Default)).Description;
        }
        catch (Exception error) when (error is ValenceException or ArgumentException or InvalidOperationException)
        {
            return task.TryGetProperty("class_name", out var name) ? Words(name) : null;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Labels(JsonElement description)
    {
        if (description.TryGetProperty("task", out var task) && task.ValueKind == JsonValueKind.Object
            && task.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object)
            foreach (var (field, shown) in new[] { ("labels", "Labels"), ("thresholds", "Thresholds") })
                if (config.TryGetProperty(field, out var value)) yield return new(shown, Words(value));
    }

    // Of more than two classes the most probable is the answer.
    private static bool HasThreshold(JsonElement description) =>
        !description.TryGetProperty("labels", out var labels) || labels.ValueKind != JsonValueKind.Array
            || labels.GetArrayLength() == 2;

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Words).Select(DataChecks.Listed)),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };
}
