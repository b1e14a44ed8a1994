using Valence.Backends;
using Valence.Layers;
using Valence.Models;
using Valence.Pretrained;

namespace Valence.Classification;

/// <summary>Turns texts into vectors that are near where texts mean the like: a pre-trained encoder of Hugging Face's
/// form whose hidden states become one vector for each text (Reimers, Gurevych 2019: Sentence-BERT).</summary>
/// <remarks>
/// A text longer than the encoder takes at once is read whole, in windows that share a quarter; its vector is the mean
/// of theirs, each as often as it has tokens. An empty text has the vector of the special tokens alone, and the zero
/// vector where the tokenizer has none. A text's vector has the same bytes alone and among others, on any number of
/// threads; any number of threads may ask at once.
/// </remarks>
public sealed class TextEmbedder
{
    /// <summary>Tokens that are read at once where neither the folder nor the caller says.</summary>
    internal const int DefaultLength = 256;

    private const int TextsAtOnce = 256, RowsAtOnce = 64;

    // Windows whose vectors are computed by like length among each other.
    private const int WindowsAtOnce = 4096;

    private readonly SubWordEncoder _encoder;
    private readonly Functional _model;

    private TextEmbedder(SubWordEncoder encoder, Functional model, EmbeddingPooling pooling, bool normalize,
        string folder)
    {
        (_encoder, _model, Pooling, Normalize) = (encoder, model, pooling, normalize);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
    }

    /// <summary>The name of its folder.</summary>
    public string Name { get; }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions => _model.OutputShape[1];

    /// <summary>What of hidden states becomes a vector.</summary>
    public EmbeddingPooling Pooling { get; }

    /// <summary>Whether vectors have length 1.</summary>
    public bool Normalize { get; }

    /// <summary>Tokens that are read at once, special ones included.</summary>
    public int MaxLength => _encoder.Length!.Value + _encoder.Frame.Before.Length + _encoder.Frame.After.Length;

    /// <summary>How a text becomes ids.</summary>
    internal SubWordEncoder Encoder => _encoder;

    /// <summary>Opens a folder with <c>config.json</c>, <c>model.safetensors</c> and a tokenizer. What the caller does
    /// not say, files of sentence-transformers say, if they are there (<c>modules.json</c>,
    /// <c>1_Pooling/config.json</c>, <c>sentence_bert_config.json</c>).</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pooling">What becomes a vector; when null what the folder says, or the mean.</param>
    /// <param name="normalize">Whether vectors have length 1; when null what the folder says, or true.</param>
    /// <param name="maxLength">Tokens that are read at once, special ones included; when null what the folder says, or
    /// 256.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <exception cref="Formats.FileFormatException">A file breaks a rule.</exception>
    /// <exception cref="Saving.ConfigException">A setting is not supported, or not known.</exception>
    /// <exception cref="DataException">Tokenizer and encoder do not fit, or the encoder takes fewer tokens.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TextEmbedder Open(string folder, EmbeddingPooling? pooling = null, bool? normalize = null,
        int? maxLength = null, Backend? backend = null)
    {
        var settings = PretrainedReading.SettingsOf(Require.NotNull(folder));
        var files = SentenceFiles.Read(folder, settings.HiddenSize, settings.LongestText);
        var length = maxLength ?? files.MaxLength ?? Math.Min(DefaultLength, settings.LongestText ?? DefaultLength);
        var of = pooling ?? files.Pooling ?? EmbeddingPooling.Mean;
        var model = Pooled(folder, of);
        if (backend is not null) model.Backend = backend;
        return new(Recipes.PretrainedTokens(folder, length), model, of, normalize ?? files.Normalize ?? true, folder);
    }

    /// <summary>From ids to what becomes a text's vector, not normalized.</summary>
    internal static Functional Pooled(string folder, EmbeddingPooling pooling)
    {
        var encoder = PretrainedEncoder.Open(folder, idsAlone: true).Model;
        var x = pooling == EmbeddingPooling.First ? encoder.Output[.., 0, ..]
            : new GlobalAveragePooling1D(name: "pooled").Call(encoder.Output);
        return new(encoder.InputTensors[0], x, "embedding");
    }

    /// <summary>A network of classifiers: unit vectors and a last layer. The encoder is frozen; it is this one, which
    /// is not to be given to others.</summary>
    /// <param name="kernel">The weights of the last layer, <c>[dimensions, outputs]</c>.</param>
    /// <param name="bias">Its bias, <c>[outputs]</c>.</param>
    /// <param name="activation">What its outputs go through.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    internal Functional Classifier(float[] kernel, float[] bias, ActivationFunction? activation, ulong seed,
        Backend? backend)
    {
        _model.Trainable = false;
        var ids = Keras.Input(Shape.Unknown, ElementType.Int32);
        var last = new Dense(bias.Length, activation);
        var output = last.Call(Unit(_model, ids));
        var model = backend is null ? new Functional(ids, output) { Seed = seed }
            : new Functional(ids, output) { Seed = seed, Backend = backend };
        model.BuildFor(ids.Shape);
        last.SetWeights([Tensor.From(kernel, [Dimensions, bias.Length]), Tensor.From(bias)]);
        return model;
    }

    /// <summary>The unit vectors of ids by a folder's encoder, whose weights are frozen.</summary>
    internal static SymbolicTensor Unit(string folder, SymbolicTensor ids)
    {
        var embedder = Open(folder, normalize: true);
        embedder._model.Trainable = false;
        return Unit(embedder._model, ids);
    }

    private static SymbolicTensor Unit(Functional model, SymbolicTensor ids) =>
        new UnitNormalization(name: "unit").Call(model.Call(ids));

    /// <summary>The vector of a text.</summary>
    /// <exception cref="DataException">The weights are so large that its numbers are not finite.</exception>
    public float[] Embed(string text) => Embed([Require.NotNull(text)]).Floats.ToArray();

    /// <summary>The vectors of texts, float32 <c>[texts, dimensions]</c>.</summary>
    /// <param name="texts">The texts; they may be none.</param>
    /// <param name="progress">Is told how many texts are done.</param>
    /// <param name="cancellationToken">What ends it between some dozen texts.</param>
    /// <exception cref="DataException">The weights are so large that a number is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Tensor Embed(IReadOnlyList<string> texts, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default) =>
        Embed(texts, meansOfUnits: false, progress, cancellationToken);

    /// <summary>The same; or means of windows that have length 1 each, of which the mean of the windows' scores in a
    /// classifier is an affine map.</summary>
    internal Tensor Embed(IReadOnlyList<string> texts, bool meansOfUnits, IProgress<int>? progress,
        CancellationToken cancellation)
    {
        var vectors = new Tensor([Require.Texts(texts).Count, Dimensions], ElementType.Float32);
        using var held = _model.HoldWeights();
        var (windows, first, ids) = (new List<Window>(), 0, new int[TextsAtOnce][]);
        for (var from = 0; from < texts.Count; from += TextsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = Math.Min(from + TextsAtOnce, texts.Count);
            Parallel.For(from, end, i => ids[i - from] = _encoder.IdsOf(texts[i]));
            for (var i = from; i < end; i++)
            {
                var of = TextWindows.Of(_encoder, ids[i - from].Length);
                for (var window = 0; window < of.Count; window++) windows.Add(new(i, ids[i - from][of[window]]));
            }
            if (windows.Count < WindowsAtOnce && end < texts.Count) continue;
            Answer(windows, cancellation, done => progress?.Report(Math.Min(end, first + done)));
            var to = vectors.Change<float>();
            foreach (var text in windows.GroupBy(window => window.Text))
                Join([.. text], meansOfUnits, to.Slice(text.Key * Dimensions, Dimensions));
            windows.Clear();
            first = end;
        }
        return vectors;
    }

    // Windows of like length at once. Of a text without any token, special ones included, nothing can be asked.
    private void Answer(List<Window> windows, CancellationToken cancellation, Action<int> done)
    {
        var special = _encoder.Frame.Before.Length + _encoder.Frame.After.Length;
        var left = windows.CountBy(window => window.Text).ToDictionary();
        var whole = 0;
        foreach (var some in windows.OrderBy(window => window.Ids.Length).Chunk(RowsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var vectors = _model.Predict(_encoder.Padded([.. some.Select(window => window.Ids)]), RowsAtOnce).Floats;
            foreach (var (row, window) in some.Index())
            {
                if (window.Ids.Length + special == 0) window.Vector = new float[Dimensions];
                else window.Vector = vectors.Slice(row * Dimensions, Dimensions).ToArray();
                foreach (var number in window.Vector)
                    if (!float.IsFinite(number))
                        throw new DataException("A text's vector is not finite: the weights of the encoder are too "
                            + "large to compute with.");
                window.Tokens = window.Ids.Length + special;
                if (--left[window.Text] == 0) whole++;
            }
            done(whole);
        }
    }

    // In the order of the windows, whatever the order in which they were computed.
    private void Join(Window[] windows, bool meansOfUnits, Span<float> to)
    {
        var sum = new double[to.Length];
        foreach (var window in windows)
        {
            var scale = !meansOfUnits ? (double)window.Tokens / Math.Max(1, windows.Sum(of => of.Tokens))
                : Normalize ? Inverse(window.Vector) / windows.Length : 1.0 / windows.Length;
            for (var i = 0; i < sum.Length; i++) sum[i] += scale * window.Vector[i];
        }
        var whole = 1.0;
        if (Normalize && !meansOfUnits)
            whole = Inverse([.. sum.Select(number => (float)number)]);
        for (var i = 0; i < sum.Length; i++) to[i] = (float)(sum[i] * whole);
    }

    // One over the length; of the zero vector anything.
    private static double Inverse(float[] vector)
    {
        var sum = 0.0;
        foreach (var number in vector) sum += (double)number * number;
        return sum == 0 ? 1 : 1 / Math.Sqrt(sum);
    }

    private sealed class Window(int text, int[] ids)
    {
        public int Text => text;

        public int[] Ids => ids;

        public int Tokens { get; set; }

        public float[] Vector { get; set; } = [];
    }
}
