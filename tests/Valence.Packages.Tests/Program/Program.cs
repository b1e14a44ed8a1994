using System.Globalization;
using Valence.Classification;
using Valence.Text;

// A user's program: it learns, keeps, opens and asks. TestedPrograms builds it of the packages.
if (args is ["train", var path])
{
    string[] words = ["awful boring", "great lovely"];
    var texts = Enumerable.Range(0, 80).Select(i => new LabelledText($"the film number{i} was {words[i % 2]}",
        i % 2 == 0 ? "negative" : "positive", i + 1)).ToList();
    TextClassifier.Train(texts, new() { Recipe = Recipes.BiLstm, Epochs = 8, LearningRate = 0.01f, Verbose = 0 })
        .Save(path);
}
else if (args is ["ask", var model, var file])
{
    var classifier = model == "sentiment" ? TextClassifier.Sentiment() : TextClassifier.Load(model);
    foreach (var answer in classifier.Predict([.. LabelledTexts.Read(file).Select(row => row.Text)]))
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answer.Label} {answer.Probability:R}"));
}
else
{
    return 2;
}
return 0;
