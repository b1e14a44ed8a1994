using Valence.Operations;
using Valence.Optimizers;

namespace Valence.Tests.Contracts;

/// <summary>Rows of the operation contract table for the steps of optimizers: every formula, and every stage around
/// one, with dense gradients and with those of rows.</summary>
internal static class OptimizerContracts
{
    private static readonly Operand X = new(3);

    public static IEnumerable<OperationContract> All =>
        Optimizers.Select(optimizer => Row(optimizer, ""))
            .Append(Row(new Sgd(0.1f) { GradientAccumulationSteps = 2 }, "that only accumulates", accumulates: true))
            .Append(Row(new Adam { WeightDecay = 0.01 }, "with rates of weights", ownNumbers: true))
            .Append(Row(new Sgd(0.1f), "with rates of weights", ownNumbers: true));

    /// <summary>Every optimizer of the assembly, and one for every stage; made anew each time they are
    /// listed.</summary>
    public static IEnumerable<Optimizer> Optimizers => Formulas().Concat(Stages());

    /// <summary>What makes each of <see cref="Optimizers"/> anew.</summary>
    public static IReadOnlyList<Func<Optimizer>> Makers =>
        [.. Enumerable.Range(0, Optimizers.Count()).Select(number => (Func<Optimizer>)(() =>
            Optimizers.ElementAt(number)))];

    private static IEnumerable<Optimizer> Formulas() =>
        typeof(Optimizer).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Optimizer)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (Optimizer)type.GetConstructors()[0].Invoke(
                [.. type.GetConstructors()[0].GetParameters().Select(parameter => parameter.DefaultValue)]));

    private static IEnumerable<Optimizer> Stages() =>
    [
        new Sgd(0.1f, momentum: 0.9, nesterov: true), new Rmsprop(momentum: 0.5, centered: true),
        new Adam(amsgrad: true), new Adam { Clipnorm = 0.1 }, new Adam { GlobalClipnorm = 0.1 },
        new Adam { Clipvalue = 0.1 }, new Adam { WeightDecay = 0.01 },
        new Adam { GradientAccumulationSteps = 2 }, new Adam { LossScaleFactor = 8 },
        new Sgd(0.1f) { UseEma = true, EmaOverwriteFrequency = 2, WeightDecay = 0.01 },
    ];

    private static OperationContract Row(Optimizer optimizer, string variant, bool accumulates = false,
        bool ownNumbers = false)
    {
        Shape[] shapes = [[40, 24], [7]];
        var step = new OptimizerStep(optimizer, [.. shapes.Select((shape, i) => (shape, i == 0))], ownNumbers);
        var numbers = ownNumbers ? Tensor.From([.. Numbers(0.1f), .. Numbers(0.02f)], [2, OptimizerStep.NumberCount])
            : Tensor.From(Numbers(0.1f));
        var dense = Operands(X.Normal(40, 24), null, null);
        var large = Operands(X.Normal(40, 24), null, null);
        large[2] = null;
        large[8 + optimizer.Slots.Count] = X.Normal(7);
        return new(step, dense, large, Operands(null, X.Ids(40, 5, 3), X.Normal(15, 24)),
            Operands(null, X.Ids(3, 9), X.Normal(9, 24)))
        {
            Variant = $"of {optimizer.KerasName} {Settings(optimizer)}{variant}",
            Outputs = step.ResultCount,
            Wrong = [[Tensor.From([1f]), .. dense[1..]], [dense[0], dense[1], X.Normal(24, 40), .. dense[3..]]],
        };

        float[] Numbers(float rate)
        {
            var of = new float[OptimizerStep.NumberCount];
            (of[OptimizerStep.Rate], of[OptimizerStep.AverageShare]) = (rate, 0.9f);
            (of[OptimizerStep.Overwrites], of[OptimizerStep.OnlyAccumulates]) = (1, accumulates ? 1 : 0);
            optimizer.Prepare(new(3, rate, [1]), of.AsSpan(OptimizerStep.OfFormula));
            return of;
        }

        Tensor?[] Operands(Tensor? gradient, Tensor? ids, Tensor? rows)
        {
            var operands = new List<Tensor?> { numbers };
            for (var i = 0; i < shapes.Length; i++)
            {
                operands.Add(X.Normal(shapes[i].AsSpan()));
                operands.AddRange(i == 0 ? [gradient, ids, rows] : [X.Normal(7), null, null]);
                operands.Add(optimizer.UseEma ? X.Normal(shapes[i].AsSpan()) : null);
                operands.Add(optimizer.GradientAccumulationSteps is null ? null : X.Normal(shapes[i].AsSpan()));
                operands.AddRange(optimizer.NewSlots(shapes[i]).Select(slot => slot.Type == ElementType.Int32 ? slot
                    : X.Positive(slot.Shape.AsSpan())));
            }
            return [.. operands];
        }
    }

    private static string Settings(Optimizer optimizer) => string.Join(" ", (string[])[
        optimizer is Sgd { Nesterov: true } ? "nesterov " : "",
        optimizer is Rmsprop { Centered: true } ? "centered " : "",
        optimizer is Adam { Amsgrad: true } ? "amsgrad " : "", optimizer.Clipnorm is null ? "" : "clipnorm ",
        optimizer.GlobalClipnorm is null ? "" : "global clipnorm ", optimizer.Clipvalue is null ? "" : "clipvalue ",
        optimizer.WeightDecay is null ? "" : "decay ", optimizer.UseEma ? "average " : "",
        optimizer.GradientAccumulationSteps is null ? "" : "accumulation ",
        optimizer.LossScaleFactor is null ? "" : "scale "]).Trim();
}
