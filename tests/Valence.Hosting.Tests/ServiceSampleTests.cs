using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Valence.Classification;

namespace Valence.Hosting.Tests;

/// <summary>The sample of a service, in a process of its own that is asked over the loopback.</summary>
public sealed partial class ServiceSampleTests : IAsyncLifetime
{
    private readonly ModelFolder _folder = new();
    // A body is sent once the service wants it, and one that is too long never.
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan })
        { DefaultRequestHeaders = { ExpectContinue = true } };

    private readonly StringBuilder _output = new();
    private Process? _service;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Sample, "--urls", "http://127.0.0.1:0", "--Model", _folder.Model])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Root,
        })!;
        _client.BaseAddress = new((await Printed(Listening())).Groups[1].Value);
    }

    public ValueTask DisposeAsync()
    {
        if (_service is { HasExited: false }) _service.Kill();
        _service?.Dispose();
        _client.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_answers_many_at_once_takes_another_model_and_stops()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Ask(i % 2 == 0 ? ModelFolder.Praise
            : "awful boring")));
        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index % 2 == 0 ? "positive" : "negative",
            answer.Item.GetProperty("label").GetString()));
        Assert.All(answers, answer => Assert.Equal(1, answer.GetProperty("probabilities").EnumerateObject()
            .Sum(label => label.Value.GetDouble()), 1e-5));
        Assert.StartsWith($"text classifier: Healthy {_folder.Model}, saved ",
            await _client.GetStringAsync("/health", Cancellation));

        _folder.Replace(ModelFolder.Turned);
        await Printed(Second());
        Assert.Equal("negative", (await Ask(ModelFolder.Praise)).GetProperty("label").GetString());

        _folder.Replace([1, 2, 3]);
        await Printed(Refused());
        Assert.StartsWith("text classifier: Degraded", await _client.GetStringAsync("/health", Cancellation));
        Assert.Equal("negative", (await Ask(ModelFolder.Praise)).GetProperty("label").GetString());

        Assert.SkipWhen(OperatingSystem.IsWindows(), "A process is stopped by a signal.");
        using var kill = Process.Start("kill", ["-TERM", $"{_service!.Id}"]);
        await _service.WaitForExitAsync(Cancellation);
        Assert.Equal(0, _service.ExitCode);
    }

    [Fact]
    public async Task Whatever_a_caller_sends_is_answered()
    {
        foreach (var nothing in (string[])["", "!!! …", "qwrtz zrtwq"])
        {
            var answer = await Ask(nothing);
            Assert.Equal(JsonValueKind.Null, answer.GetProperty("label").ValueKind);
            Assert.Equal(0, answer.GetProperty("probability").GetDouble());
            Assert.Empty(answer.GetProperty("probabilities").EnumerateObject());
        }
        var megabyte = new StringBuilder();
        while (megabyte.Length < 1 << 20) megabyte.Append(ModelFolder.Praise).Append(' ');
        Assert.Equal("positive", (await Ask(megabyte.ToString())).GetProperty("label").GetString());

        foreach (var wrong in (string[])["", "{", "null", "{}", "{\"text\": null}", "{\"te",
            "{\"text\": 1}", "[]", "text"])
        {
            var response = await Send(wrong);
            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{wrong}: {response.StatusCode}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Contains("Expected a JSON object", await response.Content.ReadAsStringAsync(Cancellation));
        }
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(new string(' ', 5 << 20))).StatusCode);
        Assert.Equal("positive", (await Ask(ModelFolder.Praise)).GetProperty("label").GetString());
    }

    [Fact]
    public async Task An_answer_tells_how_far_it_can_be_trusted()
    {
        var answer = await Ask($"{ModelFolder.Praise} qwrtz zrtwq");
        var expected = TextClassifier.Load(_folder.Model).Predict($"{ModelFolder.Praise} qwrtz zrtwq");
        Assert.InRange(expected.UnseenWords!.Value, 0.1, 0.9);
        Assert.Equal(expected.UnseenWords, answer.GetProperty("unseenWords").GetDouble());
        Assert.Equal(expected.IsAbstained, answer.GetProperty("isAbstained").GetBoolean());
        Assert.Equal(expected.ShareRead, answer.GetProperty("shareRead").GetDouble());
        Assert.Equal(expected.IsUnlikeTraining is null ? JsonValueKind.Null : expected.IsUnlikeTraining.Value
            ? JsonValueKind.True : JsonValueKind.False, answer.GetProperty("isUnlikeTraining").ValueKind);
    }

    private static string Sample
    {
        get
        {
            var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            var root = own.Parent!.Parent!.Parent!.Parent!.Parent!;
            return Path.Combine(root.FullName, "samples", "Service", "bin", own.Parent.Name, own.Name, "Service.dll");
        }
    }

    private async Task<JsonElement> Ask(string text)
    {
        var response = await Send(JsonSerializer.Serialize(new { text }));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private Task<HttpResponseMessage> Send(string body) =>
        _client.PostAsync("/predict", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

    // Reads on in what the service prints until it says this.
    private async Task<Match> Printed(Regex expected)
    {
        while (true)
        {
            if (expected.Match(_output.ToString()) is { Success: true } match) return match;
            var line = await _service!.StandardOutput.ReadLineAsync(Cancellation);
            Assert.True(line is not null, $"the service ended without saying {expected}:\n{_output}");
            _output.AppendLine(line);
        }
    }

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"answers: recipe(?s:.*)answers: recipe")]
    private static partial Regex Second();

    [GeneratedRegex("cannot be taken")]
    private static partial Regex Refused();
}
