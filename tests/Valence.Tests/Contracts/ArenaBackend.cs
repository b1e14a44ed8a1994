using Valence.Backends;
using Valence.Operations;
using Valence.Optimizers;

namespace Valence.Tests.Contracts;

/// <summary>A backend whose numbers lie in an arena of its own, scrambled, where host code can't read them: what a
/// device's memory is like. A few operations have kernels; all others run their plain definition on copies, and every
/// copy is counted.</summary>
internal sealed class ArenaBackend : Backend
{
    private int[] _arena = [];
    private int _used;

    public ArenaBackend()
    {
        Each<AddOperation>((a, b) => a + b);
        Each<SubtractOperation>((a, b) => a - b);
        Each<MultiplyOperation>((a, b) => a * b);
        Each<Divide>((a, b) => a / b);
        Register<Fill>((operation, x, y) =>
        {
            if (operation.Type == ElementType.Int32)
            {
                Plain(operation, x, y);
                return;
            }
            var to = Made(y[0]);
            for (var i = 0; i < y[0].Count; i++) to[i] = operation.Value;
        });
        Register<OptimizerStep>((operation, x, y) =>
        {
            if (operation.Optimizer is Sgd { Momentum: 0 } && operation.Optimizer.Settings == new OptimizerSettings())
                Descend(operation, x, y);
            else Plain(operation, x, y);
        });
        Register<ReluOperation>((_, x, y) =>
        {
            var (from, to) = (Elements(x[0]), Made(y[0]));
            for (var i = 0; i < y[0].Count; i++) to[i] = MathF.Max(from[i], 0);
        });
        Register<MatMul>((operation, x, y) =>
        {
            if (x[0].Type == ElementType.Int32) Plain(operation, x, y);
            else Multiply(operation, x, y[0]);
        });
    }

    public override string Name => "arena";

    /// <summary>The copies from the host to the arena.</summary>
    public List<Transfer> Uploads { get; } = [];

    /// <summary>The copies from the arena to the host.</summary>
    public List<Transfer> Downloads { get; } = [];

    /// <summary>The operation whose plain definition is running, or null.</summary>
    public string? Fallback { get; private set; }

    public override Kernel Find(Operation operation) => base.Find(operation) ?? Plain;

    public override Storage NewStorage(ElementType type, int capacity) => type == ElementType.String
        ? base.NewStorage(type, capacity)
        : new ArenaStorage(this, HostMemory.Uninitialized(type, capacity), isRight: false);

    public override Storage Adopt(Storage storage) => storage is ArenaStorage || storage.Type == ElementType.String
        ? storage : new ArenaStorage(this, storage, isRight: true);

    /// <summary>Room for so many elements; the number of the first.</summary>
    public int Take(int count)
    {
        var start = _used;
        _used += count;
        if (_used > _arena.Length) Array.Resize(ref _arena, 2 * _used);
        return start;
    }

    /// <summary>Copies host memory into the arena.</summary>
    /// <param name="from">The host's elements.</param>
    /// <param name="start">Where they go.</param>
    /// <param name="count">How many.</param>
    /// <param name="writer">The operation that wrote them to the host, or null.</param>
    public void Upload(HostMemory from, int start, int count, string? writer)
    {
        Uploads.Add(new(count, writer));
        for (var i = 0; i < count; i++) _arena[start + i] = Bits(from, i) ^ Key(start + i);
    }

    /// <summary>Copies what the arena holds to host memory.</summary>
    public void Download(int start, HostMemory to, int count)
    {
        Downloads.Add(new(count, Fallback));
        for (var i = 0; i < count; i++)
        {
            var bits = _arena[start + i] ^ Key(start + i);
            if (to.Type == ElementType.Int32) to.Elements<int>(count)[i] = bits;
            else to.Elements<float>(count)[i] = BitConverter.Int32BitsToSingle(bits);
        }
    }

    private void Plain(Operation operation, Operands x, ReadOnlySpan<Tensor> y)
    {
        Fallback = operation.Name;
        operation.Define(x, y);
        Fallback = null;
    }

    private static int Key(int place) => place * -1640531527 + 12345;

    private static int Bits(HostMemory memory, int i) => memory.Type == ElementType.Int32
        ? memory.Elements<int>(i + 1)[i] : BitConverter.SingleToInt32Bits(memory.Elements<float>(i + 1)[i]);

    private Numbers Elements(Tensor operand) => new(this, ((ArenaStorage)operand.Storage).InArena(operand.Count));

    private Numbers Made(Tensor result) => new(this, ((ArenaStorage)result.Storage).Written());

    private void Each<TOperation>(Func<float, float, float> function) where TOperation : ElementwiseBinary =>
        Register<TOperation>((operation, x, y) =>
        {
            if (x[0].Type == ElementType.Int32)
            {
                Plain(operation, x, y);
                return;
            }
            var (ofA, ofB) = (new Broadcast(x[0].Shape, y[0].Shape), new Broadcast(x[1].Shape, y[0].Shape));
            Numbers a = Elements(x[0]), b = Elements(x[1]), to = Made(y[0]);
            for (var i = 0; i < y[0].Count; i++) to[i] = function(a[ofA[i]], b[ofB[i]]);
        });

    // w ← w − lr · g of the weights that have dense gradients; others would have to be left as they are.
    private void Descend(OptimizerStep operation, Operands x, ReadOnlySpan<Tensor> y)
    {
        const int OfWeight = 6;
        for (var i = 0; i < y.Length; i++)
        {
            if (x.Has(1 + i * OfWeight + 3) || !x.Has(1 + i * OfWeight + 1) || y[i] != x[1 + i * OfWeight])
            {
                Plain(operation, x, y);
                return;
            }
        }
        var numbers = Elements(x[0]);
        for (var i = 0; i < y.Length; i++)
        {
            Numbers from = Elements(x[1 + i * OfWeight]), gradient = Elements(x[2 + i * OfWeight]), to = Made(y[i]);
            var ofWeight = operation.SharesNumbers ? 0 : i * OptimizerStep.NumberCount;
            for (var j = 0; j < y[i].Count; j++)
                to[j] = from[j] - gradient[j] * numbers[ofWeight + OptimizerStep.OfFormula];
        }
    }

    private void Multiply(MatMul operation, Operands x, Tensor y)
    {
        var (batch, m, n, k) = operation.Sizes(x[0].Shape, x[1].Shape);
        Numbers a = Elements(x[0]), b = Elements(x[1]), bias = x.Has(2) ? Elements(x[2]) : default, c = Made(y);
        for (var place = 0; place < batch * m * n; place++)
        {
            var (p, i, j) = (place / (m * n), place / n % m, place % n);
            var sum = x.Has(2) ? bias[j] : 0;
            for (var l = 0; l < k; l++)
                sum += a[p * m * k + (operation.TransposeA ? l * m + i : i * k + l)]
                    * b[p * k * n + (operation.TransposeB ? j * k + l : l * n + j)];
            c[place] = sum;
        }
    }

    /// <summary>A copy of so many elements.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="For">The plain definition that wrote or reads them on the host; null for other host code.</param>
    internal readonly record struct Transfer(int Count, string? For);

    private readonly struct Numbers(ArenaBackend backend, int start)
    {
        public float this[int i]
        {
            get => BitConverter.Int32BitsToSingle(backend._arena[start + i] ^ Key(start + i));
            set => backend._arena[start + i] = BitConverter.SingleToInt32Bits(value) ^ Key(start + i);
        }
    }
}
