using System.Globalization;
using System.Text.Json;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Saving;

namespace Valence.Tests.Golden;

/// <summary>Layers that look values up or hash them, each made from Keras' serialized form, and again from what Valence
/// writes.</summary>
internal static class GoldenLookupRun
{
    public static void Check(JsonElement json, Backend backend)
    {
        foreach (var entry in json.GetProperty("layers").EnumerateObject())
        {
            var layer = KerasTables.Default.Layers.Read(entry.Value, entry.Name, KerasTables.Default);
            if (entry.Value.TryGetProperty("adapted_on", out var tokens))
                Assert.IsType<StringLookup>(layer).Adapt([tokens.EnumerateArray().Select(token => token.GetString()!)]);
            Check(json, entry.Name, layer, backend);
            if (layer is VocabularyLayer { HasGivenVocabulary: false }) continue;
            var written = JsonSerializer.SerializeToElement(
                KerasTables.Default.Layers.Write(layer, KerasTables.Default));
            Check(json, entry.Name, KerasTables.Default.Layers.Read(written, entry.Name, KerasTables.Default), backend);
        }
    }

    private static void Check(JsonElement json, string name, Layer layer, Backend backend)
    {
        if (json.TryGetProperty(name + "_vocabulary", out var vocabulary))
            Assert.Equal(vocabulary.EnumerateArray().Select(token => token.GetString()),
                Assert.IsType<StringLookup>(layer).GetVocabulary());
        var inputs = layer is IntegerLookup ? Integers(json.GetProperty("integer_inputs"))
            : name.Contains("ints", StringComparison.Ordinal) ? Integers(json.GetProperty("ints"))
            : Tensor.From(json.GetProperty("words").EnumerateArray().Select(word => word.GetString()!).ToArray());
        var outputs = layer.EnsureBuilt([inputs.Shape])
            .Forward(inputs, new CallContext(new EagerExecutor(new StepMemory(backend)))).Tensor;
        var actual = outputs.Type == ElementType.Int32 ? outputs.Ints.ToArray().Select(id => (double)id).ToArray()
            : [.. outputs.Floats.ToArray().Select(value => (double)value)];
        var expected = json.GetProperty(name).EnumerateArray()
            .SelectMany(row => row.ValueKind == JsonValueKind.Array
                ? row.EnumerateArray().Select(cell => cell.GetDouble()) : [row.GetDouble()]).ToArray();
        Assert.True(expected.SequenceEqual(actual),
            string.Create(CultureInfo.InvariantCulture,
                $"{name}: expected {string.Join(" ", expected)}, found {string.Join(" ", actual)}."));
    }

    private static Tensor Integers(JsonElement json) =>
        Tensor.From(json.EnumerateArray().Select(value => value.GetInt32()).ToArray());
}
