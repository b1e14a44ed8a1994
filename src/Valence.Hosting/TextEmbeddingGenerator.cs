using Microsoft.Extensions.AI;
using Valence.Classification;

namespace Valence.Hosting;

/// <summary>A <see cref="TextEmbedder"/> for whoever asks for .NET's own interface of embeddings.</summary>
/// <remarks>Texts are computed on the thread pool. Options that an embedder does not have are refused by name: other
/// dimensions than its own, another model, further properties.</remarks>
/// <param name="embedder">What computes; it is not disposed of.</param>
public sealed class TextEmbeddingGenerator(TextEmbedder embedder) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly TextEmbedder _embedder = Require.NotNull(embedder);

    private readonly EmbeddingGeneratorMetadata _metadata = new("valence", providerUri: null, embedder.Name,
        embedder.Dimensions);

    /// <summary>The vectors of texts.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">May repeat the embedder's own <c>ModelId</c> and <c>Dimensions</c>.</param>
    /// <param name="cancellationToken">What ends it between some dozen texts.</param>
    /// <exception cref="NotSupportedException">The options ask for something else.</exception>
    /// <exception cref="ArgumentException">A text is null.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. Require.NotNull(values)];
        if (texts.Contains(null)) throw new ArgumentException("Expected texts, received null among them.",
            nameof(values));
        RefuseOthers(options);
        return Task.Run(() =>
        {
            var vectors = _embedder.Embed(texts, cancellationToken: cancellationToken).Floats.ToArray();
            var now = DateTimeOffset.UtcNow;
            return new GeneratedEmbeddings<Embedding<float>>(texts.Select((_, i) => new Embedding<float>(
                vectors.AsMemory(i * _embedder.Dimensions, _embedder.Dimensions))
            {
                CreatedAt = now,
                ModelId = _embedder.Name,
            }));
        }, cancellationToken);
    }

    /// <summary>The metadata, the embedder or this object, by its type; null for others and for keys.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : Require.NotNull(serviceType) == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(_embedder) ? _embedder
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Does nothing: the embedder belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private void RefuseOthers(EmbeddingGenerationOptions? options)
    {
        if (options is null) return;
        if (options.Dimensions is { } dimensions && dimensions != _embedder.Dimensions)
            throw Refused(FormattableString.Invariant(
                $"{nameof(options.Dimensions)} {_embedder.Dimensions} or null, received {dimensions}"));
        if (options.ModelId is { } model && model != _embedder.Name)
            throw Refused($"{nameof(options.ModelId)} '{_embedder.Name}' or null, received '{model}'");
        if (options.AdditionalProperties is { Count: > 0 } properties)
            throw Refused($"no {nameof(options.AdditionalProperties)}, received "
                + string.Join(", ", properties.Keys.Select(key => $"'{key}'")));
        if (options.RawRepresentationFactory is not null)
            throw Refused($"no {nameof(options.RawRepresentationFactory)}, received one");
    }

    private static NotSupportedException Refused(string expected) =>
        new($"Expected {expected}. Leave it out.");
}
