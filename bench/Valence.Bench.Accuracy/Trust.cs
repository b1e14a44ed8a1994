using System.Diagnostics;
using System.Globalization;
using Valence.Backends;
using Valence.Classification;
using Valence.Randomness;
using Valence.Text;

namespace Valence.Bench.Accuracy;

/// <summary>How far what a classifier says of its own answers holds: texts unlike the training, answers kept back,
/// explanations, words far into long texts. Rows of a table.</summary>
internal static class Trust
{
    private const int OthersAtMost = 2000, Explained = 1000, OnThreads = 100;
    private const int LongWords = 5000, LongTexts = 10, Places = 20;

    // Probabilities nearer to 0 and 1 have few digits.
    private const double Telling = 0.001;

    // A word that is planted was explained so often.
    private const int OftenSeen = 5;

    private static readonly double[] KeptBack = [0, 0.05, 0.1, 0.2], Risks = [0.1, 0.05, 0.02];

    /// <summary>Asks for the test part once, and for other sets' texts.</summary>
    public static void Of(string name, TextClassifier classifier, LabelledText[] test, string data)
    {
        if (classifier.Task is not OneClass)
        {
            Console.WriteLine($"{name}: expected a set of one class a text, this one has "
                + $"{classifier.Task.Description}.");
            return;
        }
        var order = Enumerable.Range(0, test.Length).ToArray();
        new CounterRandom(1, CounterRandom.Purpose("trust")).Shuffle(order.AsSpan());
        string[] texts = [.. order.Select(i => test[i].Text)];
        var answers = classifier.Predict(texts);
        Console.WriteLine($"\n{name}, {classifier.MadeBy}\n\n| measured | of | |\n|---|---|---|");
        Unlike(name, classifier, answers, data);
        KeptBackAnswers(classifier, answers, [.. order.Select(i => test[i])]);
        var explanations = Explanations(classifier, texts);
        SameBytes(classifier, texts[..Math.Min(OnThreads, texts.Length)]);
        Planted(classifier, texts, explanations);
    }

    private static void Unlike(string name, TextClassifier classifier, IReadOnlyList<Prediction> own, string data)
    {
        Told($"{name}, test", own);
        foreach (var (other, _) in Sets.All.Where(set => set.Key != name && set.Key is "imdb" or "airline" or "trec"
            or "rt" or "emotion" or "ag" or "clinc150"))
            Ask(other, Sets.All[other](data).Test.Select(row => row.Text));
        Ask("tatoeba, German sentences", Sets.All["tatoeba"](data).Test.Where(row => row.Label == "deu")
            .Select(row => row.Text));
        Ask("multi30k, German captions", Sets.LinesOf($"{data}/multi30k/test_2016_flickr.de.gz"));
        Ask("tinyshakespeare, 10 lines each", Stretches(Sets.LinesOf($"{data}/tinyshakespeare/input.txt.gz"), 10));
        if (!Directory.Exists("src")) Console.WriteLine("| C# code | left out: no folder 'src' here | |");
        else
            Ask("C# code, 20 lines each", Stretches(Directory.EnumerateFiles("src", "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).SelectMany(File.ReadLines), 20));

        void Ask(string what, IEnumerable<string> texts)
        {
            var all = texts.ToArray();
            new CounterRandom(2, CounterRandom.Purpose("trust")).Shuffle(all.AsSpan());
            Told(what, classifier.Predict(all[..Math.Min(OthersAtMost, all.Length)]));
        }

        void Told(string what, IReadOnlyList<Prediction> answers) => Row($"told unlike the training: {what}",
            answers.Count, $"{(double)answers.Count(answer => answer.IsUnlikeTraining == true) / answers.Count:P1}");
    }

    private static IEnumerable<string> Stretches(IEnumerable<string> lines, int each) =>
        lines.Chunk(each).Select(some => string.Join('\n', some)).Where(text => text.Trim().Length > 0);

    private static void KeptBackAnswers(TextClassifier classifier, IReadOnlyList<Prediction> answers,
        LabelledText[] rows)
    {
        var ranked = answers.Zip(rows).OrderByDescending(pair => pair.First.Probability)
            .Select(pair => pair.First.Label != pair.Second.Label).ToArray();
        foreach (var part in KeptBack)
        {
            var left = ranked[..(int)Math.Round((1 - part) * ranked.Length)];
            var wrong = (double)left.Count(isWrong => isWrong) / left.Length;
            Row($"wrong, {part:P0} kept back", left.Length, $"{wrong:P2}");
        }
        foreach (var risk in Risks)
            try
            {
                var least = classifier.WithHighestRisk(risk).LeastConfidence;
                var left = answers.Zip(rows).Where(pair => !(pair.First.Probability < least)).ToArray();
                Row($"wrong, `WithHighestRisk({risk})`", left.Length, $"{left.Count(pair =>
                    pair.First.Label != pair.Second.Label) / (double)left.Length:P2} of the "
                    + $"{(double)left.Length / rows.Length:P1} answered");
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                Row($"wrong, `WithHighestRisk({risk})`", 0, "refused: held-out texts were wrong oftener");
            }
    }

    private static List<Explanation> Explanations(TextClassifier classifier, string[] texts)
    {
        var (explanations, moves, exact, gap, left, apart) = (new List<Explanation>(), 0, 0, 0.0, 0.0, 0.0);
        var (clock, slowest, words) = (new Stopwatch(), TimeSpan.Zero, 0);
        // What is compiled at the first call is none of its time.
        classifier.Explain(texts[0]);
        foreach (var text in texts)
        {
            if (explanations.Count == Explained) break;
            var before = clock.Elapsed;
            clock.Start();
            var explanation = classifier.Explain(text);
            clock.Stop();
            if (explanation.Words.Count < 3) continue;
            if (clock.Elapsed - before > slowest) (slowest, words) = (clock.Elapsed - before, explanation.Words.Count);
            explanations.Add(explanation);
            left = Math.Max(left, Math.Abs(explanation.Left));
            if (explanation.Answer.Probabilities.Min() >= Telling)
                apart = Math.Max(apart, Math.Abs(explanation.Score - Score(explanation, explanation.Answer)));
            var strongest = explanation.Words.OrderByDescending(word => Math.Abs(word.Contribution))
                .ThenBy(word => word.Start).Take(3).ToArray();
            var without = text;
            foreach (var word in strongest.OrderByDescending(word => word.Start))
                without = without.Remove(word.Start, word.Word.Length);
            var told = -strongest.Sum(word => word.Contribution);
            var moved = Score(explanation, classifier.Predict(without)) - explanation.Score;
            if (told * moved > 0) moves++;
            if (Math.Abs(told - moved) < 0.01) exact++;
            gap += Math.Abs(told - moved);
        }
        var count = explanations.Count;
        Row("score less base and all contributions, the largest", count, $"{left:G2}");
        Row("score less the log-odds of answers between .001 and .999, the largest",
            explanations.Count(explanation => explanation.Answer.Probabilities.Min() >= Telling), $"{apart:G2}");
        Row("the three strongest words removed: the score moves as told", count, $"{(double)moves / count:P1}");
        Row("… by what was told, within .01", count, $"{(double)exact / count:P1}");
        Row("… what was told less what it moved, the mean", count, $"{gap / count:F3}");
        Row("milliseconds an explanation, the mean", count, $"{clock.Elapsed.TotalMilliseconds / count:F0}");
        Row("milliseconds of the slowest", 1, $"{slowest.TotalMilliseconds:F0}, of {words} words");
        return explanations;
    }

    private static double Score(Explanation explanation, Prediction answer)
    {
        if (answer.Probabilities.Count == 0) return explanation.Base;
        var of = answer.ByLabel;
        return Math.Log(Math.Max(1e-7, of[explanation.Label!]) / Math.Max(1e-7, (double)of[explanation.Next!]));
    }

    private static void SameBytes(TextClassifier classifier, string[] texts)
    {
        using var file = new MemoryStream();
        classifier.Save(file);
        using var one = new CpuBackend(threads: 1);
        using var two = new CpuBackend(threads: 2);
        var (a, b) = (Opened(one), Opened(two));
        var answers = a.Predict(texts).Zip(texts.Select(b.Predict)).Count(pair =>
            pair.First.Probabilities.SequenceEqual(pair.Second.Probabilities));
        Row("the same bytes of answers, in a crowd on one thread and alone on two", texts.Length, $"{answers}");
        var explanations = texts.Count(text => a.Explain(text) is var x && b.Explain(text) is var y
            && x.Score.Equals(y.Score) && x.Words.SequenceEqual(y.Words));
        Row("the same bytes of explanations on one thread and two", texts.Length, $"{explanations}");

        TextClassifier Opened(CpuBackend backend)
        {
            file.Position = 0;
            return TextClassifier.Load(file, backend);
        }
    }

    // The word that speaks most for each of two labels, in the place of the other's, anywhere in texts made of many.
    private static void Planted(TextClassifier classifier, string[] texts, List<Explanation> explanations)
    {
        var labels = classifier.Labels.Names.Take(2).ToArray();
        var planted = Array.ConvertAll(labels, label => explanations.SelectMany(explanation => explanation.Words
                .Where(word => word.Word.Length > 2 && word.Word.All(char.IsLetter)).Select(word => (
                    Word: word.Word.ToLowerInvariant(),
                    Points: explanation.Label == label ? word.Contribution : -word.Contribution)))
            .GroupBy(entry => entry.Word).Where(entries => entries.Count() >= OftenSeen)
            .OrderByDescending(entries => entries.Average(entry => entry.Points)).ThenBy(entries => entries.Key)
            .First().Key);
        var (next, right, apart) = (0, 0, 0.0);
        for (var text = 0; text < LongTexts; text++)
        {
            var words = new List<string>();
            while (words.Count < LongWords)
                words.AddRange(texts[next++ % texts.Length].Replace("<br />", " ", StringComparison.Ordinal)
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            words.RemoveRange(LongWords, words.Count - LongWords);
            for (var place = 0; place < Places; place++)
            {
                var answers = classifier.Predict(Array.ConvertAll(planted, word =>
                {
                    var with = words.ToArray();
                    with[(int)((LongWords - 1L) * place / (Places - 1))] = word;
                    return string.Join(' ', with);
                }));
                var odds = answers.Select(answer => Math.Log(answer.ByLabel[labels[0]]
                    / (double)answer.ByLabel[labels[1]])).ToArray();
                if (odds[0] > odds[1]) right++;
                apart += (odds[0] - odds[1]) / (LongTexts * Places);
            }
        }
        Row($"'{planted[0]}' in the place of '{planted[1]}' among {LongWords} words, at {Places} places of {LongTexts} "
            + $"texts: likelier to be '{labels[0]}'", LongTexts * Places,
            string.Create(CultureInfo.InvariantCulture, $"{(double)right / (LongTexts * Places):P1}, log-odds by "
                + $"{apart:G2} in the mean"));
    }

    private static void Row(string what, int of, string value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {of:N0} | {value} |"));
}
