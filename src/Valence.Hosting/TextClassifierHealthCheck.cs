using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Valence.Hosting;

/// <summary>Healthy while the file that is there is what answers, degraded while an older one does.</summary>
internal sealed class TextClassifierHealthCheck(TextClassifierProvider provider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var data = new Dictionary<string, object>
        {
            ["path"] = provider.Path,
            ["readAt"] = provider.ReadAt,
            ["recipe"] = provider.Current.Recipe,
        };
        return Task.FromResult(provider.Refusal is { } refusal
            ? HealthCheckResult.Degraded($"The text classifier of before answers: {refusal}", data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}
