using Valence.Kernels;

namespace Valence.Operations;

/// <summary>One query of one head at a time, in plain loops: the definition of <see cref="HeadAttention"/>.</summary>
internal ref struct AttendingQuery
{
    private readonly Tensor _q, _k, _v;
    private readonly Tensor? _mask;
    private int _row, _head, _query;

    /// <param name="shape">The sizes.</param>
    /// <param name="rule">Which keys are open.</param>
    /// <param name="x">The operands.</param>
    /// <param name="room">Working memory: two numbers a key.</param>
    public AttendingQuery(AttentionShape shape, AttentionRule rule, Operands x, Span<float> room)
    {
        (Shape, Rule) = (shape, rule);
        (_q, _k, _v) = (x[HeadAttention.Query], x[HeadAttention.Key], x[HeadAttention.Value]);
        _mask = x.Optional(HeadAttention.Mask);
        Weights = room[..shape.Keys];
        Factors = room.Slice(shape.Keys, shape.Keys);
    }

    public readonly AttentionShape Shape { get; }

    public readonly AttentionRule Rule { get; }

    /// <summary>The weight of each key, before dropout.</summary>
    public readonly Span<float> Weights { get; }

    /// <summary>What dropout multiplies each weight by.</summary>
    public readonly Span<float> Factors { get; }

    /// <summary>Whether the query may attend to any key.</summary>
    public bool HasOpenKey { get; private set; }

    /// <summary>Goes to a query.</summary>
    public void Weigh(int row, int head, int query)
    {
        (_row, _head, _query) = (row, head, query);
        HasOpenKey = false;
        Draw();
        var largest = float.NegativeInfinity;
        for (var j = 0; j < Shape.Keys; j++)
        {
            Weights[j] = float.NegativeInfinity;
            if (!IsOpen(j)) continue;
            HasOpenKey = true;
            var score = 0f;
            for (var c = 0; c < Shape.Width; c++) score += Query(c) * Rule.Scale * Key(j, c);
            Weights[j] = score;
            largest = Math.Max(largest, score);
        }
        if (!HasOpenKey)
        {
            Weights.Fill(Rule.ClosedAttendNothing ? 0 : 1f / Shape.Keys);
            return;
        }
        var sum = 0f;
        for (var j = 0; j < Shape.Keys; j++) sum += Weights[j] = MathF.Exp(Weights[j] - largest);
        for (var j = 0; j < Shape.Keys; j++) Weights[j] /= sum;
    }

    public readonly float Query(int c) => _q.Floats[QueryAt(c)];

    public readonly float Key(int j, int c) => _k.Floats[KeyAt(j, c)];

    public readonly float Value(int j, int c) => _v.Floats[ValueAt(j, c)];

    public readonly int QueryAt(int c) => ((_row * Shape.Queries + _query) * Shape.Heads + _head) * Shape.Width + c;

    public readonly int KeyAt(int j, int c) => ((_row * Shape.Keys + j) * Shape.KeyHeads + KeyHead) * Shape.Width + c;

    public readonly int ValueAt(int j, int c) =>
        ((_row * Shape.Keys + j) * Shape.KeyHeads + KeyHead) * Shape.ValueWidth + c;

    public readonly int ResultAt(int c) =>
        ((_row * Shape.Queries + _query) * Shape.Heads + _head) * Shape.ValueWidth + c;

    private readonly int KeyHead => _head / Shape.Repeats;

    private readonly bool IsOpen(int j)
    {
        var (from, to) = Rule.Open(_query, Shape.Keys);
        if (j < from || j >= to) return false;
        var steps = Rule.MaskSteps;
        return _mask is null || _mask.Floats[_row * steps.Batch + _head * steps.Heads + _query * steps.Queries
            + j * steps.Keys] != 0;
    }

    private readonly void Draw()
    {
        Factors.Fill(1);
        if (Rule.DropoutRate == 0) return;
        var first = ((ulong)(_row * Shape.Heads + _head) * (ulong)Shape.Queries + (ulong)_query) * (ulong)Shape.Keys;
        Rule.Draws.Uniforms(Factors, first);
        foreach (ref var factor in Factors) factor = factor >= Rule.DropoutRate ? Rule.Kept : 0;
    }
}
