using Microsoft.Extensions.Hosting;

namespace Valence.Hosting;

/// <summary>Has something opened while the host starts, so that what is missing ends it there and no request
/// waits.</summary>
internal sealed class OpenedAtStart(Func<object> open) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(open());

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
