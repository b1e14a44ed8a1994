using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Valence;
using Valence.Classification;
using Valence.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Text classifiers in a service.</summary>
public static class TextClassifierServices
{
    /// <summary>Registers a classifier that is read from a file and read anew when the file changes.</summary>
    /// <remarks>
    /// Who asks for a <see cref="TextClassifier"/> gets the one of that moment; a <see cref="TextClassifierProvider"/>
    /// always knows the newest one. It is read when the host starts, which fails where that is not possible, without a
    /// host at first use. A health check is registered too, <c>text classifier</c> followed by the name; it is degraded
    /// while the file cannot be taken, also for its answers (<see cref="TextClassifierOptions.Accept"/>), and the
    /// classifier of before answers.
    /// </remarks>
    /// <param name="services">Where it is registered.</param>
    /// <param name="path">The file (<see cref="TextClassifierOptions.Path"/>).</param>
    /// <param name="configure">Sets further options; none when null.</param>
    /// <param name="name">The key of both services and the name of the options, for classifiers beside each other; no
    /// key when null.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="InvalidOperationException">A classifier of this name is registered already.</exception>
    public static IServiceCollection AddTextClassifier(this IServiceCollection services, string path,
        Action<TextClassifierOptions>? configure = null, string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Require.NotNull(services).Any(service => service.ServiceType == typeof(TextClassifierProvider)
            && Equals(service.ServiceKey, name)))
            throw new InvalidOperationException(name is null
                ? "Expected one text classifier without a name, received a second one: give it a name, by which "
                    + "[FromKeyedServices] asks for it."
                : $"Expected one text classifier of the name \"{name}\", received a second one: give it another name.");
        var options = services.AddOptions<TextClassifierOptions>(name).Configure(options => options.Path = path);
        if (configure is not null) options.Configure(configure);

        services.Add(new(typeof(TextClassifierProvider), name, (provider, _) => Read(provider, name),
            ServiceLifetime.Singleton));
        services.Add(new(typeof(TextClassifier), name, (provider, _) => Provider(provider, name).Current,
            ServiceLifetime.Transient));
        services.AddSingleton<IHostedService>(provider => new OpenedAtStart(() =>
            Provider(provider, name).Current));
        services.AddHealthChecks().Add(new(name is null ? "text classifier" : $"text classifier {name}",
            provider => new TextClassifierHealthCheck(Provider(provider, name)), failureStatus: null, tags: null));
        return services;
    }

    private static TextClassifierProvider Provider(IServiceProvider provider, string? name) =>
        provider.GetRequiredKeyedService<TextClassifierProvider>(name);

    private static TextClassifierProvider Read(IServiceProvider provider, string? name) => new(
        provider.GetRequiredService<IOptionsMonitor<TextClassifierOptions>>().Get(name),
        provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory,
        provider.GetService<TimeProvider>() ?? TimeProvider.System,
        provider.GetService<ILogger<TextClassifierProvider>>() ?? NullLogger<TextClassifierProvider>.Instance);
}
