using Valence.Backends;
using Valence.Execution;
using Valence.Operations;
using Valence.Randomness;
using static Valence.Tests.Layers.Recurrent.LayerRun;

namespace Valence.Tests.Layers.Recurrent;

/// <summary>The whole-sequence operations by themselves.</summary>
public sealed class SequenceOperationTests
{
    private const int Batch = 3;
    private const int Time = 5;
    private const int Units = 4;

    private static readonly Tensor Index = Tensor.From([0, 2, 2, 1, 0, 3, 3, 3, 1, 0, 2, 2, 2, 2, 2], [Batch, Time]);
    private static readonly Tensor Mask = Tensor.From([0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1f], [Batch, Time]);

    public static TheoryData<bool, bool, bool> Directions => new(
        from gru in new[] { false, true } from reverse in new[] { false, true } from zeros in new[] { false, true } select (gru, reverse, zeros));

    [Theory]
    [MemberData(nameof(Directions))]
    public void A_row_index_equals_projected_rows_in_order(bool gru, bool reverse, bool zeros)
    {
        var x = Operands(gru);
        var indexed = Run(gru, reverse, zeros, x);
        var eager = new CallContext(new EagerExecutor(new ReferenceBackend(), new()));
        x[0] = eager.Gather(x[0]!, Index);
        x[gru ? 3 : 2] = null;
        var plain = Run(gru, reverse, zeros, x);
        for (var i = 0; i < plain.Length; i++) Assert.Equal(plain[i].Floats, indexed[i].Floats);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void The_gradient_is_the_slope_along_a_random_direction(bool gru, bool reverse, bool zeros)
    {
        var x = Operands(gru);
        foreach (var operand in Enumerable.Range(0, x.Length).Where(i => x[i] is { Type: ElementType.Float32 } && x[i] != Mask))
        {
            var direction = Normal(x[operand]!.Shape, 40 + (ulong)operand);
            var gradient = Gradient(gru, reverse, zeros, x, operand);
            var slope = (Loss(gru, reverse, zeros, Moved(x, operand, direction, 1e-2f)) - Loss(gru, reverse, zeros, Moved(x, operand, direction, -1e-2f))) / 2e-2;
            var expected = 0.0;
            for (var i = 0; i < direction.Count; i++) expected += gradient.Floats[i] * (double)direction.Floats[i];
            Assert.True(Math.Abs(slope - expected) <= 1e-3 * Math.Max(1, Math.Abs(slope)), FormattableString.Invariant($"operand {operand}: slope {slope}, gradient {expected}"));
        }
    }

    [Fact]
    public void An_index_outside_the_projected_rows_is_an_error()
    {
        var x = Operands(gru: false);
        x[2] = Tensor.From(Enumerable.Repeat(4, Batch * Time).ToArray(), [Batch, Time]);
        Assert.Equal(4, Assert.Throws<IdOutOfRangeException>(() => Run(false, false, false, x)).Id);
    }

    [Fact]
    public void Operands_that_do_not_fit_are_shape_errors()
    {
        Check(0, new Tensor([4, 3 * Units]), "expected projected rows of 16 elements, received [4, 12]");
        Check(1, new Tensor([Units, 3 * Units]), "expected a recurrent kernel [units, 4 · units], received [4, 12]");
        Check(3, new Tensor([Batch, Time + 1]), "expected a mask [3, 5], received [3, 6]");
        Check(4, new Tensor([Batch, Units + 1]), "expected an initial state [3, 4], received [3, 5]");

        static void Check(int operand, Tensor wrong, string problem)
        {
            var x = Operands(gru: false);
            x[operand] = wrong;
            Assert.Equal(problem, Assert.Throws<ShapeException>(() => Run(false, false, false, x)).Problem);
        }
    }

    private static Tensor?[] Operands(bool gru)
    {
        var gates = gru ? 3 : 4;
        var (projected, recurrent) = (Normal([4, gates * Units], 1), Normal([Units, gates * Units], 2, 0.7f));
        return gru
            ? [projected, recurrent, Normal([gates * Units], 3), Index, Mask, Normal([Batch, Units], 4)]
            : [projected, recurrent, Index, Mask, Normal([Batch, Units], 4), Normal([Batch, Units], 5)];
    }

    private static Tensor[] Run(bool gru, bool reverse, bool zeros, Tensor?[] x, CallContext? call = null)
    {
        call ??= new(new EagerExecutor(new ReferenceBackend(), new()));
        var y = new Tensor[gru ? 3 : 5];
        call.Run(gru ? GruSequence.For(reverse, zeros) : LstmSequence.For(reverse, zeros), x, y);
        return y;
    }

    private static int[] Differentiable(bool gru) => gru ? [0, 2] : [0, 3, 4];

    private static double Loss(bool gru, bool reverse, bool zeros, Tensor?[] x)
    {
        var y = Run(gru, reverse, zeros, x);
        var sum = 0.0;
        foreach (var i in Differentiable(gru))
        {
            var weights = Normal(y[i].Shape, 60 + (ulong)i);
            for (var j = 0; j < weights.Count; j++) sum += y[i].Floats[j] * (double)weights.Floats[j];
        }
        return sum;
    }

    private static Tensor Gradient(bool gru, bool reverse, bool zeros, Tensor?[] x, int operand)
    {
        var eager = new EagerExecutor(new ReferenceBackend(), new());
        var recording = new RecordingExecutor(eager);
        recording.Watch(x[operand]!);
        var y = Run(gru, reverse, zeros, x, new(recording));
        var call = new CallContext(eager);
        foreach (var i in Differentiable(gru)) recording.Seed(y[i], Normal(y[i].Shape, 60 + (ulong)i), call);
        recording.Backward(call);
        return recording.Gradient(x[operand]!)!;
    }

    private static Tensor?[] Moved(Tensor?[] x, int operand, Tensor direction, float step)
    {
        var moved = x[operand]!.Copy();
        for (var i = 0; i < moved.Count; i++) moved.Floats[i] += step * direction.Floats[i];
        return [.. x.Select((tensor, i) => i == operand ? moved : tensor)];
    }
}
