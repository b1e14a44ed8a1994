// Learns from the reviews that come with the project, judges itself on reviews it has not seen, and answers the
// sentence it is given.
var sentence = args.Length > 0 ? string.Join(' ', args)
    : "The food was wonderful and the staff could not have been kinder.";

var rows = LabelledTexts.Read(SampleData.Find("data/reviews.csv"), new() { RequireLabels = true }).ToList();
var (train, test) = Splits.TrainTestSplit(rows.Count, 0.2, seed: 42);

var classifier = TextClassifier.Train([.. train.Select(i => rows[i])], new() { Recipe = Recipes.Linear, Seed = 1 });
var result = EvaluationResult.Of(classifier, [.. test.Select(i => rows[i])]);
Console.WriteLine();
Console.WriteLine(result.Report);

Answer("what it learned from these reviews", classifier);
Answer("the model that comes with Valence", TextClassifier.Sentiment());

void Answer(string by, TextClassifier classifier)
{
    var explanation = classifier.Explain(sentence);
    var answer = explanation.Answer;
    var words = explanation.Words.OrderByDescending(word => Math.Abs(word.Contribution)).Take(4)
        .Select(word => $"{word.Word} {word.Contribution:+0.00;-0.00;0.00}");
    Console.WriteLine(answer.Label is null ? $"{by}: nothing to read"
        : $"{by}: {answer.Label} ({answer.Probability:F3}) because of {string.Join(", ", words)}");
}
