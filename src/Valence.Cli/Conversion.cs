using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Formats;
using Valence.Language;
using Valence.Models;
using Valence.Saving;
using Valence.Text;

namespace Valence.Cli;

/// <summary>One file written from another, and the tale of it.</summary>
/// <param name="source">The file to read.</param>
/// <param name="target">The file to write.</param>
/// <param name="architecture">The file of the model whose layers get the weights, or null.</param>
/// <param name="preparation">The classifier whose preparation of texts is taken, or null.</param>
/// <param name="options">How weights are put into the layers.</param>
/// <param name="slim">Whether a classifier is made slim.</param>
/// <param name="opening">How models are opened.</param>
internal sealed class Conversion(string source, string target, string? architecture, string? preparation,
    WeightLoadOptions options, bool slim, KerasLoadOptions opening)
{
    /// <summary>Matrices of 8 bits.</summary>
    public const string Int8 = "int8";

    private const string JsonEnding = ".json";

    // It is of the network that it was found for.
    private const string Calibration = "the isotonic calibration of probabilities";

    // States of recurrent layers are in no file.
    private const long UnstoredElements = 1 << 23;

    private static readonly ModelFormats Formats = SealedFormats.All;

    private readonly List<string> _unused = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _leftOut = [];
    private WeightLoadReport? _report;
    private string _from = "", _to = "";
    private int _arrays;
    private long _elements;

    /// <summary>What the weights shall be, or null for what they are.</summary>
    public string? Weights { get; init; }

    /// <summary>Reads the texts that judge smaller weights; null for those that are kept in the file.</summary>
    public Func<TextClassifier, IReadOnlyList<LabelledText>>? Judging { get; init; }

    /// <summary>Reads, and writes the target when everything is known to be right.</summary>
    public void Run(bool mayReplace, CancellationToken cancellation)
    {
        var file = GivenModel.Read(source);
        var from = GivenModel.FormatOf(file, source, _ => true, GivenModel.AnyForm);
        var to = Formats.ForPath(target) is { } named && (named.CanWrite || named is ClassifierFormat || IsJson)
            ? named
            : throw new UsageException("TO: expected a name that ends in "
                + $"{Formats.Endings(row => row.CanWrite || row is ClassifierFormat)} or {JsonEnding}, "
                    + $"received '{target}'.");
        (_from, _to) = (from.Name, to.Name);
        if ((slim || Weights is not null) && (from is not ClassifierFormat || to is not ClassifierFormat
            || architecture is not null || preparation is not null))
            throw new UsageException($"{(slim ? "--slim" : "--weights")} makes a smaller .valence file from a .valence "
                + "file of a classifier, without --architecture and --preprocessing-of. Leave it out.");
        if (Weights is not (null or Int8))
            throw new UsageException($"--weights: expected {Int8}, received '{Weights}'.");
        if (Judging is not null && Weights is null)
            throw new UsageException("--data measures what smaller weights cost. Give --weights int8 too, or leave it "
                + "out.");
        Action<Stream> write;
        if (IsJson) write = from is ClassifierFormat ? Tokenizer(file) : Layers(file, from);
        else if (architecture is null && from.DescribesModel)
            throw new UsageException($"FROM: '{source}' has the form '{from.Name}': layers and no weights. Give the "
                + $"file of its weights as FROM, and --architecture {ShellWord.Of(source)}.");
        else if (architecture is null && !from.HoldsModel && to.CanWriteArrays) write = Arrays(file, from, to);
        else if (to is ClassifierFormat) write = Classifier(file, from);
        else write = Network(file, from, to);
        file.Content.RequireIntact();
        cancellation.ThrowIfCancellationRequested();
        try
        {
            ReplacedFile.Write(target, write, mayReplace);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // Names and numbers of arrays that one form has and another does not.
            throw new UsageException($"{source}: cannot be written as {_to}: "
                + $"{char.ToLowerInvariant(error.Message[0])}{error.Message[1..]}", error);
        }
    }

    /// <summary>Tells people what was done.</summary>
    public void Print(TextWriter output)
    {
        var what = _arrays == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {_arrays} weights with {_elements:N0} elements");
        Line($"Wrote {target} ({_to}) from {source} ({_from}){what}.");
        if (_report is { } report && (options.ByName || options.SkipMismatch))
        {
            Line($"Loaded: {string.Join(", ", report.Loaded)}");
            foreach (var skipped in report.Skipped) Line($"As it was in {architecture}: {skipped}");
        }
        if (_leftOut.Count > 0) Line($"Left out: {string.Join("; ", _leftOut)}");
        foreach (var note in _notes) Line($"Note: {note}");
        foreach (var unused in _unused) Line($"Not used: {unused}");

        void Line(string text) => output.WriteLine(Printable.Line(text));
    }

    /// <summary>Tells programs what was done.</summary>
    public JsonObject Json() => new()
    {
        ["source"] = source,
        ["from"] = _from,
        ["target"] = target,
        ["to"] = _to,
        ["weights"] = _arrays,
        ["elements"] = _elements,
        ["loaded"] = _report is null ? null : List(_report.Loaded),
        ["skipped"] = _report is null ? null : List(_report.Skipped),
        ["left_out"] = List(_leftOut),
        ["not_used"] = List(_unused),
        ["notes"] = List(_notes),
    };

    private static JsonArray List(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    private bool IsJson => target.EndsWith(JsonEnding, StringComparison.OrdinalIgnoreCase);

    private Action<Stream> Tokenizer(ModelSource file)
    {
        _to = "Keras Tokenizer";
        if (ClassifierFormat.Load(file, opening).Encoder is not WordEncoder words)
            throw new UsageException($"TO: the classifier '{source}' reads words and letters in a row, which Keras' "
                + "Tokenizer cannot. Convert one that was trained with the --recipe of a network.");
        if (!words.Tokenizer.HasCounts)
            throw new UsageException($"TO: the classifier '{source}' is slim: it does not have the counts of words "
                + "that Keras' Tokenizer has. Convert one that was trained without --slim.");
        var json = words.Tokenizer.ToJson();
        _leftOut.AddRange(["the network", "cleaning, classes and threshold"]);
        return stream => stream.Write(Encoding.UTF8.GetBytes(json));
    }

    private Action<Stream> Layers(ModelSource file, ModelFormat from)
    {
        if (!from.HoldsModel)
            throw new UsageException("TO: a .json file is the Tokenizer of a .valence file or the layers of a model; "
                + $"'{source}' has the form '{from.Name}'.");
        _to = "description of a Keras model";
        var json = Opened(file, from).ToJson();
        _leftOut.Add("the weights");
        return stream => stream.Write(Encoding.UTF8.GetBytes(json));
    }

    private Action<Stream> Arrays(ModelSource file, ModelFormat from, ModelFormat to)
    {
        var all = from.Arrays(file).ToList();
        var arrays = all.Where(array => !IsState(array))
            .Select(array => new KeyValuePair<string, Tensor>(array.Name, Elements(array))).ToList();
        if (arrays.Count == 0)
            throw new UsageException($"FROM: '{source}' has the form '{from.Name}' and holds no weights.");
        if (arrays.Count < all.Count) _leftOut.Add("the optimizer's state");
        Count(arrays.Select(array => array.Value));
        return stream => to.WriteArrays(arrays, stream);
    }

    private Tensor Elements(StoredArray array) => array.Elements?.Invoke() is { Type: not ElementType.String } tensor
        ? tensor
        : throw new UsageException($"FROM: the array '{array.Name}' of '{source}' does not hold numbers.");

    private static bool IsState(StoredArray array) =>
        new ArrayDescription(array.Name, array.Type, array.Shape, null).IsOptimizerState;

    private Action<Stream> Classifier(ModelSource file, ModelFormat from)
    {
        if (from is ClassifierFormat && preparation is null && architecture is null)
            return Whole(ClassifierFormat.Load(file, opening));
        var classifier = Preparation(file, from)
            ?? throw new UsageException("TO: a .valence file also holds cleaning, vocabulary, classes and "
                + $"threshold, which '{source}' ({from.Name}) lacks. Give a classifier that has them with "
                    + "--preprocessing-of MODEL.valence.");
        var model = Opened(file, from);
        Count(model.GetWeights());
        if (classifier.Task is OneClass { Calibration: not null }) _leftOut.Add(Calibration);
        try
        {
            return classifier.WithNetwork(model).Save;
        }
        catch (ConfigException error)
        {
            throw new UsageException($"{source}: the network does not fit the classifier: {error.Message}.", error);
        }
    }

    // Written by itself, it is tied by what tied it before; the file of an earlier version by the word of its user.
    private Action<Stream> Whole(TextClassifier classifier)
    {
        if ((slim || Weights is not null) && classifier.HasInt8Weights)
            throw new UsageException($"{source}: has weights of 8 bits already. Convert the file that it was made of.");
        if (slim) classifier = UsageException.InFile(source, classifier.Slim);
        if (Weights is not null)
        {
            var judging = Judging?.Invoke(classifier);
            classifier = UsageException.InFile(source, () => classifier.WithInt8Weights(judging));
            _notes.Add(classifier.Rounding is { } cost ? $"{Int8}: {cost}" : $"{Int8}: what it costs was not measured; "
                + "give texts with --data, or compare both files with 'valence compare'");
        }
        Count(classifier.Model.GetWeights());
        return classifier.Tie == PreparationTie.None ? classifier.WithNetwork(classifier.Model).Save : classifier.Save;
    }

    private TextClassifier? Preparation(ModelSource file, ModelFormat from)
    {
        if (preparation is not null) return GivenModel.Classifier(preparation, opening);
        if (from is ClassifierFormat) return ClassifierFormat.Load(file, opening);
        if (architecture is null) return null;
        var layers = GivenModel.Read(architecture);
        return GivenModel.FormatOf(layers, architecture, _ => true, GivenModel.AnyForm) is ClassifierFormat
            ? ClassifierFormat.Load(layers, opening) : null;
    }

    private Action<Stream> Network(ModelSource file, ModelFormat from, ModelFormat to)
    {
        var model = Opened(file, from);
        Count(model.GetWeights());
        if (from is ClassifierFormat)
            _leftOut.AddRange(["cleaning, vocabulary, classes and threshold",
                .. from.Facts(file).Any(fact => fact.Key == ClassifierFormat.CalibrationFact) ? [Calibration]
                    : (string[])[]]);
        else if (from is SealedFormat) _leftOut.Add($"all that makes it a {from.Name} beside the network");
        return stream => _leftOut.InsertRange(0, to.Write(model, stream, KerasTables.Default));
    }

    private Model Opened(ModelSource file, ModelFormat from)
    {
        if (architecture is null)
        {
            if (!from.HoldsModel)
                throw new UsageException($"FROM: '{source}' has the form '{from.Name}' and describes no layers. "
                    + "Give the model they belong to with --architecture MODEL.");
            var whole = from.Open(file, opening);
            _unused.AddRange(whole.Ignored);
            _notes.AddRange(whole.Notes);
            return whole.Model;
        }
        var layers = GivenModel.Read(architecture);
        var described = GivenModel.FormatOf(layers, architecture, row => row.HoldsModel || row.DescribesModel,
            GivenModel.WithLayers);
        // A description says nothing about its size that is worth believing: what the weights hold does.
        var opened = described.Describe(layers, described.HoldsModel ? opening
            : opening with
            {
                MaxParameters = from.Arrays(file).Sum(array => Elements(array.Shape)) + UnstoredElements
            });
        _report = from.LoadWeights(file, opened.Model, options);
        if (_report.Loaded.Count == 0)
            throw new UsageException($"No layer of '{architecture}' takes weights from '{source}': "
                + $"{string.Join("; ", _report.Skipped.Take(3))}.");
        _unused.AddRange([.. opened.Ignored, .. _report.Ignored]);
        _notes.AddRange(opened.Notes);
        return opened.Model;
    }

    private static long Elements(IReadOnlyList<long> shape)
    {
        Int128 count = 1;
        foreach (var length in shape) count = Int128.Min(count * length, 1L << 40);
        return (long)count;
    }

    private void Count(IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            _arrays++;
            _elements += tensor.Count;
        }
    }
}
