using System.Reflection;
using System.Text.Json;
using Valence.Layers;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Documentation;

namespace Valence.Tests.Saving;

/// <summary>Every class has a row, every row keeps every field, and what Keras has not is registered.</summary>
/// <remarks>Numbers, truth values and choices are each in turn set to another value than the row's prototype has,
/// whatever examples somebody wrote.</remarks>
public sealed class EveryFieldTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly KerasTables Tables = KerasTables.Default;

    private static readonly IFamily[] All =
    [
        new Family<Layer>("layer", "*LayerRows.cs", Tables.Layers),
        new Family<Initializers.Initializer>("initializer", "InitializerTable.cs", Tables.Initializers),
        new Family<Regularizers.Regularizer>("regularizer", "RegularizerTable.cs", Tables.Regularizers),
        new Family<Constraints.Constraint>("constraint", "ConstraintTable.cs", Tables.Constraints),
        new Family<Loss>("loss", "LossTable.cs", Tables.Losses),
        new Family<Metric>("metric", "MetricTable.cs", Tables.Metrics),
        new Family<Valence.Optimizers.Optimizer>("optimizer", "OptimizerTable.cs", Tables.Optimizers),
        new Family<Schedules.Schedule>("schedule", "ScheduleTable.cs", Tables.Schedules),
    ];

    // Parts of others' rows, and what is code.
    private static readonly Type[] WithoutRow = [typeof(FunctionLoss), typeof(MeanLoss)];

    // What a class inherits and Keras' class has not; the constants of Zeros and Ones; the sign of a mean, which its
    // name says.
    private static readonly string[] Inherited = ["Zeros.Value", "Zeros.Seed", "Identity.Seed",
        "BinaryCrossentropy.Negated", "BinaryIoU.IgnoreClass", "BinaryIoU.SparseYTrue", "BinaryIoU.SparseYPred"];

    // Keras' files have the first where it shows GroupQueryAttention, those of programs the second, and the last is a
    // word for several of its classes.
    private static readonly string[] NamedOtherwise = ["GroupedQueryAttention", "TokenAndPositionEmbedding",
        "accuracy"];

    // How training runs; arguments of calls, which files have with the graph; and a type of which another property
    // holds Keras' name.
    private static readonly string[] Elsewhere = [nameof(Layer.Remat), nameof(Attention.UseCausalMask),
        nameof(Attention.ReturnAttentionScores), nameof(ReversibleEmbedding.Reverse), nameof(InputLayer.Type)];

    [Fact]
    public void Every_class_has_a_row() => None(All.SelectMany(family => family.Missing()));

    [Fact]
    public void Every_row_keeps_every_field() => None(All.SelectMany(family => family.Lost()));

    [Fact]
    public void Fields_of_all_families_are_tried() => Assert.InRange(All.Sum(family => family.Fields), 300, 2000);

    [Fact]
    public void A_class_that_Keras_has_not_is_registered() => None(All.SelectMany(family => family.Unregistered()));

    private static void None(IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private interface IFamily
    {
        int Fields { get; }

        IEnumerable<string> Missing();

        IEnumerable<string> Lost();

        IEnumerable<string> Unregistered();
    }

    private sealed class Family<T>(string name, string file, KerasTable<T> table) : IFamily where T : class
    {
        private IEnumerable<(KerasRow<T> Row, FieldInfo Field, string Name)> All =>
            from row in table.Rows
            where row.Prototype is not null && row == table.Rows.First(other => other.Type == row.Type)
            from property in row.Type.GetProperties()
            where IsSettable(property, row.Type) && !Elsewhere.Contains(property.Name)
            let held = FieldOf(property)
            where !Inherited.Contains($"{row.ClassName}.{property.Name}")
            where held is not null && Others(held.GetValue(row.Prototype), held.FieldType).Any()
            select (row, held, property.Name);

        public int Fields => All.Count();

        public IEnumerable<string> Missing() => typeof(T).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(T)) && !WithoutRow.Contains(type)
                && table.Rows.All(row => row.Type != type))
            .Select(type => $"{type.Name}: no row. Add one to src/Valence/Saving/Rows/{file}.");

        public IEnumerable<string> Unregistered() => table.Rows
            .Where(row => row.RegisteredName is null && row == table.Rows.First(other => other.Type == row.Type)
                && !row.Type.IsAssignableTo(typeof(Model)) && !NamedOtherwise.Contains(row.ClassName)
                && !KerasClassesTests.Names(name).Contains(row.ClassName))
            .Select(row => $"{row.ClassName}: Keras has no such class. Say it in its row in "
                + $"src/Valence/Saving/Rows/{file}: with {{ RegisteredName = \"valence>{row.ClassName}\" }}.");

        public IEnumerable<string> Lost()
        {
            foreach (var (row, field, property) in All)
            {
                var was = field.GetValue(row.Prototype);
                var isKept = false;
                object? last = null, read = null;
                foreach (var other in Others(was, field.FieldType))
                {
                    var changed = (T)typeof(object).GetMethod("MemberwiseClone", Own)!.Invoke(row.Prototype, [])!;
                    field.SetValue(changed, other);
                    try
                    {
                        var json = table.Write(changed, Tables).ToJsonString();
                        (last, read) = (other, field.GetValue(table.Read(JsonDocument.Parse(json).RootElement, property,
                            Tables)));
                        isKept = Equals(read, other);
                        break;
                    }
                    catch (Exception error) when (error is ConfigException or ArgumentException)
                    {
                        // A value that the class does not take.
                    }
                }
                if (!isKept)
                    yield return $"{row.ClassName}.{property}: was {last}, read back {read}. The row in "
                        + $"src/Valence/Saving/Rows/{file} forgets it.";
            }
        }

        private static bool IsSettable(PropertyInfo property, Type type) => property.SetMethod is { IsPublic: true }
            || type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter =>
                string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase));

        private static FieldInfo? FieldOf(PropertyInfo property)
        {
            for (var type = property.DeclaringType; type is not null && type != typeof(object); type = type.BaseType)
                if ((type.GetField($"<{property.Name}>k__BackingField", Own) ?? type.GetField(
                    $"<{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}>P", Own)) is { } held) return held;
            return null;
        }

        private static IEnumerable<object> Others(object? value, Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type == typeof(bool) ? [!(bool)(value ?? false)]
                : type == typeof(int) ? [(int)(value ?? 0) + 1, 2, 3, 1, 0, -1]
                : type == typeof(double) ? [(double)(value ?? 0.0) / 2 + 0.125, 0.25, 2.5]
                : type == typeof(float) ? [(float)(value ?? 0f) / 2 + 0.125f, 0.25f, 2.5f]
                : type.IsEnum ? Enum.GetValues(type).Cast<object>().Where(other => !other.Equals(value)) : [];
        }
    }
}
