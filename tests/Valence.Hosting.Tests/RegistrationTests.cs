using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Valence.Classification;
using Valence.Formats;

namespace Valence.Hosting.Tests;

/// <summary>What <c>AddTextClassifier</c> registers.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly ModelFolder _folder = new();
    private readonly HostApplicationBuilder _builder;

    public RegistrationTests() =>
        _builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = _folder.Root });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Classifiers_with_names_stand_beside_each_other()
    {
        File.WriteAllBytes(Path.Combine(_folder.Root, "second"), ModelFolder.Second);
        _builder.Services.AddTextClassifier("model.valence").AddTextClassifier(Path.Combine(_folder.Root, "second"),
            options => options.Reload = false, "other");
        using var host = _builder.Build();
        var first = host.Services.GetRequiredService<TextClassifierProvider>();
        var other = host.Services.GetRequiredKeyedService<TextClassifierProvider>("other");
        Assert.Equal(_folder.Model, first.Path);
        Assert.Same(first.Current, host.Services.GetRequiredService<TextClassifier>());
        Assert.Same(other.Current, host.Services.GetRequiredKeyedService<TextClassifier>("other"));
        Assert.Equal("positive", first.Current.Predict(ModelFolder.Praise).Label);
        Assert.Equal("good", other.Current.Predict(ModelFolder.Praise).Label);
        var health = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["text classifier", "text classifier other"], health.Entries.Keys.Order());
        Assert.Equal(HealthStatus.Healthy, health.Status);
    }

    [Fact]
    public void Without_a_host_it_is_read_at_first_use()
    {
        using var services = new ServiceCollection().AddTextClassifier(_folder.Model).BuildServiceProvider();
        Assert.Equal("positive", services.GetRequiredService<TextClassifier>().Predict(ModelFolder.Praise).Label);
    }

    [Fact]
    public async Task A_host_does_not_start_without_its_model()
    {
        _builder.Services.AddTextClassifier("none.valence");
        using var host = _builder.Build();
        var error = await Assert.ThrowsAsync<FileFormatException>(() =>
            host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(Path.Combine(_folder.Root, "none.valence"), error.Message);
    }

    [Fact]
    public void Without_reloading_nothing_looks_at_the_file()
    {
        var time = new ManualTime();
        _builder.Services.AddSingleton<TimeProvider>(time).AddTextClassifier("model.valence",
            options => options.Reload = false);
        using var host = _builder.Build();
        Assert.Null(host.Services.GetRequiredService<TextClassifierProvider>().Refusal);
        Assert.Null(time.Due);
    }

    [Fact]
    public void Further_options_are_those_of_the_name()
    {
        var time = new ManualTime();
        _builder.Services.AddSingleton<TimeProvider>(time).AddTextClassifier("none.valence", name: "some")
            .Configure<TextClassifierOptions>("some", options =>
                (options.Path, options.PollInterval) = ("model.valence", TimeSpan.FromMinutes(1)));
        using var host = _builder.Build();
        Assert.Equal(_folder.Model, host.Services.GetRequiredKeyedService<TextClassifierProvider>("some").Path);
        Assert.Equal(TimeSpan.FromMinutes(1), time.Due);
    }

    [Fact]
    public void A_second_one_of_the_same_name_is_refused()
    {
        _builder.Services.AddTextClassifier("a").AddTextClassifier("b", name: "b");
        Assert.Contains("FromKeyedServices", Assert.Throws<InvalidOperationException>(() =>
            _builder.Services.AddTextClassifier("c")).Message);
        Assert.Contains("\"b\"", Assert.Throws<InvalidOperationException>(() =>
            _builder.Services.AddTextClassifier("c", name: "b")).Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var options = new TextClassifierOptions();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.PollInterval = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.PollInterval = TimeSpan.FromDays(2));
        Assert.Throws<ArgumentException>(() => options.Path = " ");
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddTextClassifier(""));
    }
}
