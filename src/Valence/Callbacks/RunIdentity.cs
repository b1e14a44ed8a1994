using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>What tells one training from another, so that none goes on from another's backup: name and value, or a
/// digest of it.</summary>
internal static class RunIdentity
{
    /// <summary>That of a training of a compiled model on arrays.</summary>
    public static IEnumerable<(string What, string Value)> Of(Model model, FitPlan plan, int batchSize,
        FitOptions options) =>
    [
        ("batch size", Text(batchSize)),
        ("shuffling", options.Shuffle ? "on" : "off"),
        ("training data", Digest([.. plan.X.Tensors, .. plan.Y.Tensors])),
        ("sample weights", Digest(plan.SampleWeights)),
        .. OfOptions(plan.Validation, options), .. Of(model, options.Callbacks),
    ];

    /// <summary>That of a training on a stream, whose batches nobody has seen.</summary>
    public static IEnumerable<(string What, string Value)> Of(Model model, Batch? validation, FitOptions options) =>
        [("training data", "a stream"), .. OfOptions(validation, options), .. Of(model, options.Callbacks)];

    private static IEnumerable<(string What, string Value)> Of(Model model, IEnumerable<Callback> callbacks)
    {
        return
        [
            ("optimizer", Part("optimizer") + string.Concat(Rates(model))),
            ("losses", Part("loss") + Part("loss_weights")),
            ("metrics", Part("metrics") + Part("weighted_metrics")),
            ("layers", Digest(Written(tables => model.ToJson(tables))
                + string.Concat(model.Weights.Select(weight => $"\n{weight}")))),
            ("trained weights", Digest(string.Join('\n', Trained(model)))),
            ("seed", Text(model.Seed)),
            // Delegates can't be compared.
            ("callbacks", string.Join(", ", callbacks.Where(callback => callback is not LambdaCallback)
                .Select(callback => callback.GetType().Name))),
        ];

        string Part(string name) =>
            Digest(Written(tables => CompileConfig.Write(model, tables)?[name]?.ToJsonString()));
    }

    private static IEnumerable<(string What, string Value)> OfOptions(Batch? validation, FitOptions options) =>
    [
        ("steps of an epoch", options.StepsPerEpoch is { } steps ? Text(steps) : "all"),
        ("class weights", string.Join(", ", (options.ClassWeight ?? new Dictionary<int, double>())
            .OrderBy(pair => pair.Key).Select(pair => $"{Text(pair.Key)}: {Text(pair.Value)}"))),
        ("validation data", validation is not { } held ? "none" : Digest([.. held.X.Tensors, .. held.Y.Tensors,
            .. SampleWeights.Of(held)])),
        ("validations", $"{options.ValidationFreq} {options.ValidationSteps} {options.ValidationBatchSize}"),
    ];

    private static IEnumerable<string> Trained(Model model)
    {
        var weights = new List<Layers.Weight>();
        model.CollectTrainable(weights);
        return weights.Select(weight => weight.ToString());
    }

    private static IEnumerable<string> Rates(Model model) => model.Optimizer?.RateFactors is { Count: > 0 } factors
        ? model.Weights.Select(weight => $" {Text(factors.GetValueOrDefault(weight, 1))}") : [];

    // What is of one's own may have no row in the tables; weights and variables are compared in any case.
    private static string Written(Func<KerasTables, string?> write)
    {
        try
        {
            return write(KerasTables.Default) ?? "";
        }
        catch (ConfigException)
        {
            return "";
        }
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Digest(IReadOnlyList<Tensor?> tensors)
    {
        if (tensors.Count == 0) return "none";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(tensor is null ? "-" : $"{tensor.Type} {tensor.Shape}\0"));
            if (tensor is not null) RunRecord.Append(hash, tensor);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text<T>(T number) where T : IFormattable =>
        number.ToString(null, CultureInfo.InvariantCulture);
}
