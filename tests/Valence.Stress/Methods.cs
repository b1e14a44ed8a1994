using System.Security.Cryptography;
using System.Text;
using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Training;

namespace Valence.Stress;

/// <summary>How every public method is called.</summary>
internal static class Methods
{
    /// <summary>The methods that are not called, and why.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["Layer.Build(Shape, WeightFactory)"] = "overridden by layers, called when a model is built",
        ["Layer.Build(ReadOnlySpan<Shape>, WeightFactory)"] = "overridden by layers, called when a model is built",
        ["Layer.KeepsRowsApart(ReadOnlySpan<Shape>)"] = "overridden by layers, asked of built ones",
        ["Model.Compile(Optimizer, Func<SymbolicTensor, SymbolicTensor, SymbolicTensor>, IReadOnlyList<Metric>, "
            + "IReadOnlyList<Metric>)"] = "the first form with a FunctionLoss, which no file holds",
        ["Model.EnableLora(Int32, Nullable<Double>, IReadOnlyList<String>)"] = "changes which weights there "
            + "are, so that a second one is refused whatever else happens; LowRankTests has it beside a training",
        ["Model.MergeLora()"] = "does nothing to models without additions, which those here are",
        ["Model.Quantize(String)"] = "changes what weights are, so that a second one is refused whatever else happens; "
            + "QuantizationTests has it beside a training",
        ["Model.TrainingLoss(StepContext)"] = "overridden by models, called by a step of training",
        ["TextClassifier.Drift(IReadOnlyList<String>, CancellationToken)"] = "asks as Predict does, and is refused by "
            + "the classifiers here, which learned from too few texts",
        ["TextClassifier.WithHighestRisk(Double)"] = "makes another object and touches no network",
        ["TextClassifier.WithInt8Weights(IReadOnlyList<LabelledText>)"] = "reads weights as Slim does, and is refused "
            + "by the classifiers here, whose matrices are small",
        ["TextClassifier.WithThreshold(Double)"] = "makes another object and touches no network",
        ["TextClassifier.WithThresholds(IReadOnlyList<Single>)"] = "refused by the classifiers of one class here; it "
            + "makes another object and touches no network",
        ["TextClassifier.ZeroShot(String, IReadOnlyDictionary<String, String>, Backend)"] = "makes a classifier of a "
            + "folder of its own, which nothing here shares",
    };

    public static IReadOnlyList<Method> All { get; } =
    [
        AskingOne("Model.Predict(Data, Int32, Nullable<Verbosity>, CancellationToken)",
            (w, i) => Bits(w[i].Predict(w.X, w.Rows))),
        Asking("Model.PredictAll(Data, Int32, Nullable<Verbosity>, CancellationToken)",
            (w, i) => Bits([.. w[i].PredictAll(w.X, w.Rows)])),
        Asking("Model.PredictNamed(Data, Int32, Nullable<Verbosity>, CancellationToken)",
            (w, i) => Bits([.. w[i].PredictNamed(w.X, w.Rows).Values])),
        AskingOne("Layer.Call(Data, Boolean)", (w, i) => Bits(w[i].Call(w.X))),
        AskingOne("Model.PredictOnBatch(Data)", (w, i) => Bits(w[i].PredictOnBatch(w.X))),
        Asking("Model.Evaluate(Data, Data, Int32, Nullable<Verbosity>, Data, CancellationToken)",
            (w, i) => Text(w[i].Evaluate(w.X, w.Y, w.Rows))),
        Asking("Model.Evaluate(IEnumerable<Batch>, Nullable<Verbosity>, CancellationToken)",
            (w, i) => Text(w[i].Evaluate([new(w.X, w.Y)]))),
        Asking("Model.TestOnBatch(Data, Data, Data)", (w, i) => Text(w[i].TestOnBatch(w.X, w.Y))),
        Training("Model.Fit(Data, Data, Int32, Int32, Verbosity, IReadOnlyList<Callback>, Double, Nullable<Batch>, "
            + "Boolean, IReadOnlyDictionary<Int32, Double>, Data, Int32, Nullable<Int32>, Nullable<Int32>, "
            + "Nullable<Int32>, Nullable<Frequency>, Boolean, TextWriter, CancellationToken)", 2,
            (w, i) => Text(w[i].Fit(w.X, w.Y, batchSize: w.Rows, epochs: 2, verbose: 0, shuffle: false))),
        Training("Model.Fit(IEnumerable<Batch>, Int32, Verbosity, IReadOnlyList<Callback>, Nullable<Batch>, "
            + "IReadOnlyDictionary<Int32, Double>, Int32, Nullable<Int32>, Nullable<Int32>, Nullable<Int32>, "
            + "Nullable<Frequency>, Boolean, TextWriter, CancellationToken)", 2,
            (w, i) => Text(w[i].Fit([new(w.X, w.Y)], 2, 0))),
        Training("Model.TrainOnBatch(Data, Data, Data, IReadOnlyDictionary<Int32, Double>)", 1,
            (w, i) => Text(w[i].TrainOnBatch(w.X, w.Y))),
        new("Layer.SetWeights(IReadOnlyList<Tensor>)", Group.Change, (w, i) =>
        {
            w[i].SetWeights(w.Files.Sets[i / 2 % 2]);
            return "";
        }),
        new("Model.LoadWeights(String, WeightLoadOptions)", Group.Change, (w, i) =>
            string.Join(' ', w[i].LoadWeights(w.Files.Weights(i % w.Models, i / 2 % 2)).Loaded)),
        new("Model.LoadWeights(Stream, WeightLoadOptions)", Group.Change, (w, i) =>
        {
            using var file = File.OpenRead(w.Files.Weights(i % w.Models, i / 2 % 2));
            return string.Join(' ', w[i].LoadWeights(file).Loaded);
        }),
        new("Layer.GetWeights()", Group.Read, (w, i) => Bits([.. w[i].GetWeights()])),
        new("Model.Save(String, Boolean, KerasTables)", Group.Read, (w, i) =>
        {
            var path = w.Files.In($"saved{i}.keras");
            w[i].Save(path);
            return Bits([.. Model.Load(path).GetWeights()]);
        }),
        new("Model.SaveWeights(String)", Group.Read, (w, i) =>
        {
            // All threads write this one.
            var path = w.Files.In($"saved{i % w.Models}.weights.h5");
            w[i].SaveWeights(path);
            var model = Model.Load(w.Files.Model(i % w.Models));
            model.LoadWeights(path);
            return Bits([.. model.GetWeights()]);
        }),
        new("Model.Save(Stream, KerasTables)", Group.Read, (w, i) =>
            Bits([.. Model.Load(Written(stream => w[i].Save(stream))).GetWeights()])),
        new("Model.SaveWeights(Stream)", Group.Read, (w, i) =>
        {
            var model = Model.Load(w.Files.Model(i % w.Models));
            model.LoadWeights(Written(w[i].SaveWeights));
            return Bits([.. model.GetWeights()]);
        }),
        new("Model.GetLayer(String)", Group.Describe, (w, i) => w[i].GetLayer(Last(w[i])).KerasName),
        new("Model.GetWeight(String)", Group.Describe, (w, i) => w[i].GetWeight($"{Last(w[i])}/bias").Path)
            { Has = w => w.Kind is { KnowsInputs: true, OnlyUsed: false } },
        new("Model.ToJson(KerasTables)", Group.Describe, (w, i) => w[i].ToJson()),
        new("Model.Summary()", Group.Describe, (w, i) =>
            // The optimizer has arrays once something was trained.
            w[i].Summary().Split(" Total params")[0]) { Has = w => w.Kind.KnowsInputs },
        new("Model.ToSvg()", Group.Describe, (w, i) => w[i].ToSvg()) { Has = w => w.Kind.KnowsInputs },
        new("Model.BuildFor(ReadOnlySpan<Shape>)", Group.Describe, (w, i) =>
        {
            w[i].BuildFor(w.Kind.Shapes);
            return $"{w[i].IsBuilt}";
        }),
        new("Model.NewSession()", Group.Describe, (w, i) =>
        {
            using var session = w[i].NewSession();
            return Bits([.. session.PredictAll(w.X, w.Rows)]);
        }),
        new("Model.NewDecodingSession(ReadOnlySpan<Tensor>)", Group.Describe, (w, i) =>
        {
            try
            {
                using var session = w[i].NewDecodingSession();
                return $"{session.Context}";
            }
            catch (Exception error) when (error is ArgumentException || w[i].MostContinuedSteps == 0)
            {
                // Not every model goes from ids to scores.
                return error.GetType().Name;
            }
        }),
        Compiling("Loss, IReadOnlyList<Metric>, IReadOnlyList<Metric>", 0),
        Compiling("IReadOnlyList<Loss>, CompileOptions", 1),
        Compiling("IReadOnlyDictionary<String, Loss>, IReadOnlyDictionary<String, Double>, "
            + "IReadOnlyDictionary<String, IReadOnlyList<Metric>>, IReadOnlyDictionary<String, IReadOnlyList<Metric>>",
            2),
        Using("Layer.Call(ReadOnlySpan<SymbolicTensor>)", (w, i) => $"{w[i].Call(Places(w)).Shape}"),
        Using("Layer.Call(SymbolicTensor, Nullable<Boolean>, SymbolicTensor)",
            (w, i) => $"{w[i].Call(Places(w)[0], training: false).Shape}") with
            { Has = w => !w.Kind.IsStateful && w.X.Tensors.Count == 1 },
        Using("Layer.CallAll(ReadOnlySpan<SymbolicTensor>)", (w, i) => $"{w[i].CallAll(Places(w)).Count}"),
        Using("Layer.CallAll(ReadOnlySpan<SymbolicTensor>, Nullable<Boolean>, SymbolicTensor)",
            (w, i) => $"{w[i].CallAll(Places(w), training: false).Count}"),
        new("Sequential.Add(Layer)", Group.Add, (w, i) =>
        {
            ((Sequential)w[i]).Add(new Identity());
            return "";
        }) { Has = w => w[0] is Sequential },
        new("Functional.UpTo(String)", Group.Describe, (w, i) =>
            ((Functional)w[i]).UpTo(w[i].Layers[^1].Name).OutputNames[0]) { Has = w => w[0] is Functional },
        new("Model.FromJson(String, KerasTables)", Group.Apart, (w, _) => Model.FromJson(w.Files.Json).Summary()),
        new("Model.Load(String, KerasTables, CancellationToken)", Group.Apart, (w, _) =>
            Bits([.. Model.Load(w.Files.Model(0)).GetWeights()])),
        new("Model.Load(Stream, KerasTables, CancellationToken)", Group.Apart, (w, _) =>
        {
            using var file = File.OpenRead(w.Files.Model(0));
            return Bits([.. Model.Load(file).GetWeights()]);
        }),

        new("Session.Predict(Data, Int32, CancellationToken)", Group.Session,
            (w, i) => Bits(w.Shared(i).Predict(w.X, w.Rows))) { Has = HasOneOutput },
        new("Session.PredictAll(Data, Int32, CancellationToken)", Group.Session,
            (w, i) => Bits([.. w.Shared(i).PredictAll(w.X, w.Rows)])),
        new("Session.PredictNamed(Data, Int32, CancellationToken)", Group.Session,
            (w, i) => Bits([.. w.Shared(i).PredictNamed(w.X, w.Rows).Values])),
        new("Session.ResetStates()", Group.Session, (w, i) =>
        {
            w.Shared(i).ResetStates();
            return "";
        }),
        new("Session.Dispose()", Group.End, (w, i) =>
        {
            w.Shared(i).Dispose();
            return "";
        }),

        Classifying("TextClassifier.Predict(String)", Group.Ask,
            (w, _) => Text([w.Classifier.Predict(Kinds.Texts[0])])),
        Classifying("TextClassifier.Predict(IReadOnlyList<String>, CancellationToken)", Group.Ask,
            (w, _) => Text(w.Classifier.Predict(Kinds.Texts))),
        Classifying("TextClassifier.Explain(String)", Group.Ask, (w, _) => string.Join(' ',
            w.Classifier.Explain(Kinds.Texts[0]).Words
                .Select(word => BitConverter.DoubleToInt64Bits(word.Contribution)))),
        Classifying("TextClassifier.Explain(String, String)", Group.Ask, (w, _) => string.Join(' ',
            w.Classifier.Explain(Kinds.Texts[0], w.Classifier.Labels.Names[1]).Words
                .Select(word => BitConverter.DoubleToInt64Bits(word.Contribution)))),
        Classifying("TextClassifier.Slim()", Group.Ask, (w, _) => Text(w.Classifier.Slim().Predict(Kinds.Texts))),
        Classifying("TextClassifier.Save(String)", Group.Read, (w, i) =>
        {
            var path = w.Files.In($"saved{i}.valence");
            w.Classifier.Save(path);
            return Bits([.. TextClassifier.Load(path).Model.GetWeights()]);
        }),
        Classifying("TextClassifier.Save(Stream)", Group.Read, (w, _) =>
            Bits([.. TextClassifier.Load(Written(w.Classifier.Save)).Model.GetWeights()])),
        Classifying("TextClassifier.WithNetwork(Model)", Group.Ask,
            (w, i) => Text(w.Classifier.WithNetwork(w[i]).Predict(Kinds.Texts))),
        Classifying("TextClassifier.Load(String, Backend, ClassifierTables, CancellationToken)", Group.Apart,
            (w, _) => Text(TextClassifier.Load(w.Files.Classifier).Predict(Kinds.Texts))),
        Classifying("TextClassifier.Load(Stream, Backend, ClassifierTables, CancellationToken)", Group.Apart, (w, _) =>
        {
            using var file = File.OpenRead(w.Files.Classifier);
            return Text(TextClassifier.Load(file).Predict(Kinds.Texts));
        }),
        Classifying("TextClassifier.Sentiment(Backend)", Group.Apart,
            (_, _) => Text(TextClassifier.Sentiment().Predict(Kinds.Texts))),
        Classifying("TextClassifier.Train(IEnumerable<LabelledText>, TrainingSettings)", Group.Apart,
            (_, _) => Text(Kinds.Trained().Predict(Kinds.Texts))),
    ];

    private static Method AskingOne(string signature, Func<World, int, string> call) =>
        Asking(signature, call) with { Has = HasOneOutput };

    private static bool HasOneOutput(World world) => world.Y.Tensors.Count == 1;

    private static Method Asking(string signature, Func<World, int, string> call) =>
        new(signature, Group.Ask, call) { CarriesStates = true };

    private static Method Training(string signature, int steps, Func<World, int, string> call) =>
        new(signature, Group.Train, call) { Steps = steps, CarriesStates = true };

    // A model with states of a fixed batch is no part of a graph of any.
    private static Method Using(string signature, Func<World, int, string> call) =>
        new(signature, Group.Describe, call) { Has = w => !w.Kind.IsStateful };

    private static Method Classifying(string signature, Group group, Func<World, int, string> call) =>
        new(signature, group, call) { Has = w => w.Kind.Classifier is not null };

    private static Method Compiling(string parameters, int form) =>
        new($"Model.Compile(Optimizer, {parameters})", Group.Describe, (w, i) =>
        {
            Kind.Compile(w[i], form);
            return "";
        });

    private static MemoryStream Written(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        stream.Position = 0;
        return stream;
    }

    private static string Last(Model model) => model.Layers.Last(layer => layer is Dense or Sequential).Name;

    private static SymbolicTensor[] Places(World w) => [.. w.X.Tensors.Select(tensor =>
        Keras.Input([.. tensor.Shape.AsSpan()[1..]], tensor.Type))];

    private static string Text(IReadOnlyDictionary<string, float> figures) => string.Join(' ',
        figures.Select(figure => $"{figure.Key} {BitConverter.SingleToInt32Bits(figure.Value):x}"));

    private static string Text(History history) => string.Join(' ', history.Names.SelectMany(name =>
        history[name].Select(figure => $"{name} {BitConverter.SingleToInt32Bits(figure):x}")));

    private static string Text(IEnumerable<Prediction> answers) => string.Join(' ', answers.Select(answer =>
        $"{answer.Label} {BitConverter.SingleToInt32Bits(answer.Probability):x}"));

    /// <summary>A text that differs where a bit does.</summary>
    public static string Bits(params ReadOnlySpan<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var tensor in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Shape}"));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Floats));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
