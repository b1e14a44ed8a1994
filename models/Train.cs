#:project ../src/Valence.Classification/Valence.Classification.csproj

// Makes sentiment.valence; models/README.md has the command.
using Valence.Classification;
using Valence.Text;

if (args is not [var films, var everyday, var model])
    throw new ArgumentException("Expected two files of texts and a model.");
var options = new TextFileOptions { TextColumns = ["review"], LabelColumn = "sentiment", RequireLabels = true };
LabelledText[] own = [.. LabelledTexts.Read(everyday, options)];
// There are seventeen times as many reviews of films.
LabelledText[] rows = [.. LabelledTexts.Read(films, options), .. own, .. own, .. own];
TextClassifier.Train(rows, new() { Recipe = Recipes.Linear, KeepExamples = false }).Save(model);
