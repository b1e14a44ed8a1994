using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Valence;
using Valence.Classification;
using Valence.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Vectors of texts in a service.</summary>
public static class TextEmbedderServices
{
    /// <summary>Registers an embedder that is opened from a folder, as a <see cref="TextEmbedder"/> and as an
    /// <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c>.</summary>
    /// <remarks>It is opened when the host starts, which fails where that is not possible, without a host at first
    /// use.</remarks>
    /// <param name="services">Where it is registered.</param>
    /// <param name="path">The folder of the encoder; a relative path starts at the host's content root, without a host
    /// at the current directory.</param>
    /// <param name="open">Opens the folder of the full path; <see cref="TextEmbedder.Open"/> with its defaults when
    /// null.</param>
    /// <param name="name">The key of both services, for embedders beside each other; no key when null.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="InvalidOperationException">An embedder of this name is registered already.</exception>
    public static IServiceCollection AddTextEmbedder(this IServiceCollection services, string path,
        Func<string, TextEmbedder>? open = null, string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Require.NotNull(services).Any(service => service.ServiceType == typeof(TextEmbedder)
            && Equals(service.ServiceKey, name)))
            throw new InvalidOperationException(name is null
                ? "Expected one text embedder without a name, received a second one: give it a name, by which "
                    + "[FromKeyedServices] asks for it."
                : $"Expected one text embedder of the name \"{name}\", received a second one: give it another name.");
        services.Add(new(typeof(TextEmbedder), name, (provider, _) => Open(provider), ServiceLifetime.Singleton));
        services.Add(new(typeof(IEmbeddingGenerator<string, Embedding<float>>), name, (provider, _) =>
            new TextEmbeddingGenerator(provider.GetRequiredKeyedService<TextEmbedder>(name)),
            ServiceLifetime.Singleton));
        return services.AddSingleton<IHostedService>(provider => new OpenedAtStart(() =>
            provider.GetRequiredKeyedService<TextEmbedder>(name)));

        TextEmbedder Open(IServiceProvider provider)
        {
            var root = provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory;
            var folder = Path.GetFullPath(path, root);
            return open is null ? TextEmbedder.Open(folder) : open(folder);
        }
    }
}
