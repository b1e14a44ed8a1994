using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Valence.Classification;

namespace Valence.Hosting.Tests;

/// <summary>Which model takes the place of another, and how it is told from it.</summary>
public sealed class AcceptanceTests : IDisposable
{
    private readonly RunningService _service = new();

    public static TheoryData<byte[], string[]> Others => new()
    {
        { ModelFolder.Second, ["the labels of the classifier at work, 'negative', 'positive'",
            "without 'negative', 'positive' and with the new 'bad', 'good'"] },
        { ModelFolder.Any, ["expected one class of 2 ('negative', 'positive')", "the file holds any", "'positive')"] },
        { ModelFolder.Number, ["expected one class of 2", "the file holds a number"] },
    };

    public void Dispose() => _service.Dispose();

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public async Task A_model_with_other_answers_is_refused_at_once_and_told_once(byte[] other, string[] told)
    {
        var provider = await _service.Start();
        _service.Folder.Replace(other);
        for (var look = 0; look < 3; look++) _service.Time.GoOff();
        Assert.Equal("positive", _service.Answer);
        var error = Assert.Single(_service.Logs.Errors);
        var health = await _service.Health();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        foreach (var words in (string[])[.. told, "restart the service", "TextClassifierOptions.Accept"])
        {
            Assert.Contains(words, provider.Refusal);
            Assert.Contains(words, error);
            Assert.Contains(words, health.Description);
        }
        Assert.Contains(_service.Folder.Model, error);
        Assert.Contains(_service.Folder.Model, health.Description);

        _service.Folder.Replace(ModelFolder.Turned);
        _service.Time.GoOff();
        Assert.Equal("negative", _service.Answer);
        Assert.Equal(HealthStatus.Healthy, (await _service.Health()).Status);
    }

    [Fact]
    public async Task A_refused_file_is_told_again_after_another_one_was_refused()
    {
        var provider = await _service.Start();
        foreach (var other in (byte[][])[ModelFolder.Second, ModelFolder.Number, ModelFolder.Second])
        {
            _service.Folder.Replace(other);
            _service.Time.GoOff();
        }
        Assert.Equal(3, _service.Logs.Errors.Length);
        Assert.Contains("'bad'", provider.Refusal);
        _service.Folder.Replace(ModelFolder.First);
        _service.Time.GoOff();
        Assert.Null(provider.Refusal);
    }

    [Fact]
    public async Task Accept_decides_of_the_one_at_work_and_the_new_one()
    {
        List<(string, string)> asked = [];
        var refuses = true;
        var provider = await _service.Start(options =>
        {
            var usual = options.Accept;
            options.Accept = (current, next) =>
            {
                Assert.NotNull(usual(current, next));
                asked.Add((current.Labels.Names[1], next.Labels.Names[1]));
                return refuses ? "the tester says no" : null;
            };
        });
        _service.Folder.Replace(ModelFolder.Second);
        for (var look = 0; look < 3; look++) _service.Time.GoOff();
        Assert.Equal("the tester says no", provider.Refusal);
        Assert.Equal(("positive", "good"), Assert.Single(asked));
        refuses = false;
        _service.Folder.Replace(ModelFolder.Second, DateTime.UnixEpoch);
        _service.Time.GoOff();
        Assert.Null(provider.Refusal);
        Assert.Equal("good", _service.Answer);
    }

    [Fact]
    public async Task What_Accept_throws_is_a_refusal()
    {
        var provider = await _service.Start(options =>
            options.Accept = (_, _) => throw new FormatException("of the tester"));
        _service.Folder.Replace(ModelFolder.Turned);
        for (var look = 0; look < 3; look++) _service.Time.GoOff();
        Assert.Equal("positive", _service.Answer);
        Assert.Contains("Accept failed: FormatException: of the tester", provider.Refusal);
        Assert.Single(_service.Logs.Errors);
        Assert.Equal(HealthStatus.Degraded, (await _service.Health()).Status);
        Assert.Throws<ArgumentNullException>(() => new TextClassifierOptions().Accept = null!);
    }

    [Fact]
    public async Task Configure_changes_each_model_that_is_read()
    {
        var threshold = 0.9f;
        var provider = await _service.Start(options =>
            options.Configure = classifier => classifier.WithThreshold(threshold));
        Assert.Equal(0.9f, provider.Current.Threshold);
        threshold = 0.8f;
        _service.Folder.Replace(ModelFolder.Turned);
        _service.Time.GoOff();
        Assert.Equal(0.8f, provider.Current.Threshold);

        threshold = 2;
        _service.Folder.Replace(ModelFolder.First);
        for (var look = 0; look < 3; look++) _service.Time.GoOff();
        Assert.Equal(0.8f, provider.Current.Threshold);
        Assert.Contains("threshold", provider.Refusal);
        Assert.Single(_service.Logs.Errors);
    }

    [Fact]
    public async Task What_Configure_throws_ends_the_start()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _service.Start(options =>
            options.Configure = classifier => classifier.WithThreshold(2)));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _service.Start(options =>
            options.Configure = _ => null!));
        Assert.Contains("Configure", error.Message);
    }

    [Fact]
    public async Task Log_health_and_provider_tell_which_file_answers()
    {
        var before = DateTimeOffset.UtcNow.AddDays(-1);
        var provider = await _service.Start();
        foreach (var content in (byte[][])[ModelFolder.First, ModelFolder.Turned])
        {
            _service.Folder.Replace(content);
            _service.Time.GoOff();
            var digest = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
            Assert.Equal(digest, provider.Digest);
            Assert.InRange(provider.SavedAt!.Value, before, DateTimeOffset.UtcNow);
            var dates = $"saved {provider.SavedAt:u}, read {provider.ReadAt:u}, SHA-256 {digest}";
            var health = await _service.Health();
            foreach (var words in (string[])[_service.Folder.Model, dates])
            {
                Assert.Contains(words, _service.Logs.Lines.Last(line => line.Level == LogLevel.Information).Text);
                Assert.Contains(words, health.Description);
            }
            Assert.Equal((_service.Folder.Model, digest, provider.SavedAt, provider.ReadAt), (health.Data["path"],
                health.Data["digest"], health.Data["savedAt"], health.Data["readAt"]));
        }
        Assert.Empty(_service.Logs.Errors);
    }
}
