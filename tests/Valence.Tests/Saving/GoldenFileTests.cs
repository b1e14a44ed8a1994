using System.Globalization;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Every model file that real Keras wrote opens here and predicts what it predicted there.</summary>
public sealed class GoldenFileTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Models => GoldenModels.Files("models", ".keras", ".init.h5", ".trained.h5");

    public static TheoryData<string> Weights => GoldenModels.Files("models", ".weights.h5");

    public static TheoryData<string> Runs => GoldenModels.Files("runs", ".init.keras");

    public static TheoryData<string> Keras2 =>
        GoldenModels.Files("files", "lstm.h5", "bn.h5", "functional.h5", ".keras");

    public static TheoryData<string> Keras2Weights => GoldenModels.Files("files", "_weights.h5", ".weights.h5");

    [Theory]
    [MemberData(nameof(Models))]
    public void A_whole_model_predicts_as_in_Keras(string file)
    {
        var opened = KerasFile.Open(GoldenModels.At("models", file),
            new()
            {
                Training = file.Contains(".trained.") ? TrainingConfiguration.Required
                : TrainingConfiguration.IfPossible
            });
        Assert.Empty(opened.Ignored);
        CheckPrediction(opened.Model, file);
    }

    [Theory]
    [MemberData(nameof(Weights))]
    public void Weights_alone_go_into_a_model_of_the_same_description(string file)
    {
        var name = file.Split('.')[0];
        var model = Model.Load(GoldenModels.At("models", $"{name}.init.keras"));
        foreach (var weight in model.Weights) weight.Value.Change<float>().Fill(0.5f);
        var report = model.LoadWeights(GoldenModels.At("models", file));
        Assert.Empty(report.Skipped);
        CheckPrediction(model, file);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_start_of_a_run_opens_with_its_weights(string file)
    {
        var opened = KerasFile.Open(GoldenModels.At("runs", file));
        Assert.Empty(opened.Ignored);
        var arrays = GoldenModels.Arrays(GoldenModels.At("runs", file.Replace(".init.keras", ".npz")));
        for (var i = 0; arrays.TryGet($"w0.{i}", out var expected); i++)
            Assert.Equal(expected.ToFloats(), opened.Model.Weights[i].Value.Floats.ToArray());
    }

    [Theory]
    [MemberData(nameof(Keras2))]
    public void A_model_of_Keras_2_predicts_as_there(string file)
    {
        var opened = KerasFile.Open(GoldenModels.At("files", file),
            new() { Training = TrainingConfiguration.Required });
        Assert.Empty(opened.Ignored);
        Assert.True(opened.Model.Optimizer!.Iterations > 0, "the optimizer's state was not read");
        CheckKeras2(opened.Model, file);
    }

    [Theory]
    [MemberData(nameof(Keras2Weights))]
    public void Weights_of_Keras_2_go_into_a_model_of_the_same_description(string file)
    {
        var name = file.Replace("_only_weights.h5", "").Replace(".weights.h5", "");
        var model = Model.Load(GoldenModels.At("files", $"{name}.keras"));
        foreach (var weight in model.Weights) weight.Value.Change<float>().Fill(0.5f);
        Assert.Empty(model.LoadWeights(GoldenModels.At("files", file)).Skipped);
        CheckKeras2(model, name + ".");
    }

    private static void CheckPrediction(Model model, string file)
    {
        var arrays = GoldenModels.Arrays(GoldenModels.At("models", file.Split('.')[0] + ".npz"));
        Check(arrays[file.Contains(".trained.") ? "pred.trained" : "pred.init"],
            model.Predict(GoldenModels.Inputs(arrays)), file);
    }

    private static void CheckKeras2(Model model, string file)
    {
        var arrays = GoldenModels.Arrays(GoldenModels.At("files", file.Split('.')[0] + ".npz"));
        Check(arrays["pred"], model.Predict(GoldenModels.Inputs(arrays)), file);
    }

    private static void Check(NpyArray expected, Tensor actual, string file)
    {
        var distance = GoldenModels.Distance(expected, actual);
        TestContext.Current.SendDiagnosticMessage(
            string.Create(CultureInfo.InvariantCulture, $"{file}: largest difference {distance:G3}"));
        Assert.True(distance <= Tolerance, string.Create(CultureInfo.InvariantCulture, $"{file}: the prediction "
            + $"differs by {distance:G3}, more than {Tolerance}."));
    }
}
