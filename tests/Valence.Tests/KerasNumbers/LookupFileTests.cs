using System.Text;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Saving;
using Valence.Text;

namespace Valence.Tests.KerasNumbers;

/// <summary>The rest of Keras' index_lookup_test: vocabularies that are missing, and those of files.</summary>
public sealed class LookupFileTests
{
    private static readonly Tensor Batch = Tensor.From(["one", "two", "four"], [1, 3]);

    [Fact]
    public void Rows_of_an_empty_vocabulary_have_no_length()
    {
        var layer = new StringLookup(new() { OutputMode = OutputMode.MultiHot }, "", "[OOV]");
        Assert.Contains("Adapt it",
            Assert.Throws<InvalidOperationException>(
                () => LayerCalls.Call(layer, "reference", Tensor.From(["sample", "data"]))).Message);
    }

    [Fact]
    public void Learned_and_given_vocabularies_come_back_from_a_file()
    {
        var learned = new StringLookup(new() { MaxTokens = 7 }, "", "[OOV]");
        learned.Adapt([["one", "one", "one", "two", "two", "three"]]);
        foreach (var layer in (StringLookup[])[learned,
            new StringLookup(new() { MaxTokens = 7 }, "", "[OOV]", ["one", "two", "three"])])
        {
            var model = new Sequential(new InputLayer([Shape.Unknown, Shape.Unknown], ElementType.String), layer);
            Assert.Equal([2, 3, 1], model.Predict(Batch).Ints);
            Assert.Equal([2, 3, 1], KerasFile.Load(KerasFile.ToBytes(model), "model.keras").Predict(Batch).Ints);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Special_tokens_come_back_whatever_the_number_of_unknown_ones(int unknown)
    {
        var layer = Masked(unknown);
        layer.SetVocabulary(["apple", "banana", "cherry"]);
        var model = new Sequential(new InputLayer([Shape.Unknown, Shape.Unknown], ElementType.String), layer);
        var again = (StringLookup)KerasFile.Load(KerasFile.ToBytes(model), "model.keras").Layers[0];
        Assert.Equal(["<mask>", .. Enumerable.Repeat("[OOV]", unknown), "apple", "banana", "cherry"],
            again.GetVocabulary());
        Assert.Equal(layer.GetVocabulary(includeSpecialTokens: false),
            again.GetVocabulary(includeSpecialTokens: false));
    }

    [Theory]
    [InlineData("<mask>\n[OOV]\napple\nbanana\ncherry")]
    [InlineData("<mask>\n[OOV]\napple\nbanana\ncherry\n")]
    [InlineData("<mask>\n[OOV]\napple\nbanana\ncherry\n\n")]
    [InlineData("<mask>\r\n[OOV]\r\napple\r\nbanana\r\ncherry\r\n")]
    public void Ends_of_lines_may_be_those_of_any_system(string text)
    {
        var layer = Masked(1);
        layer.SetVocabulary(["apple", "banana", "cherry"]);
        var model = new Sequential(new InputLayer([Shape.Unknown, Shape.Unknown], ElementType.String), layer);
        var file = KerasFile.ToBytes(model);
        var member = ZipReader.Open(file, "model.keras").Members.Single(
            member => member.Name.EndsWith("vocabulary.txt", StringComparison.Ordinal)).Name;
        var changed = ModelFiles.With(file, member, Encoding.UTF8.GetBytes(text));
        Assert.Equal(layer.GetVocabulary(), ((StringLookup)KerasFile.Load(changed, "model.keras").Layers[0])
            .GetVocabulary());
    }

    private static StringLookup Masked(int unknown) =>
        new(new() { MaxTokens = 10, NumOovIndices = unknown }, "<mask>", "[OOV]");
}
