// Learns from the reviews that come with the project, judges itself on reviews it has not seen, and answers the
// sentence it is given.
var sentence = args.Length > 0 ? string.Join(' ', args)
    : "The food was wonderful and the staff could not have been kinder.";

var rows = LabelledTexts.Read(SampleData.Find("data/reviews.csv"), new() { RequireLabels = true }).ToList();
var (train, test) = Splits.TrainTestSplit(rows.Count, 0.2, seed: 42);

var classifier = TextClassifier.Train([.. train.Select(i => rows[i])], new() { Recipe = Recipes.FastText, Seed = 1 });
var result = EvaluationResult.Of(classifier, [.. test.Select(i => rows[i])]);
Console.WriteLine();
Console.WriteLine(result.Report);

var answer = classifier.Predict(sentence);
Console.WriteLine(answer.Label is null ? $"nothing to read: {sentence}"
    : $"{answer.Label} ({answer.Probability:F3}): {sentence}");
