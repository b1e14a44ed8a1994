using System.Reflection;
using Valence.Classification;
using Valence.Inference;
using Valence.Models;

namespace Valence.Stress;

/// <summary>The methods that may be called at once, as reflection finds them.</summary>
internal static class PublicMethods
{
    private static readonly Type[] Types =
        [typeof(Model), typeof(Sequential), typeof(Functional), typeof(Session), typeof(TextClassifier)];

    public static IReadOnlyList<string> All { get; } =
        [.. Types.SelectMany(type => type.GetMethods()).Where(method => !method.IsSpecialName
            && method.GetBaseDefinition().DeclaringType != typeof(object))
            .Select(method => Signature(method.GetBaseDefinition())).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What no row of the table says how to call, and what rows call that is not there.</summary>
    public static IReadOnlyList<string> Unknown()
    {
        var rows = Methods.All.Select(method => method.Signature).Concat(Methods.LeftOut.Keys).ToHashSet();
        return [.. All.Where(method => !rows.Contains(method)), .. rows.Where(row => !All.Contains(row))];
    }

    private static string Signature(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}("
        + $"{string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))})";

    private static string Name(Type type) => !type.IsGenericType ? type.Name
        : $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
}
