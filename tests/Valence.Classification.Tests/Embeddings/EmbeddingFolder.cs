using Valence.Tests.Pretrained;
using Valence.Text;

namespace Valence.Classification.Tests.Embeddings;

/// <summary>The folder of a small encoder of sentences with a tokenizer.</summary>
internal static class EmbeddingFolder
{
    private static readonly SubWordTokenizer Tokenizer = SubWordTokenizer.TrainWordPiece(["lovely days, part 3",
        "awful nights in 5 rows", "and of"], 60);

    public static SmallFolder Create(string family)
    {
        var folder = new SmallFolder(family, fields => fields["vocab_size"] = Tokenizer.VocabularySize);
        Tokenizer.Save(folder.File("tokenizer.json"));
        return folder;
    }

    public static string Modules(string pooling) => $$"""
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "{{pooling}}", "type": "sentence_transformers.models.Pooling"}]
        """;

    public static string Pooling(string mode) => $$"""{"word_embedding_dimension": 8, "{{mode}}": true}""";

    public static void Write(SmallFolder folder, string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), content);
    }
}
