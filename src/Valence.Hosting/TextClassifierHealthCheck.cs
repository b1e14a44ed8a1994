using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Valence.Hosting;

/// <summary>Healthy while the file that is there is what answers, degraded while an older one does.</summary>
internal sealed class TextClassifierHealthCheck(TextClassifierProvider provider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var read = provider.Answering;
        var data = new Dictionary<string, object>
        {
            ["path"] = provider.Path,
            ["readAt"] = read.ReadAt,
            ["digest"] = read.Digest,
            ["recipe"] = read.Classifier.Recipe,
            ["task"] = read.Classifier.Task.Description,
        };
        if (read.SavedAt is { } saved) data["savedAt"] = saved;
        var answering = string.Create(CultureInfo.InvariantCulture,
            $"{read.Saved}, read {read.ReadAt:u}, SHA-256 {read.Digest}");
        return Task.FromResult(provider.Refusal is { } refusal
            ? HealthCheckResult.Degraded($"The text classifier of before ({answering}) answers, because "
                + $"{provider.Path} cannot be taken: {refusal}", data: data)
            : HealthCheckResult.Healthy($"{provider.Path}, {answering}", data));
    }
}
