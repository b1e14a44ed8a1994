using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Valence.Randomness;

namespace Valence.Text;

/// <summary>Learns vectors by which words foretell the words around them, told apart from drawn ones.</summary>
/// <remarks>Skip-grams with negative samples (Mikolov, Sutskever, Chen, Corrado, Dean 2013: Distributed representations
/// of words and phrases and their compositionality). The same words are drawn for all that stand around a word, so that
/// their vectors are read once.</remarks>
internal sealed class SkipGrams
{
    private const float LastRate = 1e-4f;
    private const double PowerOfCounts = 0.75;

    private static readonly ulong FirstVectors = CounterRandom.Purpose("first vectors of words"),
        Reading = CounterRandom.Purpose("words that are read and drawn");

    private readonly WordVectorSettings _settings;
    private readonly int[][] _texts;
    private readonly int _words, _width;
    // A row of each id: of words as they foretell, and as they are foretold.
    private readonly float[] _inputs, _outputs, _change;
    private readonly double[] _read;
    private readonly (float Share, int Other)[] _drawn;
    private readonly int[] _told;
    private long _tokens;
    private ulong _draws;

    /// <summary>Prepares the learning.</summary>
    /// <param name="texts">The ids of each text, from 1 on.</param>
    /// <param name="words">How many ids there are, with 0.</param>
    /// <param name="settings">How.</param>
    public SkipGrams(int[][] texts, int words, WordVectorSettings settings)
    {
        (_texts, _words, _settings) = (texts, words, settings);
        _width = (settings.Dimension + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
        (_inputs, _outputs) = (new float[(long)words * _width], new float[(long)words * _width]);
        (_change, _told) = (new float[_width], new int[1 + settings.Negatives]);
        var random = new CounterRandom(settings.Seed, FirstVectors);
        for (var word = 1; word < words; word++)
            for (var i = 0; i < settings.Dimension; i++)
                _inputs[word * _width + i] = (random.Uniform((ulong)word * (ulong)_width + (ulong)i) - 0.5f)
                    / settings.Dimension;
        var counts = new long[words];
        foreach (var text in texts)
            foreach (var id in text) counts[id]++;
        _tokens = counts.Sum();
        _read = Array.ConvertAll(counts, count => Share(settings.Subsampling * _tokens / Math.Max(1, count)));
        _drawn = Aliases(Array.ConvertAll(counts, count => Math.Pow(count, PowerOfCounts)));

        static double Share(double part) => Math.Sqrt(part) + part;
    }

    /// <summary>The vectors of all ids, row after row.</summary>
    public float[] Learn()
    {
        var (random, kept) = (new CounterRandom(_settings.Seed, Reading), new List<int>());
        var (all, done) = ((double)_tokens * _settings.Epochs, 0L);
        for (var epoch = 0; epoch < _settings.Epochs; epoch++)
            foreach (var text in _texts)
            {
                _settings.CancellationToken.ThrowIfCancellationRequested();
                var rate = _settings.LearningRate * (float)Math.Max(LastRate, 1 - done / all);
                done += text.Length;
                kept.Clear();
                foreach (var id in text)
                    if (_read[id] >= 1 || random.Uniform(_draws++) < _read[id]) kept.Add(id);
                Learn(CollectionsMarshal.AsSpan(kept), random, rate);
            }
        var vectors = new float[(long)_words * _settings.Dimension];
        for (var word = 0; word < _words; word++)
            _inputs.AsSpan(word * _width, _settings.Dimension).CopyTo(vectors.AsSpan(word * _settings.Dimension));
        return vectors;
    }

    /// <summary>A step down the gradient of <c>−log σ(x·y₀) − Σ log σ(−x·yₖ)</c>, for all vectors at once but those
    /// that stand there twice.</summary>
    /// <param name="x">The vector that foretells.</param>
    /// <param name="outputs">The vectors that are foretold.</param>
    /// <param name="told">Rows of these: the right one first.</param>
    /// <param name="change">Room of the vectors' length.</param>
    /// <param name="rate">The size of the step.</param>
    internal static void Step(Span<float> x, Span<float> outputs, ReadOnlySpan<int> told, Span<float> change,
        float rate)
    {
        change.Clear();
        ref var input = ref MemoryMarshal.GetReference(x);
        ref var sum = ref MemoryMarshal.GetReference(change);
        for (var k = 0; k < told.Length; k++)
        {
            ref var output = ref MemoryMarshal.GetReference(outputs.Slice(told[k] * x.Length, x.Length));
            var products = Vector256<float>.Zero;
            for (nuint i = 0; i < (nuint)x.Length; i += (nuint)Vector256<float>.Count)
                products = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref input, i),
                    Vector256.LoadUnsafe(ref output, i), products);
            var step = Vector256.Create(rate * ((k == 0 ? 1 : 0) - 1 / (1 + MathF.Exp(-Vector256.Sum(products)))));
            for (nuint i = 0; i < (nuint)x.Length; i += (nuint)Vector256<float>.Count)
            {
                var (from, to) = (Vector256.LoadUnsafe(ref input, i), Vector256.LoadUnsafe(ref output, i));
                Vector256.MultiplyAddEstimate(step, to, Vector256.LoadUnsafe(ref sum, i)).StoreUnsafe(ref sum, i);
                Vector256.MultiplyAddEstimate(step, from, to).StoreUnsafe(ref output, i);
            }
        }
        for (nuint i = 0; i < (nuint)x.Length; i += (nuint)Vector256<float>.Count)
            (Vector256.LoadUnsafe(ref input, i) + Vector256.LoadUnsafe(ref sum, i)).StoreUnsafe(ref input, i);
    }

    /// <summary>Shares of places and who has the rest of each, by which one number draws an id (Walker 1977; Vose
    /// 1991).</summary>
    internal static (float Share, int Other)[] Aliases(double[] weights)
    {
        var aliases = new (float Share, int Other)[weights.Length];
        var (mean, parts) = (weights.Average(), new double[weights.Length]);
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < weights.Length; i++)
        {
            parts[i] = weights[i] / mean;
            (parts[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            aliases[less] = ((float)parts[less], more);
            parts[more] -= 1 - parts[less];
            (parts[more] < 1 ? small : large).Push(more);
        }
        // What is left has a whole place, but for rounding; never what has no weight.
        var heaviest = Array.IndexOf(weights, weights.Max());
        foreach (var whole in large.Concat(small)) aliases[whole] = weights[whole] > 0 ? (1, whole) : (0, heaviest);
        return aliases;
    }

    private void Learn(ReadOnlySpan<int> text, CounterRandom random, float rate)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var window = 1 + random.Below(_draws++, _settings.Window);
            _told[0] = text[at];
            var count = 1;
            for (var k = 0; k < _settings.Negatives; k++)
                if (Drawn(random) is var other && other != text[at]) _told[count++] = other;
            var (first, last) = (Math.Max(0, at - window), Math.Min(text.Length - 1, at + window));
            for (var i = first; i <= last; i++)
                if (i != at)
                    Step(_inputs.AsSpan(text[i] * _width, _width), _outputs, _told.AsSpan(0, count), _change, rate);
        }
    }

    private int Drawn(CounterRandom random)
    {
        var place = random.Below(_draws++, _drawn.Length);
        return random.Uniform(_draws++) < _drawn[place].Share ? place : _drawn[place].Other;
    }
}
