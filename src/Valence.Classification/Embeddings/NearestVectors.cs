using Valence.Backends;
using Valence.Execution;
using Valence.Operations;

namespace Valence.Classification;

/// <summary>Finds the nearest of many vectors by the cosine of angles, exactly.</summary>
/// <remarks>
/// All vectors are compared, many at once by a product of matrices in single precision; what that cannot tell apart
/// is compared in double, so that answers are those of a plain search in double. Safe to use from many threads.
/// </remarks>
public sealed class NearestVectors
{
    private const int QueriesAtOnce = 128, RowsAtOnce = 8192;

    private readonly float[] _vectors;
    private readonly double[] _lengths;
    private readonly Tensor[] _blocks;
    private readonly Backend _backend;

    // By how much a product of unit vectors in single precision may be off: each factor, each product and each sum is
    // rounded once, in whatever order sums are taken.
    private readonly float _error;

    /// <summary>Keeps vectors to search among.</summary>
    /// <param name="vectors">Float32 <c>[rows, dimensions]</c>, finite; they are copied.</param>
    /// <param name="backend">Where products run; all processors when null.</param>
    /// <exception cref="ArgumentException">They have another shape or type, or one is not finite.</exception>
    public NearestVectors(Tensor vectors, Backend? backend = null)
    {
        _vectors = Checked(vectors, null, nameof(vectors));
        (Rows, Dimensions) = (vectors.Shape[0], vectors.Shape[1]);
        _backend = backend ?? DefaultBackend.Cpu;
        _error = (Dimensions + 4) * (MathF.BitIncrement(1) - 1);
        _lengths = new double[Rows];
        _blocks = new Tensor[(Rows + RowsAtOnce - 1) / RowsAtOnce];
        for (var block = 0; block < _blocks.Length; block++)
        {
            var (from, count) = (block * RowsAtOnce, Math.Min(RowsAtOnce, Rows - block * RowsAtOnce));
            _blocks[block] = Units(_vectors.AsSpan(from * Dimensions, count * Dimensions), Dimensions,
                _lengths.AsSpan(from, count));
        }
    }

    /// <summary>How many vectors there are.</summary>
    public int Rows { get; }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>The nearest vectors of each query, the most similar first, and of equally similar ones the first
    /// row.</summary>
    /// <param name="queries">Float32 <c>[queries, dimensions]</c>, finite.</param>
    /// <param name="count">How many of each are asked for, at least 1; there are no more than
    /// <see cref="Rows"/>.</param>
    /// <param name="cancellationToken">What ends it between some thousand comparisons.</param>
    /// <exception cref="ArgumentException">Queries have another shape or type, or one is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<Neighbor>> Find(Tensor queries, int count = 1,
        CancellationToken cancellationToken = default)
    {
        Require.AtLeast(1, count);
        var numbers = Checked(queries, Dimensions, nameof(queries));
        var found = new IReadOnlyList<Neighbor>[queries.Shape[0]];
        var lengths = new double[found.Length];
        for (var first = 0; first < found.Length; first += QueriesAtOnce)
        {
            var some = Math.Min(QueriesAtOnce, found.Length - first);
            var units = Units(numbers.AsSpan(first * Dimensions, some * Dimensions), Dimensions,
                lengths.AsSpan(first, some));
            var nearest = new Candidates[some];
            for (var i = 0; i < some; i++) nearest[i] = new(Math.Min(count, Rows), _error);
            for (var block = 0; block < _blocks.Length; block++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var call = new CallContext(new EagerExecutor(new StepMemory(_backend)));
                var products = call.MatMul(units, _blocks[block], transposeB: true);
                var (start, width) = (block * RowsAtOnce, _blocks[block].Shape[0]);
                Parallel.For(0, some, i => nearest[i].Add(products.Floats.Slice(i * width, width), start));
            }
            Parallel.For(0, some, i => found[first + i] = Ranked(nearest[i].Rows,
                numbers.AsSpan((first + i) * Dimensions, Dimensions), lengths[first + i], count));
        }
        return found;
    }

    private Neighbor[] Ranked(IEnumerable<int> rows, ReadOnlySpan<float> query, double length, int count)
    {
        var ranked = new List<Neighbor>();
        foreach (var row in rows)
        {
            var product = 0.0;
            var vector = _vectors.AsSpan(row * Dimensions, Dimensions);
            for (var i = 0; i < vector.Length; i++) product += (double)query[i] * vector[i];
            ranked.Add(new(row, length == 0 || _lengths[row] == 0 ? 0
                : Math.Clamp(product / (length * _lengths[row]), -1, 1)));
        }
        return [.. ranked.OrderByDescending(neighbor => neighbor.Similarity).ThenBy(neighbor => neighbor.Row)
            .Take(count)];
    }

    private static Tensor Units(ReadOnlySpan<float> vectors, int dimensions, Span<double> lengths)
    {
        var units = new Tensor([lengths.Length, dimensions], ElementType.Float32);
        var to = units.Overwrite<float>();
        for (var row = 0; row < lengths.Length; row++)
        {
            var from = vectors.Slice(row * dimensions, dimensions);
            var sum = 0.0;
            foreach (var number in from) sum += (double)number * number;
            var length = lengths[row] = Math.Sqrt(sum);
            for (var i = 0; i < dimensions; i++)
                to[row * dimensions + i] = length == 0 ? 0 : (float)(from[i] / length);
        }
        return units;
    }

    private static float[] Checked(Tensor vectors, int? dimensions, string name)
    {
        if (Require.NotNull(vectors).Type != ElementType.Float32 || vectors.Shape is not [_, var width] || width == 0
            || dimensions is { } expected && width != expected)
            throw new ArgumentException(FormattableString.Invariant($"Expected float32 vectors [rows, ")
                + FormattableString.Invariant($"{dimensions?.ToString() ?? "dimensions"}], received ")
                + $"{vectors.TypeAndShape}.", name);
        foreach (var number in vectors.Floats)
            if (!float.IsFinite(number))
                throw new ArgumentException("Expected vectors of finite numbers, received NaN or infinity. Leave such "
                    + "rows out.", name);
        return vectors.Floats.ToArray();
    }

    // The rows that may be among the nearest, as far as products tell.
    private sealed class Candidates(int count, float error)
    {
        private readonly PriorityQueue<int, float> _best = new();
        private List<(int Row, float Product)> _rows = [];
        private int _most = 1024 + 4 * count;

        public IEnumerable<int> Rows => _rows.Where(Counts).Select(candidate => candidate.Row);

        private float Least => _best.Count < count ? float.NegativeInfinity : Lowest - 2 * error;

        private float Lowest => _best.TryPeek(out _, out var lowest) ? lowest : float.NegativeInfinity;

        public void Add(ReadOnlySpan<float> products, int first)
        {
            for (var i = 0; i < products.Length; i++)
            {
                if (products[i] < Least) continue;
                _rows.Add((first + i, products[i]));
                if (_best.Count < count) _best.Enqueue(first + i, products[i]);
                else if (products[i] > Lowest) _best.EnqueueDequeue(first + i, products[i]);
                if (_rows.Count < _most) continue;
                _rows = _rows.FindAll(Counts);
                // Equal vectors all stay.
                _most = Math.Max(_most, 2 * _rows.Count);
            }
        }

        private bool Counts((int Row, float Product) candidate) => candidate.Product >= Least;
    }
}
