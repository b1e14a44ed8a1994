using System.Buffers.Binary;
using Valence.Formats;

namespace Valence.Saving;

/// <summary>A file or folder of another program, known by sight so that whoever gave it learns what it is and how to go
/// on. Nothing of it is read but its first bytes and its name.</summary>
/// <param name="Name">What it is, in words that follow "found".</param>
/// <param name="WayOn">What to do, as a sentence without its full stop.</param>
public sealed record ForeignFile(string Name, string WayOn)
{
    private const string SaveFromTensorFlow = "Load it where it was made, as with tf.keras.models.load_model, and save "
        + "it there with model.save('model.keras') or model.save('model.h5')";
    private const string SaveCheckpoint = "Build the same model in Keras, load the checkpoint with model.load_weights "
        + "and save it with model.save('model.keras') or model.save('model.h5')";
    private const string SaveTensors = "Save its state there by name, with safetensors.torch.save_file(model."
        + "state_dict(), 'model.safetensors'), and load that into a model of the same layers";
    private const string WriteInPython = "Open it in the Python that wrote it and save the model with "
        + "model.save('model.keras'), a Tokenizer with tokenizer.to_json(), arrays with numpy.savez";
    private const string LoadTensors = "Its weights are in model.safetensors beside it, which 'valence inspect' "
        + "shows: load them into a model of the same layers";

    // In this order; the first that holds is taken. The content decides before the name does.
    private static readonly Row[] Known =
    [
        new(source => source.Start.StartsWith("version https://git-lfs"u8), new("Git LFS' pointer to a file",
            "Fetch the file itself with 'git lfs pull'")),
        new(IsTorchArchive, new("a file of PyTorch", SaveTensors)),
        new(source => source.Start.StartsWith<byte>([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A,
            0xA8, 0x50, 0x19]), new("a file of PyTorch in its older form", SaveTensors)),
        new(source => FirstMember(source).SequenceEqual("classifier.json"u8), new("a Valence classifier", "Open it "
            + "with TextClassifier.Load, which has the network as its Model, or write the network alone with 'valence "
            + "convert FILE model.keras'")),
        new(source => FirstMember(source).StartsWith("[Content_Types]"u8), new("an Office document",
            "Save its table as .csv")),
        new(source => IsPickle(source) && Holds(source, "sklearn"), new("a model of scikit-learn in a pickle",
            "Pickles are programs and are never run. Train the network with Valence or Keras: scikit-learn's models "
                + "are no networks of layers")),
        new(source => IsPickle(source) && Holds(source, "joblib"), new("a file of joblib", "Pickles are programs and "
            + "are never run. " + WriteInPython)),
        new(source => IsPickle(source) && Holds(source, "Tokenizer"), new("a Tokenizer in a pickle", "Pickles are "
            + "programs and are never run. Open it in Python and write tokenizer.to_json() to a file")),
        new(source => IsPickle(source), new("a pickle of Python", "Pickles are programs and are never run. "
            + WriteInPython)),
        new(source => Bytes(source, 4, 4).SequenceEqual("TFL3"u8), new("a model of TensorFlow Lite", "It is made "
            + "from another file and cannot be turned back. Give the Keras model that it was converted from")),
        new(source => source.Start.StartsWith("GGUF"u8), new("a GGUF file of llama.cpp", "It is made from other files, "
            + "often with weights of fewer bits. Give the model that it was converted from")),
        new(source => source.Start.Length > 8
            && BinaryPrimitives.ReadInt32LittleEndian(source.Start) == 793_712_314, new("a model of fastText",
            "Write its vectors as text, with the program's 'print-word-vectors' or save_vec of its Python package, "
                + "and read them with WordVectors")),
        new(IsWord2Vec, new("word vectors in word2vec's binary form", "Write them as text, in gensim with "
            + "save_word2vec_format('vectors.txt', binary=False), and read them with WordVectors")),
        new(IsCheckpointIndex, new("the index of a TensorFlow checkpoint", SaveCheckpoint)),
        new(source => Named(source, ".data-") || source.Place.File.Contains(".ckpt.", StringComparison.Ordinal),
            new("a part of a TensorFlow checkpoint", SaveCheckpoint)),
        new(source => source.Start.StartsWith("model_checkpoint_path:"u8), new("the list of TensorFlow checkpoints",
            SaveCheckpoint)),
        new(source => source.Start.StartsWith<byte>([0x08, 0x01, 0x12]) || source.Place.File is "saved_model.pb"
            or "keras_metadata.pb" or "fingerprint.pb", new("a part of a TensorFlow SavedModel", SaveFromTensorFlow)),
        new(source => source.Start is [0x08, >= 2 and <= 20, 0x12, ..] || Named(source, ".onnx"), new("an ONNX model",
            "It is made from another file and is not read. Give the Keras model that it was converted from, or its "
                + "weights as .safetensors or .npz")),
        new(source => Named(source, ".pb"), new("a graph of TensorFlow", SaveFromTensorFlow)),
        new(source => Named(source, ".bin") && source.Place.File.Contains("shard", StringComparison.Ordinal),
            new("weights of TensorFlow.js", SaveFromTensorFlow)),
        new(source => Json(source, "\"modelTopology\"") || Json(source, "\"weightsManifest\""), new("a model of "
            + "TensorFlow.js", "Give the Keras model that it was converted from, or turn it back with "
                + "'tensorflowjs_converter --input_format tfjs_layers_model --output_format keras model.json "
                    + "model.h5'")),
        new(source => Json(source, "\"spacy_version\""), new("the description of a spaCy pipeline", "spaCy's models "
            + "are its own. Train a classifier on the texts with 'valence train'")),
        new(source => Json(source, "\"weight_map\""), new("the list of weights in parts of Hugging Face",
            "Join the parts: model.save_pretrained('folder', max_shard_size='100GB')")),
        new(source => Json(source, "\"added_tokens\"") || Json(source, "\"tokenizer_class\"")
            || Json(source, "\"vocab\"") && Json(source, "\"model\""), new("a tokenizer of Hugging Face",
            "It is no Keras Tokenizer, and no model. A vocabulary is learned from texts, by Tokenizer.FitOnTexts or "
                + "'valence train'")),
        new(source => Json(source, "\"model_type\"") || Json(source, "\"architectures\""), new("the description of a "
            + "Hugging Face model", LoadTensors)),
        new(source => Json(source, "\"keras_version\"") && Json(source, "\"date_saved\""), new("the metadata out of a "
            + ".keras file", "Give the .keras file itself")),
        new(source => source.Start.StartsWith<byte>([0x1F, 0x8B]), new("a gzip-compressed file", "Unpack it first")),
        new(source => Bytes(source, 257, 5).SequenceEqual("ustar"u8), new("a tar archive", "Unpack it first")),
        new(source => source.Start is [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..], new("zlib-compressed bytes, as joblib "
            + "writes them", "Pickles are programs and are never run. " + WriteInPython)),
    ];

    /// <summary>What a content is that no form of <see cref="ModelFormats"/> is, or null where it is not known
    /// either.</summary>
    public static ForeignFile? Of(ModelSource source) =>
        Known.FirstOrDefault(row => row.Is(source))?.File;

    /// <summary>What the folder of a model is, by the names in it, or null.</summary>
    public static ForeignFile? OfFolder(string path)
    {
        bool Has(string name) => File.Exists(Path.Combine(path, name));
        bool HasLike(string pattern) => Directory.EnumerateFiles(path, pattern).Any();
        try
        {
            return Has("saved_model.pb") || Has("saved_model.pbtxt") || Has("keras_metadata.pb")
                ? new("the folder of a TensorFlow SavedModel", SaveFromTensorFlow)
                : Has("config.json") && (Has("model.weights.h5") || Has("metadata.json"))
                ? new("an unpacked .keras file", "Give the .keras file itself, or pack the folder's files into a zip "
                    + "archive whose name ends in .keras")
                : Has("meta.json") && Has("config.cfg") ? new("the folder of a spaCy pipeline", "spaCy's models are "
                    + "its own. Train a classifier on the texts with 'valence train'")
                : Has("config.json") && (HasLike("*.safetensors") || HasLike("pytorch_model*") || Has("tokenizer.json")
                    || Has("vocab.txt") || HasLike("tf_model*") || HasLike("flax_model*"))
                ? new("the folder of a Hugging Face model", HasLike("*.safetensors") ? "Give the .safetensors file in "
                    + "it to see its weights. Code opens the folder with PretrainedEncoder.Open, where its model_type "
                    + "is bert, distilbert, roberta, xlm-roberta, electra, modernbert, deberta-v2 or gpt2"
                    : "Save it with model.save_pretrained('folder', safe_serialization=True); code opens "
                        + "the folder of .safetensors with PretrainedEncoder.Open")
                : Has("model.json") && HasLike("*.bin") ? new("the folder of a TensorFlow.js model",
                    "Give the Keras model that it was converted from")
                : Has("checkpoint") || HasLike("*.ckpt*") || HasLike("*.data-?????-of-?????") ? new("the folder of a "
                    + "TensorFlow checkpoint", SaveCheckpoint)
                : Has("variables.index") ? new("the folder of a SavedModel's variables", SaveFromTensorFlow)
                : HasLike("data.pkl") ? new("an unpacked file of PyTorch", SaveTensors) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether one JSON object stands on each of the first two lines: texts, where a model or its description
    /// would be one object.</summary>
    public static bool HoldsJsonLines(ReadOnlySpan<byte> bytes)
    {
        var content = bytes.TrimStart("\ufeff \t\r\n"u8);
        var end = content.IndexOf((byte)'\n');
        return end > 0 && content[..end].TrimEnd(" \t\r"u8) is [(byte)'{', .., (byte)'}']
            && content[end..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }

    /// <summary>The refusal of this file where a model, weights or a classifier is expected.</summary>
    internal FileFormatException Refusal(string rule, FilePlace place) =>
        new(rule, place, $"expected a model, found {Name}", WayOn);

    private static bool Named(ModelSource source, string part) => part[^1] == '-'
        ? source.Place.File.Contains(part, StringComparison.OrdinalIgnoreCase)
        : source.Place.File.EndsWith(part, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<byte> Bytes(ModelSource source, int at, int count) =>
        source.Start.Length >= at + count ? source.Start.Slice(at, count) : [];

    private static bool Holds(ModelSource source, string word) =>
        source.Start.IndexOf(System.Text.Encoding.ASCII.GetBytes(word)) >= 0;

    private static bool Json(ModelSource source, string key) =>
        source.Start.TrimStart("\ufeff \t\r\n"u8) is [(byte)'{', ..] && Holds(source, key)
            && !HoldsJsonLines(source.Start);

    // Protocols 2 to 5 begin with their number; the older ones are text that ends in a stop and names what it makes.
    private static bool IsPickle(ModelSource source) => source.Start is [0x80, >= 2 and <= 5, ..]
        || source.Start is [(byte)'(' or (byte)'c', .., (byte)'.'] && (Holds(source, "copy_reg")
            || Holds(source, "\np0") || source.Start.StartsWith("(dp0"u8) || source.Start.StartsWith("(lp0"u8));

    // The name of an archive's first member, from its local header.
    private static ReadOnlySpan<byte> FirstMember(ModelSource source)
    {
        if (!source.Start.StartsWith("PK\u0003\u0004"u8) || source.Start.Length < 30) return [];
        var length = BinaryPrimitives.ReadUInt16LittleEndian(source.Start[26..]);
        return Bytes(source, 30, length);
    }

    private static bool IsTorchArchive(ModelSource source)
    {
        var first = FirstMember(source);
        return first.SequenceEqual("data.pkl"u8) || first.EndsWith("/data.pkl"u8) || first.EndsWith("/version"u8)
            || first.EndsWith("/.format_version"u8) || first.EndsWith("/byteorder"u8);
    }

    // A line with two counts, then a word, a blank and bytes that are no text.
    private static bool IsWord2Vec(ModelSource source)
    {
        var end = source.Start.IndexOf((byte)'\n');
        if (end is < 3 or > 24) return false;
        var line = source.Start[..end];
        return !line.ContainsAnyExcept("0123456789 "u8) && line.Count((byte)' ') == 1
            && source.Start[end..].ContainsAnyInRange((byte)0, (byte)8);
    }

    // LevelDB's table ends in a number of its own.
    private static bool IsCheckpointIndex(ModelSource source)
    {
        if (Named(source, ".index")) return true;
        if (source.Length < 48) return false;
        Span<byte> end = stackalloc byte[8];
        source.Content.Read(source.Length - end.Length, end);
        return BinaryPrimitives.ReadUInt64LittleEndian(end) == 0xdb4775248b80fb57;
    }

    private sealed record Row(Func<ModelSource, bool> Is, ForeignFile File);
}
