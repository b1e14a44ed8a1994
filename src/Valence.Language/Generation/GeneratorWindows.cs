using Valence.Randomness;
using Valence.Training;

namespace Valence.Language;

/// <summary>Windows of a stream of tokens at places that are drawn, or that follow each other, and for each step of one
/// the next token.</summary>
/// <param name="tokens">The stream; longer than a window.</param>
/// <param name="settings">How long a window is, and how many are in a step.</param>
/// <param name="steps">Steps in an epoch.</param>
internal sealed class GeneratorWindows(int[] tokens, GeneratorSettings settings, int steps) : BatchSequence
{
    private static readonly ulong Drawing = CounterRandom.Purpose("windows");

    private int _epoch;

    /// <inheritdoc/>
    public override int Count => steps;

    /// <inheritdoc/>
    public override Batch this[int index]
    {
        get
        {
            var number = (long)_epoch * steps + index;
            var random = new CounterRandom(settings.Seed, Drawing, (ulong)number);
            var (rows, context) = (settings.BatchSize, settings.Context);
            var (x, y) = (new int[rows * context], new int[rows * context]);
            for (var row = 0; row < rows; row++)
            {
                var at = settings.Stateful
                    ? (int)(((long)row * (tokens.Length / rows) + number * context) % tokens.Length)
                    : random.Below((ulong)row, tokens.Length - context);
                for (var i = 0; i < context; i++)
                {
                    x[row * context + i] = tokens[(at + i) % tokens.Length];
                    y[row * context + i] = tokens[(at + i + 1) % tokens.Length];
                }
            }
            return new(Tensor.From(x, [rows, context]), Tensor.From(y, [rows, context]));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => _epoch = epoch;

    /// <summary>All windows that lie side by side in a stream; null where not one does.</summary>
    public static Batch? SideBySide(int[] tokens, int context)
    {
        var rows = (tokens.Length - 1) / context;
        return rows == 0 ? null : new Batch(Tensor.From(tokens.AsSpan(0, rows * context), [rows, context]),
            Tensor.From(tokens.AsSpan(1, rows * context), [rows, context]));
    }
}
