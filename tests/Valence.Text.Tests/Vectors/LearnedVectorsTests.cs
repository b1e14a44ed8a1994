using System.Globalization;

namespace Valence.Text.Tests.Vectors;

public sealed class LearnedVectorsTests
{
    [Fact]
    public void Words_of_one_subject_are_near_each_other()
    {
        var (vectors, subjects) = Learned(new() { Dimension = 20, Epochs = 20, Subsampling = 1, Seed = 3 });
        foreach (var subject in subjects)
            foreach (var word in subject)
                Assert.Contains(Nearest(vectors, word, subjects), subject);
        Assert.Equal(20, vectors.Dimension);
        Assert.False(vectors.Contains("unheard"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_others()
    {
        var settings = new WordVectorSettings { Dimension = 12, Epochs = 2 };
        var (first, words) = Learned(settings);
        var (again, _) = Learned(settings);
        var (other, _) = Learned(settings with { Seed = 1 });
        Assert.Equal(Of(first, words[0][0]), Of(again, words[0][0]));
        Assert.NotEqual(Of(first, words[0][0]), Of(other, words[0][0]));
    }

    // The loss as it is defined, by differences of double precision.
    [Fact]
    public void A_step_goes_down_the_gradient_of_the_loss()
    {
        var random = new Random(4);
        for (var n = 0; n < 200; n++)
        {
            const int width = 16;
            var (x, outputs) = (Draw(width), Draw(5 * width));
            int[] told = [.. Enumerable.Range(0, 5).OrderBy(_ => random.Next()).Take(random.Next(1, 6))];
            const float rate = 1e-3f;
            var (movedX, movedOutputs) = ((float[])x.Clone(), (float[])outputs.Clone());
            SkipGrams.Step(movedX, movedOutputs, told, new float[width], rate);
            for (var i = 0; i < width; i++)
                Assert.Equal(-Slope(d => Loss(With(x, i, d), outputs)), (movedX[i] - x[i]) / rate, 2e-3);
            for (var i = 0; i < outputs.Length; i++)
                Assert.Equal(-Slope(d => Loss(x, With(outputs, i, d))), (movedOutputs[i] - outputs[i]) / rate, 2e-3);

            double Loss(IReadOnlyList<float> from, IReadOnlyList<float> to) => told.Select((row, k) =>
            {
                var product = Enumerable.Range(0, width).Sum(i => (double)from[i] * to[row * width + i]);
                return Math.Log(1 + Math.Exp(k == 0 ? -product : product));
            }).Sum();
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

        static float[] With(float[] numbers, int i, float by)
        {
            var moved = (float[])numbers.Clone();
            moved[i] += by;
            return moved;
        }

        static double Slope(Func<float, double> loss) => (loss(1 / 256f) - loss(-1 / 256f)) * 128;
    }

    [Fact]
    public void Words_are_drawn_as_often_as_their_weights_say()
    {
        var random = new Random(7);
        for (var n = 0; n < 300; n++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
                random.Next(3) == 0 ? 0 : Math.Pow(random.Next(1, 1000), 0.75)).Append(1).ToArray();
            var aliases = SkipGrams.Aliases(weights);
            var shares = new double[weights.Length];
            foreach (var (place, (share, other)) in aliases.Index())
            {
                shares[place] += share / weights.Length;
                shares[other] += (1 - share) / weights.Length;
            }
            for (var i = 0; i < weights.Length; i++)
            {
                Assert.Equal(weights[i] / weights.Sum(), shares[i], 1e-6);
                if (weights[i] == 0) Assert.Equal(0, shares[i]);
            }
        }
    }

    [Fact]
    public void What_cannot_be_learned_from_is_told()
    {
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(["one two"]);
        Assert.Contains("side by side", Assert.Throws<ArgumentException>(() =>
            WordVectors.Learn(["one", "unknown words", ""], tokenizer)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WordVectorSettings { Dimension = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WordVectorSettings { LearningRate = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WordVectorSettings { Subsampling = 0 });
        Assert.Throws<OperationCanceledException>(() => WordVectors.Learn(["one two"], tokenizer,
            new() { CancellationToken = new(canceled: true) }));
    }

    // Each text is of one of four subjects, whose words stand among those of all.
    private static (WordVectors Vectors, string[][] Subjects) Learned(WordVectorSettings settings)
    {
        var random = new Random(2);
        string[][] subjects = [.. Enumerable.Range(0, 4).Select(subject => Enumerable.Range(0, 6).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"s{subject}w{i}")).ToArray())];
        string[] common = ["the", "of", "and"];
        string[] texts = [.. Enumerable.Range(0, 600).Select(_ =>
        {
            var subject = subjects[random.Next(4)];
            return string.Join(' ', Enumerable.Range(0, 12).Select(i => i % 4 == 3 ? common[random.Next(3)]
                : subject[random.Next(6)]));
        })];
        var tokenizer = new Tokenizer();
        tokenizer.FitOnTexts(texts);
        tokenizer.FitOnTexts(["unheard"]);
        return (WordVectors.Learn(texts, tokenizer, settings), subjects);
    }

    private static string Nearest(WordVectors vectors, string word, string[][] subjects)
    {
        var own = Of(vectors, word);
        return subjects.SelectMany(words => words).Where(other => other != word).MaxBy(other =>
        {
            var its = Of(vectors, other);
            return own.Zip(its, (a, b) => (double)a * b).Sum() / Math.Sqrt(its.Sum(b => (double)b * b));
        })!;
    }

    private static float[] Of(WordVectors vectors, string word) =>
        vectors.TryGetVector(word, out var vector) ? vector.ToArray() : throw new ArgumentException(word);
}
