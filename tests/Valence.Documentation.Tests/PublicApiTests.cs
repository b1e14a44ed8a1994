using System.Text;
using Microsoft.CodeAnalysis;

namespace Valence.Tests;

/// <summary>What each library offers is written down; a change of it is a change of the text that a reader
/// sees.</summary>
public sealed class PublicApiTests
{
    private static readonly SymbolDisplayFormat TypeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat MemberFormat = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static TheoryData<string> Libraries =>
        ["Valence.Tensors", "Valence.Text", "Valence.Formats", "Valence", "Valence.Classification", "Valence.Language",
            "Valence.Hosting"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_is_public_is_approved(string library)
    {
        var file = Path.Combine(Compiler.Root, "tests", "Valence.Documentation.Tests", "PublicApi", $"{library}.txt");
        var text = Describe(Compiler.Assembly(library));
        if (Environment.GetEnvironmentVariable("VALENCE_APPROVE") == "1") File.WriteAllText(file, text);
        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(text == approved, $"{library}: what is public is not what {Path.GetFileName(file)} lists. First "
            + $"difference: {Difference(approved, text)}. Run with VALENCE_APPROVE=1 to write the list anew, and "
                + "read the change.");
    }

    private static string Describe(IAssemblySymbol assembly)
    {
        var text = new StringBuilder();
        foreach (var type in Types(assembly.GlobalNamespace)
            .OrderBy(type => type.ToDisplayString(TypeFormat), StringComparer.Ordinal))
        {
            text.Append(type.ToDisplayString(TypeFormat)).Append('\n');
            if (type.TypeKind == TypeKind.Delegate) continue;
            foreach (var member in type.GetMembers().Where(IsListed)
                .Select(member => member.ToDisplayString(MemberFormat)).Order(StringComparer.Ordinal)) text.Append(
                    "    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol within) =>
        within.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => member is INamedTypeSymbol type ? IsSeen(type) ? Types(type).Prepend(type) : []
            : Types(member));

    private static bool IsListed(ISymbol member) =>
        IsSeen(member) && !member.IsImplicitlyDeclared && !member.IsOverride && member is not INamedTypeSymbol
        && member is not IMethodSymbol
        {
            MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet
            or MethodKind.EventAdd or MethodKind.EventRemove
        };

    private static bool IsSeen(ISymbol symbol) => symbol.DeclaredAccessibility is Accessibility.Public
        or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static string Difference(string approved, string text)
    {
        var (old, now) = (approved.Split('\n'), text.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(old.Length, now.Length))
            .FirstOrDefault(i => old[i] != now[i], Math.Min(old.Length, now.Length) - 1);
        return $"line {at + 1}, \"{old[at]}\" is now \"{now[at]}\"";
    }
}
