using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Valence.Classification;
using Valence.Classification.Tests.Embeddings;
using Valence.Tests.Pretrained;

namespace Valence.Hosting.Tests;

/// <summary>What <c>AddTextEmbedder</c> registers.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private static readonly string[] Texts = ["lovely days", "", "awful nights", "lovely nights and awful days"];

    private readonly SmallFolder _folder = EmbeddingFolder.Create("bert");
    private readonly HostApplicationBuilder _builder;

    public EmbeddingTests() => _builder = Host.CreateEmptyApplicationBuilder(new()
    {
        ContentRootPath = Path.GetDirectoryName(_folder.Path),
    });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sixteen_threads_get_the_vectors_of_the_embedder()
    {
        _builder.Services.AddTextEmbedder("model");
        using var host = _builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        var embedder = host.Services.GetRequiredService<TextEmbedder>();
        Assert.Same(embedder, generator.GetService<TextEmbedder>());
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            generator.GenerateAsync(Texts, cancellationToken: TestContext.Current.CancellationToken)));
        foreach (var answer in answers)
            Assert.Equal(Texts.Select(embedder.Embed), answer.Select(embedding => embedding.Vector.ToArray()));
        Assert.All(answers[0], embedding => Assert.Equal(("model", 8), (embedding.ModelId, embedding.Dimensions)));
        Assert.Empty(await generator.GenerateAsync([], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Options_are_honoured_or_refused_by_name()
    {
        using var services = new ServiceCollection().AddTextEmbedder(_folder.Path)
            .BuildServiceProvider();
        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(("valence", "model", 8), (metadata.ProviderName, metadata.DefaultModelId,
            metadata.DefaultModelDimensions));
        Assert.Null(generator.GetService(typeof(EmbeddingGeneratorMetadata), "key"));
        Assert.Null(generator.GetService(typeof(string)));
        await Ask(new() { Dimensions = 8, ModelId = "model", AdditionalProperties = [] });
        await Refuses(new() { Dimensions = 4 }, "Dimensions 8");
        await Refuses(new() { ModelId = "other" }, "ModelId 'model'");
        await Refuses(new() { AdditionalProperties = new() { ["user"] = 1 } }, "'user'");
        await Refuses(new() { RawRepresentationFactory = _ => 1 }, "RawRepresentationFactory");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            generator.GenerateAsync(Texts, cancellationToken: new(canceled: true)));
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync([null!],
            cancellationToken: TestContext.Current.CancellationToken));

        Task Ask(EmbeddingGenerationOptions options) =>
            generator.GenerateAsync(Texts, options, TestContext.Current.CancellationToken);

        async Task Refuses(EmbeddingGenerationOptions options, string named) =>
            Assert.Contains(named, (await Assert.ThrowsAsync<NotSupportedException>(() => Ask(options))).Message);
    }

    [Fact]
    public async Task Embedders_stand_beside_each_other_and_a_missing_one_ends_the_start()
    {
        _builder.Services.AddTextEmbedder("model").AddTextEmbedder("model",
            folder => TextEmbedder.Open(folder, EmbeddingPooling.First), "first");
        Assert.Throws<InvalidOperationException>(() => _builder.Services.AddTextEmbedder("model"));
        _builder.Services.AddTextEmbedder("none", name: "missing");
        using var host = _builder.Build();
        Assert.Equal(EmbeddingPooling.Mean, host.Services.GetRequiredService<TextEmbedder>().Pooling);
        Assert.Equal(EmbeddingPooling.First, host.Services.GetRequiredKeyedService<
            IEmbeddingGenerator<string, Embedding<float>>>("first").GetService<TextEmbedder>()!.Pooling);
        Assert.Contains(_folder["none"], (await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            host.StartAsync(TestContext.Current.CancellationToken))).Message);
    }
}
