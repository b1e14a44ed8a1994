using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML;

// dotnet run -c Release --project bench/MlNet -- logistic|lightgbm TRAIN.jsonl TEST.jsonl: accuracy and seconds.
var clock = Stopwatch.StartNew();
var ml = new MLContext(seed: 0);
var (train, test) = (Rows(args[1]), Rows(args[2]));
var features = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.Text.FeaturizeText("Features",
    "Text"));
var model = args[0] == "lightgbm" ? Fitted(ml.MulticlassClassification.Trainers.LightGbm())
    : Fitted(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{metrics.MicroAccuracy} {clock.Elapsed.TotalSeconds}"));

ITransformer Fitted<T>(IEstimator<T> trainer) where T : class, ITransformer => features.Append(trainer).Fit(train);

IDataView Rows(string path) => ml.Data.LoadFromEnumerable(File.ReadLines(path).Select(line =>
{
    using var json = JsonDocument.Parse(line);
    return new Row
    {
        Text = json.RootElement.GetProperty("text").GetString()!,
        Label = json.RootElement.GetProperty("label").GetString()!,
    };
}).ToArray());

internal sealed class Row
{
    public string Text { get; set; } = "";

    public string Label { get; set; } = "";
}
