using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

/// <summary>Texts without blanks between words, and splitting by character.</summary>
public sealed class SplitTests
{
    private static readonly TrainingSettings Few = new()
    {
        Recipe = Recipes.FastText,
        Split = TextSplit.Character,
        Epochs = 2,
        LearningRate = 0.05f,
        Verbose = Verbosity.Silent,
    };

    [Theory]
    [InlineData("Chinese", "这部电影非常好看我很喜欢。", "服务太差了再也不会来了！")]
    [InlineData("Japanese", "この映画はとても面白かったです。", "サービスが悪くて二度と行きません。")]
    [InlineData("Thai", "หนังเรื่องนี้สนุกมากและน่าดู", "บริการแย่มากไม่กลับมาอีกแล้ว")]
    [InlineData("Lao", "ຮູບເງົາເລື່ອງນີ້ມ່ວນຫຼາຍ", "ການບໍລິການບໍ່ດີເລີຍບໍ່ກັບມາອີກ")]
    [InlineData("Khmer", "ភាពយន្តនេះល្អណាស់ខ្ញុំចូលចិត្ត", "សេវាកម្មអន់ណាស់មិនត្រឡប់មកវិញទេ")]
    [InlineData("Burmese", "ဒီရုပ်ရှင်ကအရမ်းကောင်းပါတယ်", "ဝန်ဆောင်မှုကအရမ်းဆိုးပါတယ်")]
    public void Texts_without_blanks_are_said_to_be_one_word_each(string script, string good, string bad)
    {
        var rows = Enumerable.Range(0, 20).Select(i => new LabelledText(i % 2 == 0 ? good + i : bad + i,
            i % 2 == 0 ? "pos" : "neg", i + 1)).ToArray();
        var said = DataChecks.Of(rows).Doubts().Single();
        Assert.StartsWith($"All texts that were looked at are in a script without blanks between words ({script})",
            said);
        Assert.Contains("--split character", said);
        Assert.Empty(DataChecks.Of(rows).Doubts(TextSplit.Character));
        var classifier = TextClassifier.Train(rows, Few);
        Assert.True(((WordEncoder)classifier.Encoder).Tokenizer.CharLevel);
        Assert.NotNull(classifier.Predict(good[..5]).Label);
    }

    [Theory]
    [InlineData("这部 电影 非常 好看 我 很 喜欢", "服务 太 差 了 再也 不会 来 了")]
    [InlineData("หนัง เรื่อง นี้ สนุก มาก", "บริการ แย่ มาก ไม่ กลับ มา")]
    [InlineData("이 영화는 정말 재미있었습니다", "서비스가 너무 나빴습니다")]
    [InlineData("the film was great", "the 映画 was awful")]
    [InlineData("фильм был отличный", "η ταινία ήταν κακή")]
    public void Texts_whose_words_are_split_are_left_alone(string good, string bad) =>
        Assert.Empty(DataChecks.Of([.. Enumerable.Range(0, 20).Select(i =>
            new LabelledText($"{(i % 2 == 0 ? good : bad)} {i}",
            i % 2 == 0 ? "pos" : "neg", i + 1))]).Doubts());

    [Fact]
    public void A_classifier_keeps_the_split_in_its_file()
    {
        var rows = Enumerable.Range(0, 20).Select(i => new LabelledText(i % 2 == 0 ? $"很好看{i}" : $"太差了{i}",
            i % 2 == 0 ? "pos" : "neg", i + 1)).ToArray();
        var classifier = TextClassifier.Train(rows, Few);
        using var file = new MemoryStream();
        classifier.Save(file);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file.ToArray());
            var again = TextClassifier.Load(path);
            Assert.True(((WordEncoder)again.Encoder).Tokenizer.CharLevel);
            Assert.Equal(classifier.Predict("好好好差").Probabilities, again.Predict("好好好差").Probabilities);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_text_is_not_taken_for_one_word() =>
        Assert.Throws<ArgumentException>(() => TextClassifier.Train([new("a", "1", 1), new("b", "0", 2)],
            new() { Recipe = Recipes.FastText, Split = TextSplit.None }));
}
