using Microsoft.Extensions.Hosting;

namespace Valence.Hosting;

/// <summary>Has the classifier read while the host starts, so that a missing one ends it there and no request
/// waits.</summary>
internal sealed class ReadAtStart(TextClassifierProvider provider) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(provider.Current);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
