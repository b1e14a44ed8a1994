using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Valence.Tests;

/// <summary>Compiles code against the assemblies of Valence, as a user's project does.</summary>
internal static class Compiler
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))];

    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default
        .WithFeatures([new("FileBasedProgram", "true")]);

    /// <summary>What a program need not open.</summary>
    public const string ImplicitUsings = "global using System; global using System.Collections.Generic; global "
        + "using System.IO; global using System.Linq;";

    /// <summary>The repository's root.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    /// <summary>A program of some sources; nothing is run.</summary>
    public static CSharpCompilation Compile(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Snippet", sources.Select(source => CSharpSyntaxTree.ParseText(source, Options)), References,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The assembly of a project, as its users see it.</summary>
    public static IAssemblySymbol Assembly(string name)
    {
        var compilation = Compile();
        return compilation.SourceModule.ReferencedAssemblySymbols.Single(assembly => assembly.Name == name);
    }
}
