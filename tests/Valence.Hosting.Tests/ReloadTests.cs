using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Valence.Classification;

namespace Valence.Hosting.Tests;

/// <summary>A model's file that changes while the service runs.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly RunningService _service = new();
    private TextClassifierProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await _service.Start();

    public ValueTask DisposeAsync()
    {
        _service.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_replaced_file_is_taken()
    {
        Assert.Equal("positive", _service.Answer);
        Assert.Equal(TimeSpan.FromSeconds(2), _service.Time.Due);
        _service.Time.GoOff();
        Assert.Equal("positive", _service.Answer);
        _service.Folder.Replace(ModelFolder.Turned);
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
        Assert.Equal(HealthStatus.Healthy, (await _service.Health()).Status);
        Assert.Empty(_service.Logs.Errors);
        Assert.Equal(2, _service.Logs.Lines.Count(line => line.Level == LogLevel.Information));
    }

    [Fact]
    public void A_file_of_the_same_length_and_time_is_taken_too()
    {
        Assert.Equal(ModelFolder.First.Length, ModelFolder.Turned.Length);
        var written = File.GetLastWriteTimeUtc(_service.Folder.Model);
        _service.Folder.Replace(ModelFolder.Turned, written);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_service.Folder.Model));
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
    }

    [Fact]
    public void What_a_link_leads_to_is_taken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on this system.");
        var (first, second) = (Directory.CreateDirectory(Path.Combine(_service.Folder.Root, "1")),
            Directory.CreateDirectory(Path.Combine(_service.Folder.Root, "2")));
        File.WriteAllBytes(Path.Combine(first.FullName, "model"), ModelFolder.First);
        File.WriteAllBytes(Path.Combine(second.FullName, "model"), ModelFolder.Turned);
        // As orchestrators mount configuration: a link to a link, of which the inner one is exchanged.
        Directory.CreateSymbolicLink(Path.Combine(_service.Folder.Root, "data"), first.FullName);
        File.Delete(_service.Folder.Model);
        File.CreateSymbolicLink(_service.Folder.Model, Path.Combine("data", "model"));
        _service.Time.GoOff();
        Assert.Equal("positive", _service.Answer);
        Directory.Delete(Path.Combine(_service.Folder.Root, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_service.Folder.Root, "data"), second.FullName);
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
    }

    [Fact]
    public async Task A_damaged_file_leaves_the_old_model_and_is_told_once()
    {
        var damaged = ModelFolder.Turned.ToArray();
        damaged[damaged.Length / 2] ^= 0xFF;
        _service.Folder.Replace(damaged);
        // It may still be being written.
        _service.Time.GoOff();
        Assert.Empty(_service.Logs.Errors);
        Assert.Equal(HealthStatus.Healthy, (await _service.Health()).Status);
        for (var look = 0; look < 3; look++) _service.Time.GoOff();
        Assert.Equal("positive", _service.Answer);
        var error = Assert.Single(_service.Logs.Errors);
        Assert.Contains(_service.Folder.Model, error);
        var health = await _service.Health();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(_provider.Refusal!, health.Description);

        _service.Folder.Replace(ModelFolder.Turned);
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
        Assert.Equal(HealthStatus.Healthy, (await _service.Health()).Status);
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_the_old_model_until_there_is_one_again()
    {
        File.Delete(_service.Folder.Model);
        for (var look = 0; look < 3; look++) _service.Time.GoOff();
        Assert.Equal("positive", _service.Answer);
        Assert.Single(_service.Logs.Errors);
        Assert.Equal(HealthStatus.Degraded, (await _service.Health()).Status);
        _service.Folder.Replace(ModelFolder.First);
        _service.Time.GoOff();
        Assert.Equal(HealthStatus.Healthy, (await _service.Health()).Status);
        Assert.Equal("positive", _service.Answer);
    }

    [Fact]
    public void A_file_that_grows_while_it_is_looked_at_is_taken_when_it_is_whole()
    {
        File.Delete(_service.Folder.Model);
        for (var part = 1; part <= 4; part++)
        {
            _service.Time.GoOff();
            Assert.Equal("positive", _service.Answer);
            File.WriteAllBytes(_service.Folder.Model, ModelFolder.Turned[..(ModelFolder.Turned.Length * part / 4)]);
        }
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
        Assert.Empty(_service.Logs.Errors);
    }

    [Fact]
    public void A_model_that_was_replaced_is_freed()
    {
        var old = Used();
        _service.Folder.Replace(ModelFolder.Turned);
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
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
            do answers.Add(_service.Classifier.Predict(ModelFolder.Praise).ToString());
            while (!end.IsCancellationRequested);
            return answers;
        })).ToArray();
        for (var replaced = 0; replaced < 20; replaced++)
        {
            _service.Folder.Replace(replaced % 2 == 0 ? ModelFolder.Turned : ModelFolder.First);
            _service.Time.GoOff();
        }
        await end.CancelAsync();
        foreach (var answers in await Task.WhenAll(callers)) Assert.Subset(expected, answers);
        Assert.Empty(_service.Logs.Errors);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Used()
    {
        var classifier = _service.Classifier;
        classifier.Predict(ModelFolder.Praise);
        return new(classifier.Model);
    }
}
