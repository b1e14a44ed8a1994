using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Valence.Classification;

namespace Valence.Hosting.Tests;

/// <summary>A host with one classifier, whose file, time and log a test has in its hands.</summary>
internal sealed class RunningService : IDisposable
{
    private IHost? _host;

    public ModelFolder Folder { get; } = new();

    public ManualTime Time { get; } = new();

    public ListedLogs Logs { get; } = new();

    public TextClassifier Classifier => _host!.Services.GetRequiredService<TextClassifier>();

    public string? Answer => Classifier.Predict(ModelFolder.Praise).Label;

    /// <summary>Starts the host, in the place of one that was started before.</summary>
    public async Task<TextClassifierProvider> Start(Action<TextClassifierOptions>? configure = null)
    {
        _host?.Dispose();
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = Folder.Root });
        builder.Logging.AddProvider(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time).AddTextClassifier("model.valence", configure);
        _host = builder.Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
        return _host.Services.GetRequiredService<TextClassifierProvider>();
    }

    public async Task<HealthReportEntry> Health() => (await _host!.Services.GetRequiredService<HealthCheckService>()
        .CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["text classifier"];

    /// <summary>Ends the host, after which nothing looks at the file.</summary>
    public void Dispose()
    {
        _host?.Dispose();
        Assert.Null(Time.Due);
        Folder.Dispose();
    }
}
