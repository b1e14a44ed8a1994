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

    public static IReadOnlySet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(type.BaseType);
        foreach (var field in type.GetFields(All)) Add(field.FieldType);
        foreach (var method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var result }) Add(result);
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) Add(local.LocalType);
            foreach (var token in Tokens(body.GetILAsByteArray()!))
            {
                var member = type.Module.ResolveMember(token, type.IsGenericType ? type.GetGenericArguments() : null,
                    method.IsGenericMethod ? method.GetGenericArguments() : null);
                Add(member as Type ?? member?.DeclaringType);
            }
        }
        return found;

        void Add(Type? other)
        {
            if (other is null || !found.Add(other)) return;
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
