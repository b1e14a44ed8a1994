using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Valence.Classification;

namespace Valence.Hosting.Tests;

/// <summary>A model's file that changes while the service runs.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly ModelFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly ListedLogs _logs = new();
    private readonly IHost _host;

    public ReloadTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = _folder.Root });
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddTextClassifier("model.valence");
        _host = builder.Build();
    }

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        Assert.Null(_time.Due);
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private TextClassifierProvider Provider => _host.Services.GetRequiredService<TextClassifierProvider>();

    [Fact]
    public async Task A_replaced_file_is_taken()
    {
        Assert.Equal("positive", Answer());
        Assert.Equal(TimeSpan.FromSeconds(2), _time.Due);
        _time.GoOff();
        Assert.Equal("positive", Answer());
        _folder.Replace(ModelFolder.Turned);
        _time.GoOff();
        Assert.Equal("negative", Answer());
        Assert.Equal(HealthStatus.Healthy, (await Health()).Status);
        Assert.Empty(_logs.Errors);
        Assert.Equal(2, _logs.Lines.Count(line => line.Level == LogLevel.Information));
    }

    [Fact]
    public void A_file_of_the_same_length_and_time_is_taken_too()
    {
        Assert.Equal(ModelFolder.First.Length, ModelFolder.Turned.Length);
        var written = File.GetLastWriteTimeUtc(_folder.Model);
        _folder.Replace(ModelFolder.Turned, written);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.Model));
        _time.GoOff();
        Assert.Equal("negative", Answer());
    }

    [Fact]
    public void What_a_link_leads_to_is_taken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on this system.");
        var (first, second) = (Directory.CreateDirectory(Path.Combine(_folder.Root, "1")),
            Directory.CreateDirectory(Path.Combine(_folder.Root, "2")));
        File.WriteAllBytes(Path.Combine(first.FullName, "model"), ModelFolder.First);
        File.WriteAllBytes(Path.Combine(second.FullName, "model"), ModelFolder.Turned);
        // As orchestrators mount configuration: a link to a link, of which the inner one is exchanged.
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "data"), first.FullName);
        File.Delete(_folder.Model);
        File.CreateSymbolicLink(_folder.Model, Path.Combine("data", "model"));
        _time.GoOff();
        Assert.Equal("positive", Answer());
        Directory.Delete(Path.Combine(_folder.Root, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "data"), second.FullName);
        _time.GoOff();
        Assert.Equal("negative", Answer());
    }

    [Fact]
    public async Task A_damaged_file_leaves_the_old_model_and_is_told_once()
    {
        var damaged = ModelFolder.Turned.ToArray();
        damaged[damaged.Length / 2] ^= 0xFF;
        _folder.Replace(damaged);
        // It may still be being written.
        _time.GoOff();
        Assert.Empty(_logs.Errors);
        Assert.Equal(HealthStatus.Healthy, (await Health()).Status);
        for (var look = 0; look < 3; look++) _time.GoOff();
        Assert.Equal("positive", Answer());
        var error = Assert.Single(_logs.Errors);
        Assert.Contains(_folder.Model, error);
        var health = await Health();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(Provider.Refusal!, health.Description);

        _folder.Replace(ModelFolder.Turned);
        _time.GoOff();
        Assert.Equal("negative", Answer());
        Assert.Equal(HealthStatus.Healthy, (await Health()).Status);
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_the_old_model_until_there_is_one_again()
    {
        File.Delete(_folder.Model);
        for (var look = 0; look < 3; look++) _time.GoOff();
        Assert.Equal("positive", Answer());
        Assert.Single(_logs.Errors);
        Assert.Equal(HealthStatus.Degraded, (await Health()).Status);
        _folder.Replace(ModelFolder.First);
        _time.GoOff();
        Assert.Equal(HealthStatus.Healthy, (await Health()).Status);
        Assert.Equal("positive", Answer());
    }

    [Fact]
    public void A_file_that_grows_while_it_is_looked_at_is_taken_when_it_is_whole()
    {
        File.Delete(_folder.Model);
        for (var part = 1; part <= 4; part++)
        {
            _time.GoOff();
            Assert.Equal("positive", Answer());
            File.WriteAllBytes(_folder.Model, ModelFolder.Turned[..(ModelFolder.Turned.Length * part / 4)]);
        }
        _time.GoOff();
        Assert.Equal("negative", Answer());
        Assert.Empty(_logs.Errors);
    }

    [Fact]
    public void A_model_that_was_replaced_is_freed()
    {
        var old = Used();
        _folder.Replace(ModelFolder.Turned);
        _time.GoOff();
        Assert.Equal("negative", Answer());
        for (var collection = 0; collection < 3; collection++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(old.IsAlive);
    }

    [Fact]
    public async Task Many_threads_get_answers_of_one_model_or_the_other_while_it_is_replaced()
    {
        var expected = new[] { ModelFolder.First, ModelFolder.Turned }
            .Select(content => TextClassifier.Load(new MemoryStream(content)).Predict(ModelFolder.Praise).ToString())
            .ToHashSet();
        Assert.Equal(2, expected.Count);
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var answers = new HashSet<string>();
            do answers.Add(_host.Services.GetRequiredService<TextClassifier>().Predict(ModelFolder.Praise).ToString());
            while (!end.IsCancellationRequested);
            return answers;
        })).ToArray();
        for (var replaced = 0; replaced < 20; replaced++)
        {
            _folder.Replace(replaced % 2 == 0 ? ModelFolder.Turned : ModelFolder.First);
            _time.GoOff();
        }
        await end.CancelAsync();
        foreach (var answers in await Task.WhenAll(callers)) Assert.Subset(expected, answers);
        Assert.Empty(_logs.Errors);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Used()
    {
        var classifier = _host.Services.GetRequiredService<TextClassifier>();
        classifier.Predict(ModelFolder.Praise);
        return new(classifier.Model);
    }

    private string? Answer() =>
        _host.Services.GetRequiredService<TextClassifier>().Predict(ModelFolder.Praise).Label;

    private async Task<HealthReportEntry> Health() => (await _host.Services.GetRequiredService<HealthCheckService>()
        .CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["text classifier"];
}
