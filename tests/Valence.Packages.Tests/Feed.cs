using System.Globalization;

[assembly: AssemblyFixture(typeof(Valence.Packages.Tests.Feed))]

namespace Valence.Packages.Tests;

/// <summary>A folder outside the repository with the packages of this build, made once, and a user's solution that
/// refers to them: <c>Program</c>, which has Valence over the library <c>Between</c> alone.</summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("valence-packages-");

    /// <summary>Of this run alone, so that no package that is on the machine already can be taken for it.</summary>
    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{DateTime.UtcNow.Ticks}");

    public string this[string name] => Path.Combine(_root.FullName, name);

    public string Packages => this["feed"];

    /// <summary>The repository's root.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    /// <summary>What these tests were built as, <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration =>
        new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Parent!.Name;

    public async ValueTask InitializeAsync()
    {
        (await ProgramRun.Dotnet(Repository, "pack", "Valence.slnx", "-c", Configuration, "--no-build", "-o", Packages,
            $"-p:PackageVersion={Version}")).Succeeded();

        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Write("NuGet.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><add key="this build" value="feed" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
        Write("Between/Between.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Valence.Classification" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        Write("Program/Program.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup><ProjectReference Include="../Between/Between.csproj" /></ItemGroup>
            </Project>
            """);
        Write("Program/Program.cs", File.ReadAllText(Path.Combine(Repository, "tests", "Valence.Packages.Tests",
            "Program", "Program.cs")));
        (await ProgramRun.Dotnet(this["Program"], "publish", "-o", this["jit"])).Succeeded();
        (await Ask("jit", "train", this["own.valence"])).Succeeded();
    }

    /// <summary>Runs the user's program as it was published into a folder.</summary>
    internal Task<ProgramRun> Ask(string published, params string[] args) => ProgramRun.Of(_root.FullName,
        Path.Combine(this[published], OperatingSystem.IsWindows() ? "Program.exe" : "Program"), args);

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Write(string name, string content)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
