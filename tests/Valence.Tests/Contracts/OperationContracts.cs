using Valence.Kernels;
using Valence.Losses;
using Valence.Operations;
using Valence.Randomness;

namespace Valence.Tests.Contracts;

/// <summary>The operation contract table: a row, or several, for each operation.</summary>
internal static class OperationContracts
{
    private static readonly Operand X = new(1);

    // Rows and examples that came later draw from here, so that the others keep their numbers.
    private static readonly Operand Y = new(2);
    private static readonly Operand Z = new(3);

    public static IReadOnlyList<OperationContract> All { get; } =
    [
        .. Elementwise(),
        .. Matrices(),
        .. Windows((new(3), 1), (new(4, 2, Padding.Same), 1), (new(2, 1, Padding.Causal, 3), 3), (new(5, 3), 1)),
        .. Shapes(),
        .. Reductions(),
        .. Recurrences(),
        .. Others(),
        .. Windows((new(2), 1), (new(3, 1, Padding.Same), 1), (new(2, 1, Padding.Causal), 1)),
        .. AdaptivePools(1, 4, 11, 17),
        .. MoreElementwise(),
        .. OptimizerContracts.All,
        Unary(Gelu.Exact, Z.Normal), Unary(Gelu.ByTanh, Z.Normal) with { Variant = "by tanh" },
        Binary(GeluGradient.Exact, Z.Normal), Binary(GeluGradient.ByTanh, Z.Normal) with { Variant = "by tanh" },
        new(new LayerNormScaleGradient(1e-3f), [Z.Normal(5, 41, 35), Z.Normal(35), Z.Normal(5, 41, 35)],
            [Z.Normal(0, 4), Z.Normal(4), Z.Normal(0, 4)]) { Variant = "of many rows" },
        .. Attentions(),
        .. Positions(),
        new(new RotatePositions(4, 100) { ScalingFactor = 2.5 }, [Z.Normal(2, 7, 8)]) { Variant = "of stretched steps",
            Differentiable = [0] },
        new(new FourierMatrix(1, isSine: false), [Z.Normal(2, 7, 3)], [Z.Normal(2, 1)], [Z.Normal(3, 0)]) { Wrong =
            [[Z.Normal(5)]] },
        new(new FourierMatrix(2, isSine: true), [Z.Normal(2, 3, 8)]) { Variant = "of sines", Wrong =
            [[Z.Normal(5, 3)]] },
        new(new SinePositions(100), [Z.Normal(2, 7, 5)], [Z.Normal(3, 4)], [Z.Normal(0, 3, 4)], [Z.Normal(2, 3, 0)])
        {
            Wrong = [[Z.Normal(5)]],
        },
        .. Chains(),
    ];

    private static IEnumerable<OperationContract> Chains()
    {
        var rules = new ChainRules(3, [1, 5], [2], [0]);
        yield return new(new ChainScores(new(5, [], [], [])),
            [Z.Normal(2, 7, 5), Z.Normal(5, 5), Z.Normal(5), Z.Normal(5), null],
            [Z.Normal(0, 7, 5), Z.Normal(5, 5), Z.Normal(5), Z.Normal(5), null],
            [Z.Normal(2, 0, 5), Z.Normal(5, 5), Z.Normal(5), Z.Normal(5), null])
        {
            Differentiable = [0, 1, 2, 3],
            Wrong =
            [
                [Z.Normal(2, 7, 4), Z.Normal(4, 4), Z.Normal(4), Z.Normal(4), null],
                [Z.Normal(2, 7, 5), Z.Normal(5, 4), Z.Normal(5), Z.Normal(5), null],
                [Z.Normal(2, 7, 5), Z.Normal(5, 5), Z.Normal(5), Z.Normal(5), Z.Truths(2, 6)],
            ],
        };
        yield return new(new ChainScores(rules),
            [Z.Normal(4, 7, 3), Z.Normal(3, 3), Z.Normal(3), Z.Normal(3), Z.Truths(4, 7)])
        { Variant = "with rules and a mask" };
        yield return new(new ChainScoresGradient(rules), [Z.Normal(4, 7, 3, 3), null],
            [Z.Normal(4, 7, 3, 3), Z.Truths(4, 7)], [Z.Normal(0, 7, 3, 3), null])
        {
            Outputs = 4,
            Wrong = [[Z.Normal(4, 7, 3), null], [Z.Normal(4, 7, 4, 4), null], [Z.Normal(4, 7, 3, 3), Z.Truths(4, 6)]],
        };
        Tensor?[][] scores = [[Z.Normal(3, 7, 5, 5)], [Z.Normal(2, 1, 4, 4)], [Z.Normal(2, 3, 1, 1)],
            [Z.Normal(0, 3, 4, 4)], [Z.Normal(2, 0, 4, 4)], [Z.Normal(2, 200, 9, 9)]];
        Tensor?[][] wrong = [[Z.Normal(3, 7, 5)], [Z.Normal(3, 7, 5, 4)], [Z.Normal(3, 7, 0, 0)]];
        yield return new(LogPartition.Instance, scores) { Differentiable = [0], Wrong = wrong };
        yield return new(PairMarginals.Instance, scores) { Wrong = wrong };
        yield return new(BestPath.Instance, scores) { Wrong = wrong };
        yield return new(PathIndicators.Instance, [Tensor.From([0f, 2, 1, 3, 0, 0], [2, 3]), Z.Normal(2, 3, 4, 4)],
            [Z.Truths(0, 3), Z.Normal(0, 3, 4, 4)])
        {
            Wrong = [[Z.Truths(2, 4), Z.Normal(2, 3, 4, 4)], [Z.Truths(2, 3), Z.Normal(2, 3, 4)]],
        };
    }

    private static IEnumerable<OperationContract> Positions()
    {
        yield return new(new RotatePositions(6, 100), [Z.Normal(2, 7, 12)], [Z.Normal(1, 1, 6)], [Z.Normal(0, 3, 6)],
            [Z.Normal(3, 0, 6)])
        {
            Differentiable = [0],
            Wrong = [[Z.Normal(2, 7, 8)], [Z.Normal(7, 12)]],
        };
        foreach (var (name, positions) in ((string, RelativePositions)[])[("", new(5)), ("in buckets", new(4, 12))])
            foreach (var ofKeys in (bool[])[false, true])
            {
                var (variant, rows) = ($"{name}{(ofKeys ? " of keys" : "")}", 2 * positions.Span);
                yield return new(new RelativeScores(positions, ofKeys), [Z.Normal(2, 3, 17, rows)],
                    [Z.Normal(1, 1, 1, rows)], [Z.Normal(0, 2, 3, rows)], [Z.Normal(2, 2, 0, rows)])
                {
                    Variant = variant,
                    Differentiable = [0],
                    Wrong = [[Z.Normal(2, 3, 7, rows + 1)], [Z.Normal(3, 7, rows)]],
                };
                yield return new(new RelativeScoresGradient(positions, ofKeys), [Z.Normal(2, 3, 17, 17)],
                    [Z.Normal(1, 1, 1, 1)], [Z.Normal(0, 2, 3, 3)], [Z.Normal(2, 2, 0, 0)])
                {
                    Variant = variant,
                    Differentiable = [0],
                    Wrong = [[Z.Normal(2, 3, 7, 6)], [Z.Normal(3, 7, 7)]],
                };
            }
    }

    private static IEnumerable<OperationContract> Attentions()
    {
        var key = new Tensor([4], ElementType.Int32);
        new CounterRandom(7, 8, 9).Write(key.Overwrite<int>());
        foreach (var (name, rule) in ((string, AttentionRule)[])[("", new(0.5f, false, int.MaxValue, false)),
            ("causal", new(0.3f, true, int.MaxValue, false)), ("in a window", new(0.5f, false, 3, true)),
            ("causal in a window", new(-0.7f, true, 2, true)),
            ("with dropout", new(0.5f, false, int.MaxValue, true) { DropoutRate = 0.3f, Kept = 1 / 0.7f })])
        {
            var draws = rule.DropoutRate > 0 ? key : null;
            var operation = new HeadAttention(4, 2, rule);
            Tensor?[][] examples = [Of(2, 5, 7, 4, null), Of(1, 3, 3, 3, Z.Truths(1, 1, 1, 3)),
                Of(3, 4, 70, 9, Z.Truths(3, 1, 1, 70)), Of(2, 110, 130, 5, Z.Truths(2, 4, 110, 130)),
                Of(2, 6, 5, 1, Z.Truths(1, 1, 6, 1)), Of(0, 3, 3, 2, null), Of(2, 3, 0, 2, null)];
            yield return new(operation, examples)
            {
                Variant = name,
                Differentiable = [0, 1, 2],
                Wrong = [[Z.Normal(2, 3, 5), Z.Normal(2, 3, 4), Z.Normal(2, 3, 4), null, draws],
                    [Z.Normal(2, 3, 8), Z.Normal(2, 3, 4), Z.Normal(2, 4, 4), null, draws],
                    [Z.Normal(2, 8), Z.Normal(2, 4), Z.Normal(2, 4), null, draws],
                    [Z.Normal(2, 3, 8), Z.Normal(2, 3, 4), Z.Normal(2, 3, 4), Z.Truths(2, 3), draws]],
            };
            yield return new(new HeadAttentionGradient(operation), [.. examples.Select(x => (Tensor?[])[.. x,
                Z.Normal(x[0]!.Shape[0], x[0]!.Shape[1], x[2]!.Shape[2] * 2)])])
            {
                Variant = name,
                Outputs = 3,
            };

            Tensor?[] Of(int batch, int queries, int keys, int width, Tensor? mask) =>
            [
                Z.Normal(batch, queries, 4 * width), Z.Normal(batch, keys, 2 * width), Z.Normal(batch, keys, 6), mask,
                draws,
            ];
        }
    }

    private static IEnumerable<OperationContract> Elementwise() =>
    [
        Unary(new Abs(), X.AwayFromZero, integers: true), Unary(new Erf(), X.Normal),
        Unary(new Exp(), X.Normal),
        Unary(new Expm1(), X.Normal), Unary(new Log(), X.Positive),
        Unary(new Log1P(), X.Positive), Unary(new Negate(), X.Normal, integers: true),
        Unary(new ReluOperation(), X.AwayFromZero),
        Unary(new Sigmoid(), X.Normal), Unary(new Sign(), X.AwayFromZero, integers: true),
        Unary(new Softplus(), X.Normal), Unary(new Sqrt(), X.Positive), Unary(new Square(), X.Normal, integers: true),
        Unary(new Tanh(), X.Normal),
        Binary(new AddOperation(), X.Normal), Binary(new SubtractOperation(), X.Normal),
        Binary(new MultiplyOperation(), X.Normal),
        Binary(new Divide(), X.Positive), Binary(new Power(), X.Positive),
        Binary(new MaximumOperation(), X.Normal, smooth: false),
        Binary(new MinimumOperation(), X.Normal, smooth: false),
        Binary(new Equal(), X.Truths), Binary(new NotEqual(), X.Truths), Binary(new Greater(), X.Normal),
        Binary(new GreaterEqual(), X.Truths), Binary(new Less(), X.Normal), Binary(new LessEqual(), X.Truths),
        Binary(new ReluGradient(), X.Normal, smooth: false), Binary(new SigmoidGradient(), X.Normal),
        Binary(new TanhGradient(), X.Normal),
        // Operands whose order no step of the check changes.
        new(new MaximumOperation(), [X.Distinct(5, 7), Tensor.From([0.05f])]) { Variant = "of distinct numbers",
            Differentiable = [0, 1] },
        new(new MinimumOperation(), [X.Distinct(5, 7), Tensor.From([0.05f])]) { Variant = "of distinct numbers",
            Differentiable = [0, 1] },
        new(new Select(), [X.Truths(3, 1), X.Normal(3, 7), X.Normal(7)], [X.Truths(0, 1), X.Normal(0, 7), X.Normal(7)],
            [X.Truths(5, 33), X.Normal(1), X.Normal(5, 33)], [Y.Truths(5, 1), Y.Ids(9, 5, 3), Y.Ids(9, 3)],
            [Z.Truths(3, 1, 41, 1), Z.Normal(3, 2, 41, 19), Z.Normal(1)],
            [Z.Truths(3, 1, 1, 65), Z.Normal(3, 2, 41, 65), Z.Normal(3, 2, 1, 1)],
            [Z.Truths(2, 7, 300), Z.Normal(7, 1), Z.Normal(2, 1, 300)], [Z.Truths(1), Z.Normal(1), Z.Normal(1)])
        {
            Differentiable = [1, 2],
            Wrong = [[X.Truths(2), X.Normal(3), X.Normal(3)], [X.Truths(3), X.Normal(2), X.Normal(3)],
                [Y.Truths(3), Y.Normal(3), Y.Ids(9, 3)]],
        },
        new(Cast.ToFloat32, [X.Ids(9, 3, 7)], [X.Normal(5)], [X.Ids(9, 0, 7)]) { Variant = "to float32",
            Wrong = [[new Tensor([2], ElementType.String)]] },
        new(WholeIds.Instance, [Tensor.From([3, 0, -2f, 7], [2, 2])],
            [new Tensor([0, 7])]) { Wrong = [[new Tensor([2], ElementType.String)]] },
        new(Cast.ToInt32, [X.Normal(3, 7)], [X.Ids(9, 5)]) { Variant = "to int32",
            Wrong = [[new Tensor([2], ElementType.String)]] },
    ];

    private static IEnumerable<OperationContract> MoreElementwise() =>
    [
        Unary(new Erfc(), Y.Normal),
        Unary(new Floor(), Y.Normal), Unary(new Ceil(), Y.Normal), Unary(new Round(), Y.Normal),
        Unary(new Truncate(), Y.Normal), Unary(new Sin(), Y.Normal), Unary(new Cos(), Y.Normal),
        Binary(new Arctan2(), Y.AwayFromZero, smooth: false), Binary(new FloorDivide(), Y.AwayFromZero),
        Binary(new Mod(), Y.AwayFromZero, smooth: false),
        .. Integers(new AddOperation(), new SubtractOperation(), new MultiplyOperation(), new MaximumOperation(),
            new MinimumOperation(), new Power(), new Mod(), new FloorDivide(), new Equal(), new NotEqual(),
            new Greater(), new GreaterEqual(), new Less(), new LessEqual()),
        new(new Arctan2(), [Y.Positive(5, 7), Y.Positive(7)]) { Variant = "of positive numbers",
            Differentiable = [0, 1] },
        // No step of the check reaches the next multiple.
        new(new Mod(), [Tensor.From([0.5f, -1.3f, 2.6f]), Tensor.From([1f, 0.9f, -1.5f])])
        {
            Variant = "between multiples", Differentiable = [0, 1],
        },
    ];

    private static IEnumerable<OperationContract> Matrices() =>
    [
        new(MatMul.For(false, false),
            [X.Normal(3, 5), X.Normal(5, 7)], [X.Normal(1, 33), X.Normal(33, 17), X.Normal(17)],
            [X.Normal(2, 3, 9), X.Normal(9, 5), X.Normal(5)], [X.Normal(2, 3, 9), X.Normal(2, 9, 5)],
            [X.Normal(0, 5), X.Normal(5, 7)],
            [X.Normal(67, 129), X.Normal(129, 65)], [X.Normal(2, 3, 5, 9), X.Normal(2, 3, 9, 4)],
            [Y.Ids(9, 2, 3, 5), Y.Ids(9, 5, 4), Y.Ids(9, 4)])
        {
            Differentiable = [0, 1, 2],
            Wrong = [[X.Normal(5), X.Normal(5, 7)], [X.Normal(3, 4), X.Normal(5, 7)],
                [X.Normal(2, 3, 9), X.Normal(3, 9, 5)], [X.Normal(3, 5), X.Normal(5, 7), X.Normal(6)],
                [Y.Normal(3, 5), Y.Ids(9, 5, 7)]],
        },
        new(MatMul.For(true, false), [X.Normal(5, 3), X.Normal(5, 7)], [X.Normal(129, 35), X.Normal(129, 65)],
            [X.Normal(2, 9, 3), X.Normal(2, 9, 5)])
        {
            Variant = "with a transposed", Differentiable = [0, 1],
            Wrong = [[X.Normal(4, 3), X.Normal(5, 7)], [X.Normal(2, 5, 3), X.Normal(5, 7)]],
        },
        new(MatMul.For(false, true), [X.Normal(3, 5), X.Normal(7, 5)], [X.Normal(35, 129), X.Normal(65, 129)],
            [X.Normal(2, 3, 9), X.Normal(2, 5, 9)], [X.Normal(2, 3, 9), X.Normal(5, 9)])
        {
            Variant = "with b transposed", Differentiable = [0, 1], Wrong = [[X.Normal(3, 5), X.Normal(5, 7)]],
        },
        new(MatMul.For(true, true), [X.Normal(5, 3), X.Normal(7, 5)],
            [X.Normal(2, 9, 3), X.Normal(2, 5, 9)]) { Variant = "with both transposed", Differentiable = [0, 1],
            Wrong = [[X.Normal(5, 3), X.Normal(5, 7)]] },
        new(Int8MatMul.Instance, [Y.Normal(3, 5), Bytes(5, 7), Y.Positive(7), Y.Normal(7)],
            [Y.Normal(2, 4, 33), Bytes(33, 50), Y.Positive(50)], [Y.Normal(1, 70), Bytes(70, 16), Y.Positive(16)],
            [Y.Normal(130, 64), Bytes(64, 130), Y.Positive(130), Y.Normal(130)],
            [Y.Normal(0, 5), Bytes(5, 7), Y.Positive(7)])
        {
            // What rounds moves in steps, which differences see and its gradient does not.
            Differentiable = [3],
            Wrong = [[Y.Normal(5), Bytes(5, 7), Y.Positive(7)], [Y.Normal(3, 9), Bytes(5, 7), Y.Positive(7)],
                [Y.Normal(3, 5), Bytes(5, 7), Y.Positive(17)], [Y.Normal(3, 5), Y.Normal(1, 2, 16), Y.Positive(7)],
                [Y.Normal(3, 5), Bytes(5, 7), Y.Positive(7), Y.Normal(6)]],
        },
        new(new Int8Values(5), [Bytes(5, 7), Y.Positive(7)], [Bytes(5, 33), Y.Positive(33)])
        {
            Wrong = [[Bytes(5, 7), Y.Positive(17)], [Bytes(9, 7), Y.Positive(7)], [Bytes(5, 7), Y.Positive(7, 1)]],
        },
        new(GatherMatMul.Plain, [Y.Normal(5, 2), Y.Ids(5, 3, 2), Y.Normal(4, 3), Y.Normal(3)],
            [Y.Normal(60, 9), Y.Ids(60, 33, 3), Y.Normal(27, 17), Y.Normal(17)],
            [Y.Normal(7, 32), Y.Ids(7, 130, 2), Y.Normal(64, 16), null],
            [Y.Normal(7, 3), Y.Ids(7, 0, 2), Y.Normal(6, 2)])
        {
            Differentiable = [0, 2, 3],
            Wrong = [[Y.Normal(5), Y.Ids(5, 3, 2), Y.Normal(4, 3)], [Y.Normal(5, 2), Y.Ids(5, 3), Y.Normal(4, 3)],
                [Y.Normal(5, 2), Y.Ids(5, 3, 2), Y.Normal(5, 3)],
                [Y.Normal(5, 2), Y.Ids(5, 3, 2), Y.Normal(4, 3), Y.Normal(4)]],
        },
        new(GatherMatMul.Plain, [Y.Normal(4, 2), Tensor.From([2, 0, 2, 3, 0, 2], [3, 2]), Y.Normal(4, 3), null,
            Tensor.From([0, 2, 3]), Tensor.From([1, 0, 1, 2, 0, 1])])
        {
            Variant = "with sums", Differentiable = [0, 2], Wrong = [],
        },
        new(GatherMatMul.Transposed, [Y.Normal(5, 2), Y.Ids(5, 3, 2), Y.Normal(3, 4)],
            [Y.Normal(60, 9), Y.Ids(60, 33, 3), Y.Normal(33, 17)],
            [Y.Normal(7, 32), Y.Ids(7, 130, 2), Y.Normal(130, 16)])
        {
            Variant = "transposed", Differentiable = [0, 2],
            Wrong = [[Y.Normal(5, 2), Y.Ids(5, 3, 2), Y.Normal(4, 3)],
                [Y.Normal(5, 2), Y.Ids(5, 3, 2), Y.Normal(3, 4), Y.Normal(4)]],
        },
        new(MatMulRowSums.Instance,
            [X.Normal(2, 3), X.Normal(10, 3), X.Ids(4, 2, 2), X.Ids(9, 4)],
            [X.Normal(33, 17), X.Normal(99, 17), X.Ids(60, 33, 3), X.Ids(9, 60)],
            [X.Normal(130, 9), X.Normal(300, 9), X.Ids(7, 130), X.Ids(9, 7)],
            [X.Normal(7, 16), X.Normal(41 * 32, 16), X.Ids(50, 7, 41), X.Ids(9, 50)])
        {
            Wrong = [[X.Normal(2, 3), X.Normal(10, 4), X.Ids(4, 4), X.Ids(9, 4)],
                [X.Normal(2, 3), X.Normal(10, 3), X.Ids(4, 5), X.Ids(9, 4)],
                [X.Normal(2, 3), X.Normal(9, 3), X.Ids(4, 4), X.Ids(9, 4)],
                [X.Normal(2, 3), X.Normal(10, 3), X.Ids(4, 4), X.Ids(9, 2, 2)]],
        },
        new(MaskedSum.Instance, [Z.Normal(2, 3, 4), Z.Truths(2, 3)], [Z.Normal(33, 130, 17), Z.Truths(33, 130)],
            [Z.Normal(3, 700, 5), Z.Truths(3, 700)], [Z.Normal(2, 0, 4), Z.Truths(2, 0)])
        {
            Differentiable = [0],
            Wrong = [[Z.Normal(2, 3), Z.Truths(2, 3)], [Z.Normal(2, 3, 4), Z.Truths(2, 4)],
                [Z.Normal(2, 3, 4), Z.Truths(2, 3, 4)]],
        },
        new(GatherSum.Instance, [Z.Normal(5, 4), Z.Ids(5, 3, 2)], [Z.Normal(60, 9), Z.Ids(60, 33, 3), Z.Truths(33, 3)],
            [Z.Normal(7, 50), Z.Ids(7, 3, 1300), Z.Truths(3, 1300)], [Z.Normal(7, 3), Z.Ids(7, 0, 2)])
        {
            Differentiable = [0],
            Wrong = [[Z.Normal(5), Z.Ids(5, 3, 2)], [Z.Normal(5, 4), Z.Ids(5, 3)],
                [Z.Normal(5, 4), Z.Ids(5, 3, 2), Z.Truths(2, 3)]],
        },
        new(GatherSum.Instance, [Z.Normal(4, 2), Tensor.From([2, 0, 2, 3, 0, 2], [3, 2]),
            Tensor.From([1f, 0, 1, 1, 1, 1], [3, 2]), Tensor.From([0, 2, 3]), Tensor.From([1, 0, 1, 2, 0, 1])])
        {
            Variant = "with sums", Differentiable = [0], Wrong = [],
        },
        new(GatherSumRows.Instance, [Z.Normal(2, 3), Z.Ids(4, 2, 2), Z.Ids(9, 4)],
            [Z.Normal(33, 17), Z.Ids(60, 33, 3), Z.Ids(9, 60), Z.Truths(33, 3)],
            [Z.Normal(5, 9), Z.Ids(7, 5 * 300), Z.Ids(9, 7)])
        {
            Wrong = [[Z.Normal(2, 3), Z.Ids(4, 5), Z.Ids(9, 4)], [Z.Normal(6), Z.Ids(4, 6), Z.Ids(9, 4)],
                [Z.Normal(2, 3), Z.Ids(4, 4), Z.Ids(9, 4, 1)], [Z.Normal(2, 3), Z.Ids(4, 4), Z.Ids(9, 4), Z.Truths(3)]],
        },
        new(new LayerNorm(1e-3f), [X.Distinct(3, 7)], [X.Distinct(2, 3, 33), X.Normal(33), X.Normal(33)],
            [X.Normal(0, 7), X.Normal(7), null], [X.Distinct(5, 9), null, X.Normal(9)])
        {
            Differentiable = [0, 1, 2],
            Wrong = [[X.Normal()], [X.Normal(3, 7), X.Normal(6)], [X.Normal(3, 7), null, X.Normal(1, 7)]],
        },
        new(new LayerNormInputGradient(1e-3f), [X.Normal(3, 7), null, X.Normal(3, 7)],
            [X.Normal(2, 3, 33), X.Normal(33), X.Normal(2, 3, 33)]),
        new(new LayerNormScaleGradient(1e-3f), [X.Normal(3, 7), X.Normal(7), X.Normal(3, 7)],
            [X.Normal(2, 3, 33), X.Normal(33), X.Normal(2, 3, 33)]),
    ];

    private static IEnumerable<OperationContract> Windows(params (SlidingWindow Window, int Groups)[] windows)
    {
        foreach (var (window, groups) in windows)
        {
            var steps = window.Count(11);
            yield return new(new Conv1DOperation(window, groups),
                [X.Normal(2, 11, 3), X.Normal(window.Size, 3 / groups, 9)],
                [X.Normal(3, 11, 33), X.Normal(window.Size, 33 / groups, 21), X.Normal(21)],
                [X.Normal(0, 11, 3), X.Normal(window.Size, 3 / groups, 9)])
            {
                Variant = $"{window}, {groups}",
                Differentiable = [0, 1, 2],
                Wrong = [[X.Normal(11, 3), X.Normal(window.Size, 3 / groups, 9)],
                    [X.Normal(2, 11, 4), X.Normal(window.Size, 3 / groups, 9)],
                    [X.Normal(2, 11, 3), X.Normal(window.Size, 9)],
                    [X.Normal(2, 11, 3), X.Normal(window.Size, 3 / groups, 9), X.Normal(8)]],
            };
            yield return new(new Conv1DInputGradient(window, groups),
                [X.Normal(2, steps, 9), X.Normal(window.Size, 3 / groups, 9), X.Normal(2, 11, 3)],
                [X.Normal(3, steps, 21), X.Normal(window.Size, 33 / groups, 21), X.Normal(3, 11, 33)])
            {
                Variant = $"{window}, {groups}",
                Differentiable = [0, 1],
                Wrong = [[X.Normal(2, steps, 8), X.Normal(window.Size, 3 / groups, 9), X.Normal(2, 11, 3)],
                    [X.Normal(steps, 9), X.Normal(window.Size, 3 / groups, 9), X.Normal(2, 11, 3)]],
            };
            yield return new(new Conv1DKernelGradient(window, groups),
                [X.Normal(2, 11, 3), X.Normal(2, steps, 9), X.Normal(window.Size, 3 / groups, 9)],
                [X.Normal(3, 11, 33), X.Normal(3, steps, 21), X.Normal(window.Size, 33 / groups, 21)])
            {
                Variant =
                    $"{window}, {groups}"
            };
            if (window.Padding == Padding.Causal) continue;
            yield return new(new AveragePool1D(window), [X.Normal(2, 11, 3)], [X.Normal(3, 11, 33)],
                [X.Normal(0, 11, 3)])
            { Variant = $"{window}", Differentiable = [0], Wrong = [[X.Normal(11, 3)]] };
            yield return new(new AveragePool1DGradient(window), [X.Normal(2, steps, 3), X.Normal(2, 11, 3)],
                [X.Normal(3, steps, 33), X.Normal(3, 11, 33)])
            { Variant = $"{window}" };
            yield return new(new MaxPool1D(window), [X.Distinct(2, 11, 3)], [X.Distinct(3, 11, 33)],
                [X.Normal(0, 11, 3)])
            { Variant = $"{window}", Differentiable = [0], Wrong = [[X.Normal(11, 3)]] };
            yield return new(new MaxPool1DGradient(window), MaxPooled(window, X.Distinct(2, 11, 3)),
                MaxPooled(window, X.Distinct(3, 11, 33)))
            { Variant = $"{window}" };
        }
    }

    private static IEnumerable<OperationContract> AdaptivePools(params IEnumerable<int> counts)
    {
        foreach (var count in counts)
        {
            AdaptiveWindows windows = new(count);
            yield return new(new AdaptiveAveragePool1D(windows), [X.Normal(2, 11, 3)], [X.Normal(0, 11, 3)],
                [X.Normal(3, 1, 5)])
            {
                Variant = $"{windows}",
                Differentiable = [0],
                Wrong = [[X.Normal(11, 3)], [X.Normal(2, 0, 3)]]
            };
            yield return new(new AdaptiveAveragePool1DGradient(windows), [X.Normal(2, count, 3), X.Normal(2, 11, 3)])
            { Variant = $"{windows}" };
            yield return new(new AdaptiveMaxPool1D(windows), [X.Distinct(2, 11, 3)], [X.Normal(0, 11, 3)],
                [X.Distinct(3, 1, 5)])
            {
                Variant = $"{windows}",
                Differentiable = [0],
                Wrong = [[X.Normal(11, 3)], [X.Normal(2, 0, 3)]]
            };
            var x = X.Distinct(2, 11, 3);
            var y = new Tensor(x.Shape.With(1, count));
            new AdaptiveMaxPool1D(windows).Define(new([x]), [y]);
            yield return new(new AdaptiveMaxPool1DGradient(windows), [x, y, X.Normal(y.Shape.AsSpan())])
            { Variant = $"{windows}" };
        }
    }

    private static IEnumerable<OperationContract> Shapes() =>
    [
        new(Concat.For(1), [X.Normal(2, 3), X.Normal(2, 5)], [X.Normal(3, 1, 7), X.Normal(3, 4, 7), X.Normal(3, 33, 7)],
            [X.Ids(9, 2, 3), X.Ids(9, 2, 1)], [X.Normal(0, 3), X.Normal(0, 2)])
        {
            Differentiable = [0, 1, 2],
            Wrong = [[X.Normal(2), X.Normal(3)], [X.Normal(2, 3), X.Normal(3, 3)], [X.Normal(2, 3), X.Normal(2, 3, 1)]],
        },
        new(new Expand(), [X.Normal(7), X.Normal(3, 7)], [X.Normal(3, 1), X.Normal(3, 33)],
            [X.Normal(2, 1, 5), X.Normal(2, 9, 5)], [X.Normal(), X.Normal(5, 3)], [X.Normal(7), X.Normal(0, 7)],
            [Y.Ids(9, 7), Y.Ids(9, 3, 7)])
        {
            Differentiable = [0], Wrong = [[X.Normal(2), X.Normal(3)], [X.Normal(3, 7), X.Normal(7)]],
        },
        new(new SumTo(), [X.Normal(3, 7), X.Normal(7)], [X.Normal(3, 33), X.Normal(3, 1)],
            [X.Normal(2, 9, 5), X.Normal(2, 1, 5)], [X.Normal(5, 3), X.Normal()], [X.Normal(0, 7), X.Normal(7)],
            [X.Normal(301, 67), X.Normal(67)])
        {
            Differentiable = [0], Wrong = [[X.Normal(3), X.Normal(2)], [X.Normal(7), X.Normal(3, 7)]],
        },
        new(new Gather(), [X.Normal(9, 5), X.Ids(9, 7)], [X.Normal(9, 33), X.Ids(9, 3, 5)], [X.Normal(9), X.Ids(9, 5)],
            [X.Normal(9, 5), X.Ids(9, 0, 3)], [X.Normal(9, 130), X.Ids(9, 41, 17)],
            [Y.Ids(9, 9, 5), Y.Ids(9, 7)])
        {
            Differentiable = [0], Wrong = [[X.Normal(9, 5), X.Normal(3)], [X.Normal(), X.Ids(9, 3)]],
        },
        new(new ScatterRows(), [X.Ids(9, 7), X.Normal(7, 5), X.Normal(9, 5)],
            [X.Ids(9, 3, 5), X.Normal(3, 5, 33), X.Normal(9, 33)], [X.Ids(9, 0), X.Normal(0, 5), X.Normal(9, 5)])
        {
            Differentiable = [1],
            Wrong = [[X.Normal(7), X.Normal(7, 5), X.Normal(9, 5)], [X.Ids(9, 7), X.Normal(6, 5), X.Normal(9, 5)],
                [X.Ids(9, 7), X.Normal(7, 5), X.Normal()]],
        },
        new(new TakeAlong(), [Y.Normal(3, 7), Y.Ids(7, 3, 5)], [Y.Normal(2, 5, 33), Y.Ids(33, 2, 5, 40)],
            [Y.Normal(0, 7), Y.Ids(7, 0, 5)], [Y.Ids(9, 3, 7), Y.Ids(7, 3, 1)])
        {
            Differentiable = [0],
            Wrong = [[Y.Normal(3, 7), Y.Ids(7, 2, 5)], [Y.Normal(), Y.Ids(7)], [Y.Normal(3, 7), Y.Ids(7, 3)]],
        },
        new(new ScatterAlong(), [Y.Ids(7, 3, 5), Y.Normal(3, 5), Y.Normal(3, 7)],
            [Y.Ids(33, 2, 5, 40), Y.Normal(2, 5, 40), Y.Normal(2, 5, 33)],
            [Y.Ids(7, 0, 5), Y.Normal(0, 5), Y.Normal(0, 7)])
        {
            Differentiable = [1],
            Wrong = [[Y.Ids(7, 3, 5), Y.Normal(3, 4), Y.Normal(3, 7)],
                [Y.Ids(7, 3, 5), Y.Normal(3, 5), Y.Normal(2, 7)]],
        },
        new(new Pad(1, 2, 1), [X.Normal(2, 3)], [X.Normal(3, 5, 33)], [X.Normal(0, 3)],
            [Y.Ids(9, 2, 3)]) { Differentiable = [0], Wrong = [[X.Normal(3)]] },
        new(new Repeat(1, 3), [X.Normal(2, 3)], [X.Normal(3, 5, 33)], [X.Normal(0, 3)],
            [Y.Ids(9, 2, 3)]) { Differentiable = [0], Wrong = [[X.Normal(3)]] },
        new(new ReshapeOperation([-1, 3]), [X.Normal(2, 6)], [X.Ids(9, 5, 3)], [X.Normal(0, 6)],
            [X.Normal(7, 11), X.Normal(11, 7)]) { Differentiable = [0],
            Wrong = [[X.Normal(7)], [X.Normal(6), X.Normal(7)]] },
        new(Slice.For(1, 1, 3, 1), [X.Normal(2, 5)], [X.Normal(3, 4, 33)], [X.Ids(9, 2, 4)],
            [X.Normal(0, 5)]) { Differentiable = [0], Wrong = [[X.Normal(5)], [X.Normal(2, 3)]] },
        new(Slice.For(1, 4, 3, -2), [X.Normal(2, 5)], [X.Normal(3, 6, 33)]) { Variant = "backwards",
            Differentiable = [0], Wrong = [[X.Normal(2, 4)]] },
        new(new Split(1, 3), [X.Normal(2, 6)], [X.Normal(3, 5, 33)]) { Outputs = 2, Differentiable = [0],
            Wrong = [[X.Normal(6)], [X.Normal(2, 3)], [X.Normal(2, 7)]] },
        new(Transpose.For([1, 0]), [X.Normal(3, 7)], [X.Normal(67, 129)], [X.Ids(9, 3, 5)],
            [X.Normal(0, 5)]) { Differentiable = [0], Wrong = [[X.Normal(3)], [X.Normal(2, 3, 4)]] },
        new(Transpose.For([0, 2, 1, 3]), [X.Normal(2, 3, 5, 7)], [X.Normal(3, 17, 2, 33)]) { Variant = "of four axes",
            Differentiable = [0], Wrong = [[X.Normal(2, 3, 4)]] },
        new(Transpose.For([2, 0, 1]), [X.Normal(3, 5, 7)], [X.Normal(9, 17, 33)]) { Variant = "of three axes",
            Differentiable = [0], Wrong = [[X.Normal(2, 3)]] },
    ];

    private static IEnumerable<OperationContract> Reductions()
    {
        foreach (var axes in (int[])[1, 2, 3, 4, 5, 7])
            foreach (var keepDims in (bool[])[false, true])
            {
                var variant = $"over axes {axes:b} {(keepDims ? "kept" : "removed")}";
                yield return new(SumOperation.For(axes, keepDims), [X.Normal(3, 5, 7)], [X.Normal(9, 33, 67)],
                    [X.Normal(0, 5, 3)], [X.Normal(1, 129, 1)], [X.Ids(9, 3, 5, 7)])
                {
                    Variant = variant,
                    Differentiable = [0],
                    Wrong = [[X.Normal()]]
                };
                yield return new(Max.For(axes, keepDims), [X.Distinct(3, 5, 7)],
                    [X.Distinct(5, 13, 9)], [X.Ids(9, 3, 5, 7)])
                {
                    Variant = variant,
                    Differentiable = [0],
                    Wrong = [[X.Normal()]]
                };
            }
        yield return new(new ArgMax(), [X.Normal(3, 7)], [X.Distinct(2, 3, 33)],
            [X.Normal(0, 7)], [Y.Ids(9, 3, 7)])
        { Wrong = [[X.Normal()], [X.Normal(3, 0)]] };
        foreach (var reverse in (bool[])[false, true])
            yield return new(CumulativeSum.For(1, reverse), [Y.Normal(3, 7)], [Y.Normal(2, 5, 33)], [Y.Normal(3, 0)],
                [Y.Ids(9, 3, 5)])
            { Variant = reverse ? "from the end" : "", Differentiable = [0], Wrong = [[Y.Normal(3)]] };
        yield return new(CumulativeProduct.For(1), [Y.Normal(3, 4)], [Y.Positive(2, 5, 3)], [Y.Normal(3, 0)],
            [Y.Ids(9, 3, 5)])
        { Differentiable = [0], Wrong = [[Y.Normal(3)]] };
        yield return new(new CumulativeProductGradient(1), [Y.Truths(3, 7), Y.Normal(3, 7)],
            [Y.Normal(2, 5, 3), Y.Normal(2, 5, 3)], [Y.Normal(0, 5), Y.Normal(0, 5)])
        { Wrong = [[Y.Normal(3), Y.Normal(3)], [Y.Normal(3, 5), Y.Normal(5, 3)]] };
        yield return new(new ArgSort(), [Y.Truths(3, 7)], [Y.Normal(2, 5, 33)], [Y.Normal(3, 0)], [Y.Ids(9, 3, 50)],
            [Tensor.From([3, float.NaN, float.NegativeInfinity, 3, -0f, 0, float.NaN])])
        { Wrong = [[Y.Normal()]] };
        yield return new(new SoftmaxOperation(), [X.Normal(3, 7)], [X.Normal(2, 3, 33)], [X.Normal(0, 7)],
            [X.Normal(65, 129)], [X.Normal(5, 1)])
        { Differentiable = [0], Wrong = [[X.Normal()]] };
        yield return new(new SoftmaxGradient(), [X.Positive(3, 7), X.Normal(3, 7)],
            [X.Positive(65, 33), X.Normal(65, 33)]);
        yield return new(new LogSoftmax(), [X.Normal(3, 7)], [X.Normal(2, 3, 33)], [X.Normal(0, 7)],
            [X.Normal(65, 129)])
        { Differentiable = [0], Wrong = [[X.Normal()]] };
        yield return new(new Sparsemax(), [X.Distinct(3, 7)], [X.Distinct(2, 3, 9)])
        {
            Differentiable = [0],
            Wrong = [[X.Normal()]]
        };
        yield return new(new SparsemaxGradient(), [X.Distinct(3, 7), X.Truths(3, 7), X.Normal(3, 7)]);
    }

    private static IEnumerable<OperationContract> Recurrences()
    {
        foreach (var reverse in (bool[])[false, true])
        {
            yield return Recurrence(LstmSequence.For(reverse, SequenceTrace.Gradient), reverse ? "reversed" : "");
            yield return Recurrence(GruSequence.For(reverse, SequenceTrace.Gradient), reverse ? "reversed" : "");
            yield return Recurrence(SimpleRnnSequence.For(reverse, SequenceTrace.Gradient), reverse ? "reversed" : "");
            foreach (var ofInputs in (bool[])[false, true])
                foreach (var ofWeights in (bool[])[false, true])
                {
                    var parts = $"{(ofInputs ? " of inputs" : "")}{(ofWeights ? " of weights" : "")}";
                    var variant = $"{(reverse ? "reversed" : "")}{parts}".Trim();
                    yield return RecurrenceGradient(LstmSequenceGradient.For(reverse, ofInputs, ofWeights), variant);
                    yield return RecurrenceGradient(GruSequenceGradient.For(reverse, ofInputs, ofWeights), variant);
                    yield return RecurrenceGradient(SimpleRnnSequenceGradient.For(reverse, ofInputs, ofWeights),
                        variant);
                }
        }
        foreach (var trace in (SequenceTrace[])[SequenceTrace.None, SequenceTrace.States])
        {
            var variant = $"with trace {trace}";
            yield return new(LstmSequence.For(false, trace), Sequence(4, 3, 7, 5, 17, true))
            {
                Variant = variant,
                Outputs = 5
            };
            yield return new(GruSequence.For(false, trace), Sequence(3, 3, 7, 5, 17, false))
            {
                Variant = variant,
                Outputs = 3
            };
            yield return new(SimpleRnnSequence.For(false, trace), Sequence(1, 3, 7, 5, 17, false))
            {
                Variant = variant,
                Outputs = 3
            };
        }
    }

    private static OperationContract Recurrence(RecurrentSequence operation, string variant)
    {
        var (gates, cell) = (operation.Gates, operation.HasCell);
        return new(operation,
            Sequence(gates, 2, 5, 4, 3, cell, optional: false), Sequence(gates, 3, 7, 5, 17, cell),
            Projected(gates, 2, 5, 9), Numbered(gates, 6, 2, 5, 9), Sequence(gates, 0, 5, 4, 3, cell, optional: false),
            Sequence(gates, 33, 17, 9, 33, cell), Numbered(gates, 160, 33, 17, 33))
        {
            Variant = variant,
            Outputs = cell ? 5 : 3,
            Followed = cell ? [0, 1, 4] : [0, 1],
            Differentiable = cell
                ? [0, 1, 2, 3, 4, 7, 8] : [0, 1, 2, 3, 4, 7],
            Wrong =
            [
                With(0, X.Normal(2, 4)), With(0, X.Normal(2, 5, 6)), With(1, null), With(1, X.Small(4, gates * 3 + 1)),
                With(2, X.Small(3, gates * 3 + 1)), With(3, X.Normal(gates * 3 + 1)),
                With(4, X.Normal(gates)), With(5, X.Normal(gates, 3, 3)), With(6, X.Truths(2, 4)),
                With(7, X.Normal(2, 4)), With(8, X.Normal(3, 3)),
                Projected(gates, 2, 5, 9, bias: true), With(9, X.Ids(2, 2, 5)),
                [.. Numbered(gates, 6, 2, 5, 9)[..9], X.Ids(6, 10)],
                [X.Normal(6, gates * 9 + 1), .. Numbered(gates, 6, 2, 5, 9)[1..]],
            ],
        };

        Tensor?[] With(int operand, Tensor? wrong)
        {
            var x = Sequence(gates, 2, 5, 4, 3, cell, optional: false);
            x[operand] = wrong;
            return x;
        }
    }

    private static OperationContract RecurrenceGradient(RecurrentSequenceGradient operation, string variant)
    {
        var sequence = operation.Sequence;
        var (gates, cell) = (sequence.Gates, sequence.HasCell);
        return new(operation,
            [.. Sequence(gates, 2, 5, 4, 3, cell, optional: false),
                .. Trace(sequence, 2, 5, 3, steps: true, last: false)],
            [.. Sequence(gates, 3, 7, 5, 17, cell), .. Trace(sequence, 3, 7, 17, steps: true, last: true)],
            [.. Projected(gates, 3, 7, 9), .. Trace(sequence, 3, 7, 9, steps: false, last: true)],
            [.. Numbered(gates, 6, 3, 7, 9), .. Trace(sequence, 3, 7, 9, steps: true, last: true)],
            [.. Numbered(gates, 150, 37, 11, 17), .. Trace(sequence, 37, 11, 17, steps: false, last: true)])
        {
            Variant =
                variant,
            Outputs = 7
        };
    }

    private static Tensor?[] Sequence(int gates, int batch, int time, int features, int units, bool cell,
        bool optional = true) =>
    [
        X.Normal(batch, time, features), X.Small(features, gates * units), X.Small(units, gates * units), optional
            ? X.Small(gates * units) : null, optional ? X.Small(gates * units) : null,
        optional ? X.Truths(gates, batch, units) : null, optional ? X.Truths(batch, time) : null, optional
            ? X.Normal(batch, units) : null, optional && cell ? X.Normal(batch, units) : null, null,
    ];

    private static Tensor?[] Projected(int gates, int batch, int time, int units, bool bias = false) =>
        [X.Normal(batch, time, gates * units), null, X.Small(units, gates * units), bias ? X.Normal(gates * units)
            : null, X.Normal(gates * units), null, X.Truths(batch, time), null, null, null];

    private static Tensor?[] Numbered(int gates, int count, int batch, int time, int units) =>
        [X.Normal(count, gates * units), .. Projected(gates, batch, time, units)[1..9], X.Ids(count, batch, time)];

    private static Tensor?[] Trace(RecurrentSequence sequence, int batch, int time, int units, bool steps, bool last) =>
    [
        X.Small(time, batch, units), X.Small(time, batch, sequence.SavedValues * units), sequence.HasCell
            ? X.Normal(time, batch, units) : null,
        steps ? X.Normal(time, batch, units) : null, last ? X.Normal(batch, units) : null, last && sequence.HasCell
            ? X.Normal(batch, units) : null,
    ];

    private static IEnumerable<OperationContract> Others() =>
    [
        new(new Fill([3, 5], 2.5f), []), new(new Fill([0, 4], 1f), []) { Variant = "of nothing" },
        new(new Fill([7], int.MaxValue), []) { Variant = "of integers" }, new(Arange.For(9), []),
        new(new PositionMask(isCausal: true, window: 3), [X.Normal(2, 5, 3), X.Normal(2, 7, 3)],
            [X.Normal(0, 5), X.Normal(0, 9)]) { Wrong = [[X.Normal(5), X.Normal(2, 7)]] },
        new(new DropoutMask(0.3f), [X.Normal(3, 7), X.Ids(1 << 30, 4)], [X.Normal(65, 129), X.Ids(1 << 30, 4)],
            [X.Normal(0, 7), X.Ids(1 << 30, 4)]),
        new(new DropoutMask(0.3f, [-1, 1, -1]), [X.Normal(3, 5, 7), X.Ids(1 << 30, 4)]) { Variant = "of whole features",
            Wrong = [[X.Normal(3, 7), X.Ids(1 << 30, 4)]] },
        new(new NormalNoise(1, 2), [X.Normal(3, 7), X.Ids(1 << 30, 4)], [X.Normal(5, 33), X.Ids(1 << 30, 4)]),
        new(new ClassIndicators(), [Tensor.From([0f, 2, 1]), X.Normal(3, 5)],
            [Tensor.From([0f, 2, 1, 4, 4, 0], [2, 3]), X.Normal(2, 3, 5)]) { Wrong =
                [[X.Truths(3, 1), X.Normal(3, 5)], [X.Truths(3), X.Normal()]] },
    ];

    private delegate Tensor Numbers(params ReadOnlySpan<int> shape);

    private static OperationContract Unary(Operation operation, Numbers x, bool integers = false)
    {
        Tensor?[][] floats = [[x()], [x(7)], [x(5, 13)], [x(3, 17, 11)], [x(0, 5)], [x(257)], [x(3, 21_001)]];
        Tensor?[] whole = [X.Ids(9, 3)];
        return new(operation, integers ? [.. floats, whole] : floats)
        {
            Differentiable = operation.IsDifferentiable ? [0] : [],
            Wrong = integers ? [] : [whole],
        };
    }

    private static IEnumerable<OperationContract> Integers(params Operation[] operations) =>
        operations.Select(operation => new OperationContract(operation, [Y.Ids(9, 7), Y.Ids(9, 7)],
            [Y.Ids(9, 5, 13), Y.Ids(9, 13)], [Y.Ids(9, 5, 1), Y.Ids(9, 1, 13)], [Y.Ids(9, 33), Y.Ids(9)],
            [Y.Ids(9, 0, 5), Y.Ids(9, 5)])
        { Variant = "of integers" });

    private static OperationContract Binary(Operation operation, Numbers x, bool smooth = true) =>
        new(operation, [x(7), x(7)], [x(5, 13), x(13)], [x(5, 1), x(1, 13)], [x(3, 17, 11), x(3, 1, 11)], [x(), x(33)],
            [x(257), x()], [x(0, 5), x(5)], [x(9, 7_001), x(9, 1)], [x(9, 7_001), x(7_001)],
            [x(3, 21_001), x(3, 21_001)])
        {
            Differentiable = operation.IsDifferentiable && smooth ? [0, 1] : [],
            Wrong = [[X.Normal(2), X.Normal(3)], [X.Normal(3), X.Ids(9, 3)], [X.Normal(2, 3), X.Normal(2)]],
        };

    // A matrix of int8, four numbers in each int32.
    private static Tensor Bytes(int rows, int columns)
    {
        var matrix = Y.Ids(int.MaxValue, (columns + 15) / 16, (rows + 3) / 4, 16);
        foreach (ref var four in matrix.Change<int>()) four ^= four << 1;
        return matrix;
    }

    private static Tensor?[] MaxPooled(SlidingWindow window, Tensor x)
    {
        var y = new Tensor(x.Shape.With(1, window.Count(x.Shape[1])));
        new MaxPool1D(window).Define(new([x]), [y]);
        return [x, y, X.Normal(y.Shape.AsSpan())];
    }
}
