using System.Reflection;
using System.Reflection.Emit;

namespace Valence.Tests;

/// <summary>The types that a type's compiled code refers to.</summary>
internal static class CompiledReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<ushort, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    public static IReadOnlySet<Type> Of(Type type) =>
        ByMember(type).Select(reference => reference.To).ToHashSet();

    /// <summary>The types by the members that refer to them.</summary>
    public static IReadOnlySet<(string Member, Type To)> ByMember(Type type)
    {
        var found = new HashSet<(string, Type)>();
        var member = type.Name;
        Add(type.BaseType);
        foreach (var promise in type.GetInterfaces()) Add(promise);
        foreach (var field in type.GetFields(All))
        {
            member = $"{type.Name}.{field.Name}";
            Add(field.FieldType);
        }
        foreach (var method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            member = $"{type.Name}.{method.Name}";
            foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var result }) Add(result);
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) Add(local.LocalType);
            foreach (var clause in body.ExceptionHandlingClauses)
                if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(clause.CatchType);
            foreach (var token in Tokens(body.GetILAsByteArray()!))
            {
                var used = type.Module.ResolveMember(token, type.IsGenericType ? type.GetGenericArguments() : null,
                    method.IsGenericMethod ? method.GetGenericArguments() : null);
                Add(used as Type ?? used?.DeclaringType);
                if (used is MethodInfo { IsGenericMethod: true } made)
                    foreach (var argument in made.GetGenericArguments()) Add(argument);
            }
        }
        return found;

        void Add(Type? other)
        {
            if (other is null || !found.Add((member, other))) return;
            if (other.HasElementType) Add(other.GetElementType());
            foreach (var argument in other.GenericTypeArguments) Add(argument);
        }
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var i = 0; i < code.Length;)
        {
            var value = code[i] == 0xFE ? (ushort)(0xFE00 | code[i + 1]) : code[i];
            i += value > 0xFF ? 2 : 1;
            var kind = OpCodes[value].OperandType;
            if (kind is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType
                or OperandType.InlineTok) yield return BitConverter.ToInt32(code, i);
            i += kind switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
    }
}
