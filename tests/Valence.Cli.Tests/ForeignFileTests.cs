using System.Buffers.Binary;
using System.Text;
using Valence.Formats;
using Valence.Text;

namespace Valence.Cli.Tests;

/// <summary>Models of other programs, and parts of models, in the place of every argument: told by what they are, with
/// what to do.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public static TheoryData<string, string, string> Files => new()
    {
        { "saved_model.pb", "part of a TensorFlow SavedModel", "model.save(" },
        { "keras_metadata.pb", "part of a TensorFlow SavedModel", "model.save(" },
        { "renamed-saved-model", "part of a TensorFlow SavedModel", "model.save(" },
        { "frozen.pb", "graph of TensorFlow", "model.save(" },
        { "variables.index", "index of a TensorFlow checkpoint", "load_weights" },
        { "renamed-index", "index of a TensorFlow checkpoint", "load_weights" },
        { "cp.ckpt.data-00000-of-00001", "part of a TensorFlow checkpoint", "load_weights" },
        { "checkpoint", "list of TensorFlow checkpoints", "load_weights" },
        { "tfjs.json", "model of TensorFlow.js", "converted from" },
        { "group1-shard1of2.bin", "weights of TensorFlow.js", "model.save(" },
        { "model.tflite", "TensorFlow Lite", "converted from" },
        { "model.onnx", "ONNX", "converted from" },
        { "renamed-onnx", "ONNX", "converted from" },
        { "model.pt", "PyTorch", "safetensors" },
        { "legacy.pt", "PyTorch", "safetensors" },
        { "model.gguf", "GGUF", "converted from" },
        { "tokenizer.pickle", "Tokenizer in a pickle", "to_json" },
        { "old.pickle", "pickle", "never run" },
        { "svm.pkl", "scikit-learn", "never run" },
        { "model.joblib", "joblib", "never run" },
        { "fasttext.bin", "model of fastText", "WordVectors" },
        { "word2vec.bin", "word2vec", "WordVectors" },
        { "meta.json", "spaCy", "valence train" },
        { "config.json", "description of a Hugging Face model", "model.safetensors" },
        { "tokenizer.json", "tokenizer of Hugging Face", "no Keras Tokenizer" },
        { "bpe.json", "tokenizer of Hugging Face", "no Keras Tokenizer" },
        { "index.json", "weights in parts of Hugging Face", "Join" },
        { "description.json", "description of a Keras model", "Model.FromJson" },
        { "dumped.json", "description of a Keras model", "Model.FromJson" },
        { "words.json", "Keras Tokenizer", "Tokenizer.FromJson" },
        { "dumped-words.json", "Keras Tokenizer", "Tokenizer.FromJson" },
        { "metadata.json", "metadata out of a .keras file", ".keras file itself" },
        { "sheet.xlsx", "Office document", ".csv" },
    };

    public static TheoryData<string, string, string> Folders => new()
    {
        { "saved_model.pb|variables/variables.index", "folder of a TensorFlow SavedModel", "model.save(" },
        { "variables.index|variables.data-00000-of-00001", "TensorFlow checkpoint", "load_weights" },
        { "checkpoint|cp.ckpt.index", "folder of a TensorFlow checkpoint", "load_weights" },
        { "config.json|model.safetensors|vocab.txt", "folder of a Hugging Face model", ".safetensors" },
        { "config.json|pytorch_model.bin", "folder of a Hugging Face model", "save_pretrained" },
        { "meta.json|config.cfg", "spaCy", "valence train" },
        { "config.json|metadata.json|model.weights.h5", "unpacked .keras", "zip" },
        { "model.json|group1-shard1of1.bin", "TensorFlow.js", "converted from" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_another_kind_is_told_by_every_command(string name, string what, string wayOn)
    {
        var path = _folder.Write(name, Content(name));
        foreach (var command in Commands(path))
        {
            if (command[0] == "inspect" && (what.StartsWith("Keras T", StringComparison.Ordinal)
                || what.StartsWith("description of a K", StringComparison.Ordinal)))
                Assert.Contains(what, Answer.To(command).Succeeded().Output);
            else if (command is ["convert", _, ..] && what.StartsWith("description of a K", StringComparison.Ordinal))
                Answer.To(command).Failed(2, what, "--architecture");
            else if (command[0] == "convert" && what.StartsWith("Keras T", StringComparison.Ordinal))
                Answer.To(command).Failed(2, what);
            else Answer.To(command).Failed(2, name, what, wayOn);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_folder_of_a_model_is_told_by_every_command(string names, string what, string wayOn)
    {
        foreach (var name in names.Split('|')) _folder.Write($"given/{name}", "content");
        foreach (var command in Commands(_folder["given"])) Answer.To(command).Failed(2, "given", what, wayOn);
    }

    [Fact]
    public void Texts_about_such_files_stay_texts()
    {
        var lines = string.Concat(Enumerable.Range(0, 40).Select(i => "{\"text\": \"spacy_version architectures "
            + $"{(i % 2 == 0 ? "good" : "bad")}\", \"label\": {i % 2}, \"model_type\": \"car\", "
            + "\"class_name\": \"b\"}\n"));
        foreach (var file in new[] { _folder.Write("a.jsonl", lines), _folder.WriteGzipped("b.jsonl.gz", lines) })
            Answer.To("train", file, "--model", _folder["m.valence"], "--text-column", "text", "--label-column",
                "label", "--recipe", "fasttext", "--epochs", "1").Succeeded();
    }

    private string[][] Commands(string path) =>
    [
        ["inspect", path],
        ["summary", path],
        ["predict", path, "a great film"],
        ["evaluate", path, _folder.Reviews()],
        ["convert", path, _folder["out.keras"]],
        ["convert", path, _folder["out.npz"]],
        ["compare", path, Trained.Model(_folder), "--data", _folder.Reviews()],
        ["compare", Trained.Model(_folder), path, "--data", _folder.Reviews()],
        ["train", path, "--model", _folder["new.valence"]],
    ];

    private static byte[] Content(string name)
    {
        var description = Network.Lstm().ToJson();
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(["a great film"]);
        var words = tokenizer.ToJson();
        return name switch
        {
            "saved_model.pb" or "renamed-saved-model" => [0x08, 0x01, 0x12, 0x10, 0x0A, 0x05, .. "serve"u8, 0, 0],
            "keras_metadata.pb" or "frozen.pb" => [0x0A, 0x04, .. "root"u8],
            "variables.index" => new byte[64],
            "renamed-index" => [.. new byte[80], 0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB],
            "checkpoint" => [.. "model_checkpoint_path: \"cp.ckpt\"\n"u8],
            "tfjs.json" => [.. "{\"format\": \"layers-model\", \"modelTopology\": {\"model_config\": {}}}"u8],
            "model.tflite" => [0x1C, 0, 0, 0, .. "TFL3"u8, 0, 0],
            "model.onnx" or "renamed-onnx" => [0x08, 0x07, 0x12, 0x07, .. "pytorch"u8, 0x1A, 0],
            "model.pt" => Zip("archive/data.pkl"),
            "legacy.pt" => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E],
            "model.gguf" => [.. "GGUF"u8, 3, 0, 0, 0],
            "tokenizer.pickle" => [0x80, 0x04, .. "\u0095\u008c\u001akeras_preprocessing.text\u008c\tTokenizer."u8],
            "old.pickle" => [.. "(dp0\nS'a'\np1\nI1\ns."u8],
            "svm.pkl" => [0x80, 0x03, .. "csklearn.svm._classes\nSVC\nq\0."u8],
            "model.joblib" => [0x80, 0x03, .. "cjoblib.numpy_pickle\nNumpyArrayWrapper\nq\0."u8],
            "fasttext.bin" => FastText(),
            "word2vec.bin" => [.. "3 2\nfilm "u8, 0x00, 0x01, 0x02, 0x3F],
            "meta.json" => [.. "{\"lang\": \"en\", \"spacy_version\": \">=3.0\"}"u8],
            "config.json" => [.. "{\"architectures\": [\"BertModel\"], \"model_type\": \"bert\"}"u8],
            "bpe.json" => [.. "{\n\"version\": \"1.0\",\n\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}\n}"u8],
            "tokenizer.json" => [.. "{\"version\": \"1.0\", \"added_tokens\": [], \"model\": {}}"u8],
            "index.json" => [.. "{\"metadata\": {}, \"weight_map\": {\"a\": \"b\"}}"u8],
            "description.json" => Encoding.UTF8.GetBytes(description),
            "dumped.json" => Encoding.UTF8.GetBytes(Quoted(description)),
            "words.json" => Encoding.UTF8.GetBytes(words),
            "dumped-words.json" => Encoding.UTF8.GetBytes(Quoted(words)),
            "metadata.json" => [.. "{\"keras_version\": \"3.5.0\", \"date_saved\": \"2026-01-01@00:00:00\"}"u8],
            "sheet.xlsx" => Zip("[Content_Types].xml"),
            _ => [1, 2, 3, 4],
        };
    }

    private static string Quoted(string json) => System.Text.Json.JsonSerializer.Serialize(json);

    private static byte[] Zip(string member)
    {
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive => archive.Add(member, "content"u8));
        return stream.ToArray();
    }

    private static byte[] FastText()
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 793_712_314);
        bytes[4] = 12;
        return bytes;
    }
}
