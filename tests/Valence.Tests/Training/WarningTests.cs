using Valence.Callbacks;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>What training goes on in spite of is one sentence in the history, printed where training prints, and an
/// error where that is asked for.</summary>
public sealed class WarningTests
{
    private static readonly float[,] X = { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } };
    private static readonly float[] Y = [0, 1, 0, 1];

    [Fact]
    public void A_usual_training_warns_of_nothing() => Assert.Equal([], Fit(Probable()).Warnings);

    [Fact]
    public void Callbacks_say_that_what_they_watch_is_not_there()
    {
        Assert.Equal(["EarlyStopping watches 'val_loss', which this training does not have, and never ends it; there "
            + "is 'loss'. Give validation data or a validation split."],
            Fit(Probable(), new() { Callbacks = [new EarlyStopping()] }, epochs: 3).Warnings);
        Assert.Equal(["ReduceLROnPlateau watches 'val_loss', which this training does not have, and never cuts the "
            + "rate; there is 'learning_rate', 'loss'. Give validation data or a validation split."],
            Fit(Probable(), new() { Callbacks = [new ReduceLROnPlateau()] }, epochs: 3).Warnings);
        Assert.StartsWith("EarlyStopping watches 'acc', which this training does not have",
            Assert.Single(Fit(Probable(), new() { Callbacks = [new EarlyStopping("acc", mode: Mode.Max)] }).Warnings));
    }

    [Fact]
    public void Epochs_between_validations_are_no_reason_to_warn() =>
        Assert.Equal([], Fit(Probable(), new()
        {
            ValidationData = new Batch(X, Y),
            ValidationFreq = 2,
            Callbacks = [new EarlyStopping(), new ReduceLROnPlateau()]
        }, epochs: 3).Warnings);

    [Fact]
    public void A_checkpoint_of_the_best_saves_and_says_that_it_cannot_know()
    {
        var folder = Directory.CreateTempSubdirectory("valence-");
        var path = Path.Combine(folder.FullName, "{epoch}.keras");
        var history = Fit(Probable(), new() { Callbacks = [new ModelCheckpoint(path, saveBestOnly: true)] }, epochs: 2);
        Assert.Equal(["1.keras", "2.keras"], folder.GetFiles().Select(file => file.Name).Order());
        Assert.Equal(["ModelCheckpoint watches 'val_loss', which this training does not have, and saves the model "
            + "without knowing whether it is the best; there is 'loss'. Give validation data or a validation split."],
            history.Warnings);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_softmax_of_one_unit_is_told()
    {
        var model = new Sequential(new Dense(1, "softmax") { Name = "last" });
        model.Compile("adam", "mse");
        Assert.Equal(["Dense 'last': a softmax of one number is always 1. For yes or no take sigmoid, for several "
            + "classes one unit a class."], Fit(model).Warnings);
        model = new Sequential(new InputLayer([-1, 2]), new Dense(1), new Softmax { Name = "last" });
        model.Compile("adam", "mse");
        Assert.StartsWith("Softmax 'last': a softmax of one number", Assert.Single(Fit(model).Warnings));
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("linear")]
    public void Classes_that_share_one_unit_are_told(string activation)
    {
        var model = new Sequential(new Dense(1, activation) { Name = "last" });
        model.Compile("adam", "categorical_crossentropy");
        Assert.StartsWith("Dense 'last': CategoricalCrossentropy compares the units of several classes, and this last "
            + "layer has one", Assert.Single(Fit(model).Warnings));
    }

    [Fact]
    public void Losses_of_logits_and_of_probabilities_are_told_from_the_last_layer()
    {
        var model = new Sequential(new Dense(1) { Name = "last" });
        model.Compile("adam", "binary_crossentropy");
        Assert.StartsWith("Dense 'last': BinaryCrossentropy takes probabilities", Assert.Single(Fit(model).Warnings));
        model = new Sequential(new Dense(1, "sigmoid") { Name = "last" });
        model.Compile("adam", new BinaryCrossentropy(fromLogits: true));
        Assert.StartsWith("Dense 'last': BinaryCrossentropy with fromLogits takes numbers before sigmoid",
            Assert.Single(Fit(model).Warnings));
        var input = Models.Keras.Input([2]);
        var graph = new Functional(input, new TimeDistributed(new Dense(3) { Name = "last" }).Call(
            new RepeatVector(2).Call(input)));
        graph.Compile("adam", "sparse_categorical_crossentropy");
        Assert.StartsWith("Dense 'last': SparseCategoricalCrossentropy takes probabilities", Assert.Single(graph.Fit(X,
            new int[,] { { 0, 1 }, { 0, 1 }, { 0, 1 }, { 0, 1 } }, verbose: 0).Warnings));
    }

    [Theory]
    [InlineData("binary_crossentropy", 2, "BinaryCrossentropy takes targets from 0 to 1, received 2 in row 3 of the")]
    [InlineData("binary_focal_crossentropy", -1,
        "BinaryFocalCrossentropy takes targets from 0 to 1, received -1 in row 3 of the training data")]
    [InlineData("poisson", -1, "Poisson takes targets of at least 0, received -1 in row 3 of the training data")]
    [InlineData("hinge", 3, "Hinge takes targets -1 and 1, or 0 and 1, received 3 in row 3 of the training data")]
    public void Targets_without_a_meaning_for_the_loss_are_told_with_their_row(string loss, float target,
        string sentence)
    {
        var model = new Sequential(new Dense(1, "sigmoid"));
        model.Compile("adam", loss);
        Assert.StartsWith(sentence, Assert.Single(
            model.Fit(X, new float[] { 0, 1, 0, target }, verbose: 0).Warnings));
        Assert.StartsWith(sentence.Split(" of the")[0], Assert.Single(
            model.Fit([new Batch(X, new float[] { 0, 1, 0, target })], verbose: 0).Warnings));
        Assert.Contains("row 1 of the validation data", Assert.Single(Fit(model,
            new() { ValidationData = new(new float[,] { { 1, 2 }, { 3, 4 } }, new float[] { 0, target }) }).Warnings));
    }

    [Fact]
    public void Inputs_that_are_no_numbers_are_told_with_their_row_and_then_the_loss()
    {
        var history = Probable().Fit(new float[,] { { 1, 2 }, { 3, float.NaN }, { 5, 6 }, { 7, 8 } }, Y, epochs: 2,
            verbose: 0);
        Assert.Equal(["Expected finite inputs, received NaN in row 1, position 1 of the training data; the loss will "
            + "be NaN. Remove the row or fill in its value.",
            "The loss became NaN at step 1 of epoch 1. Lower the learning rate, clip gradients (Clipnorm), or look for "
            + "inputs that are not finite and for rows that are all padding, whose mean under a mask is NaN."],
            history.Warnings);
        Assert.True(float.IsNaN(history["loss"][1]));
    }

    [Fact]
    public void A_loss_that_grows_beyond_all_numbers_is_told_once()
    {
        var model = new Sequential(new Dense(1));
        model.Compile(new Sgd(50f), "mse");
        Assert.StartsWith("The loss became Infinity at step ", Assert.Single(Fit(model, epochs: 40).Warnings));
    }

    [Fact]
    public void A_row_of_padding_alone_that_makes_the_loss_NaN_is_named()
    {
        var model = new Sequential(new Embedding(5, 3, maskZero: true), new GlobalAveragePooling1D(),
            new Dense(1, "sigmoid"));
        model.Compile("adam", "binary_crossentropy");
        var history = model.Fit(new[,] { { 1, 2 }, { 3, 4 }, { 0, 0 }, { 2, 0 } }, Y, batchSize: 2, shuffle: false,
            verbose: 0);
        Assert.Equal(["The loss became NaN at step 2 of epoch 1. Row 2 of the training data is all padding, whose mean "
            + "under a mask is NaN. Leave it out, or give it an id, such as a Tokenizer's with an OovToken."],
            history.Warnings);
    }

    [Fact]
    public void A_layer_that_ends_a_mask_is_told_once()
    {
        int[,] ids = { { 1, 2 }, { 3, 4 }, { 1, 0 }, { 2, 0 } };
        var ended = new Sequential(new Embedding(5, 3, maskZero: true), new Dropout(0.1),
            new Conv1D(2, 1) { Name = "window" }, new Flatten(), new Dense(1, "sigmoid"));
        ended.Compile("adam", "binary_crossentropy");
        Assert.Equal(["Conv1D 'window': it takes no mask and hands none on, so what was masked counts from here on, as "
            + "in Keras. Put a layer before it that joins the steps under the mask, such as GlobalAveragePooling1D or "
            + "LSTM, or leave the mask out."], ended.Fit(ids, Y, epochs: 2, batchSize: 2, verbose: 0).Warnings);
        var input = Models.Keras.Input([2]);
        var masked = new Embedding(5, 3, maskZero: true).Call(input);
        var graph = new Functional(input, new Dense(1, "sigmoid").Call(new Flatten { Name = "flat" }.Call(masked)));
        graph.Compile("adam", "binary_crossentropy");
        Assert.StartsWith("Flatten 'flat': it takes no mask", Assert.Single(graph.Fit(ids, Y, verbose: 0).Warnings));
        foreach (Layer joins in (Layer[])[new Lstm(2), new GlobalAveragePooling1D()])
        {
            var used = new Sequential(new Embedding(5, 3, maskZero: true), new SpatialDropout1D(0.1), joins,
                new Dense(1, "sigmoid"));
            used.Compile("adam", "binary_crossentropy");
            Assert.Empty(used.Fit(ids, Y, verbose: 0).Warnings);
        }
    }

    [Fact]
    public void A_weight_of_a_class_that_no_row_has_is_told()
    {
        const string missing = "Class weights: no row of the training data has the class 2, 7, so its weight is not "
            + "used. Classes are counted from 0.";
        var weights = new Dictionary<int, double> { [0] = 1, [7] = 3, [2] = 2 };
        Assert.Equal([missing], Fit(Probable(), new() { ClassWeight = weights }).Warnings);
        var several = new Sequential(new Dense(3, "softmax"));
        several.Compile("adam", "categorical_crossentropy");
        Assert.Equal([missing], several.Fit(X, new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 1, 0, 0 }, { 0, 1, 0 } },
            classWeight: weights, verbose: 0).Warnings);
        Assert.Empty(Fit(Probable(), new() { ClassWeight = new Dictionary<int, double> { [1] = 3 } }).Warnings);
    }

    [Fact]
    public void A_mode_that_takes_a_figure_the_wrong_way_round_is_told()
    {
        Callback[] wrong = [new EarlyStopping("loss", mode: "max", patience: 9),
            new ReduceLROnPlateau("loss", mode: "max"), new ModelCheckpoint(Path.Combine(Path.GetTempPath(),
                $"valence-{Guid.NewGuid():N}.keras"), "loss", saveBestOnly: true, mode: "max") { InitialValueThreshold
                = 1e9 }];
        foreach (var callback in wrong)
            Assert.Equal([$"{callback.GetType().Name} takes higher values of 'loss' for better ones, and lower are. "
                + "Leave the mode out: it is known."], Fit(Probable(), new() { Callbacks = [callback] }, epochs: 2)
                .Warnings);
        Assert.Empty(Fit(Probable(), new() { Callbacks = [new EarlyStopping("loss", mode: "min")] }, epochs: 2)
            .Warnings);
    }

    [Fact]
    public void Rates_that_teach_nothing_are_told()
    {
        Assert.Equal(["Adam: a learning rate of 0 changes no weight."], Of(new Adam(0f)));
        Assert.Equal(["Adam: a learning rate of 1000 is far above 1, beyond which hardly anything is learned. Give one "
            + "of 0.1 or less."], Of(new Adam(1000f)));
        Assert.StartsWith("SGD: a learning rate of 1E+09 is far above 100", Of(new Sgd(1e9f))[0]);
        Assert.Empty(Of(new Adam(0.5f)));
        Assert.Empty(Of(new Sgd(10f)));

        static IReadOnlyList<string> Of(Optimizer optimizer)
        {
            var model = new Sequential(new Dense(1, "sigmoid"));
            model.Compile(optimizer, "binary_crossentropy");
            return Fit(model).Warnings;
        }
    }

    [Theory]
    [InlineData("relu", "binary_crossentropy", 1, "relu gives other numbers. Give it sigmoid.")]
    [InlineData("tanh", "binary_crossentropy", 1, "tanh gives other numbers. Give it sigmoid.")]
    [InlineData("sigmoid", "sparse_categorical_crossentropy", 3, "Give it softmax, or take binary_crossentropy")]
    [InlineData("relu", "sparse_categorical_crossentropy", 3, "relu gives other numbers. Give it softmax.")]
    [InlineData("hard_sigmoid", "binary_crossentropy", 1, null)]
    [InlineData("softmax", "sparse_categorical_crossentropy", 3, null)]
    public void A_last_activation_that_does_not_fit_the_loss_is_told(string activation, string loss, int units,
        string? said)
    {
        var model = new Sequential(new Dense(units, activation));
        model.Compile("adam", loss);
        var warnings = Fit(model).Warnings;
        if (said is null) Assert.Empty(warnings);
        else Assert.Contains(said, warnings[0]);
    }

    [Fact]
    public void Dropout_of_answers_and_a_model_that_learns_nothing_are_told()
    {
        var dropped = new Sequential(new Dense(1, "sigmoid"), new Dropout(0.5) { Name = "last" });
        dropped.Compile("adam", "binary_crossentropy");
        Assert.Equal(["Dropout 'last': it changes the answers themselves while the model learns. Put it before the "
            + "layer that answers."], Fit(dropped).Warnings);
        var frozen = new Sequential(new Dense(1, "sigmoid") { Trainable = false });
        frozen.Compile("adam", "binary_crossentropy");
        Assert.StartsWith("No weight of the model is trainable", Assert.Single(Fit(frozen).Warnings));
    }

    [Fact]
    public void Targets_that_tell_nothing_apart_are_told()
    {
        Assert.Equal(["All 4 rows of the training data have the class 1. There is nothing to tell it from."],
            Probable().Fit(X, new float[] { 1, 1, 1, 1 }, verbose: 0).Warnings);
        Assert.Equal(["All 2 rows of the training data have the class 0. A validation split takes the last rows as "
            + "they are: shuffle them before.", "All 2 rows to validate on have the class 1. A validation split takes "
            + "the last rows as they are: shuffle them before."],
            Probable().Fit(X, new float[] { 0, 0, 1, 1 }, validationSplit: 0.5, verbose: 0).Warnings);

        Assert.Equal(["The classes of the training data are numbered from 1 to 3, and the first of the 4 outputs is "
            + "class 0, which no row has. Number them from 0, with 3 outputs."],
            Classes(4, "sparse_categorical_crossentropy").Fit(X, new[] { 1, 2, 3, 1 }, verbose: 0).Warnings);
        Assert.StartsWith("CategoricalCrossentropy takes targets that are 1 together in each row, received 2 in row 1 "
            + "of the training data.", Assert.Single(Classes(3, "categorical_crossentropy").Fit(X,
            new float[,] { { 1, 0, 0 }, { 0, 1, 1 }, { 0, 1, 0 }, { 0, 0, 1 } }, verbose: 0).Warnings));
        Assert.Empty(Classes(3, "categorical_crossentropy").Fit(X,
            new float[,] { { 1, 0, 0 }, { 0, .5f, .5f }, { 0, 1, 0 }, { 0, 0, 1 } }, verbose: 0).Warnings);

        static Sequential Classes(int units, string loss)
        {
            var model = new Sequential(new Dense(units, "softmax"));
            model.Compile("adam", loss);
            return model;
        }
    }

    [Fact]
    public void Names_in_the_place_of_others_and_none_are_told()
    {
        var model = Probable();
        Assert.Contains("received 'binary_crossentropy', which is that of a loss. Compile takes an optimizer, a loss",
            Assert.Throws<ArgumentException>(() => model.Compile("binary_crossentropy", "adam")).Message);
        Assert.Contains("Expected the name of a loss, received 'auc', which is that of a metric.",
            Assert.Throws<ArgumentException>(() => model.Compile("adam", "auc")).Message);
        Assert.Contains("Expected the name of a loss, received null",
            Assert.Throws<ArgumentNullException>(() => model.Compile("adam", (string)null!)).Message);
    }

    [Fact]
    public void A_layer_without_vocabulary_answers_nothing()
    {
        var layer = new TextVectorization(new());
        var model = new Sequential(layer);
        Assert.Contains("has no vocabulary, so everything would be unknown. Adapt it",
            Assert.Throws<InvalidOperationException>(() => model.Predict(new[] { "a b" })).Message);
        layer.Adapt(["", ""]);
        Assert.Throws<InvalidOperationException>(() => model.Predict(new[] { "a b" }));
        layer.Adapt(["a"]);
        Assert.Equal([2, 1], model.Predict(new[] { "a b" }).Ints.ToArray());
    }

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void Optimizers_say_which_of_their_numbers_nobody_means(Optimizer optimizer, string sentence)
    {
        var model = new Sequential(new Dense(1, "sigmoid"));
        model.Compile(optimizer, "binary_crossentropy");
        Assert.Contains(sentence, Fit(model).Warnings);
    }

    public static TheoryData<Optimizer, string> Doubtful => new()
    {
        { new Adam(-1f),
            "Adam: expected a finite learning rate of at least 0, received -1, which makes the loss grow." },
        { new Sgd(float.NaN), "SGD: expected a finite learning rate of at least 0, received NaN." },
        { new Adam(beta1: 1.5), "Adam: expected beta1 from 0 to 1, received 1.5." },
        { new AdamW(epsilon: -1e-3), "AdamW: expected epsilon of at least 0, received -0.001." },
        { new AdamW(weightDecay: -1), "AdamW: expected weight decay of at least 0, received -1." },
        { new Rmsprop(momentum: 2), "RMSprop: expected momentum from 0 to 1, received 2." },
        { new Rmsprop(rho: -0.5), "RMSprop: expected rho from 0 to 1, received -0.5." },
        { new Sgd { Clipnorm = -1 }, "SGD: expected Clipnorm above 0, received -1." },
        { new Adafactor(clipThreshold: 0), "Adafactor: expected clipThreshold above 0, received 0." },
        { new Ftrl { Beta = -1 }, "Ftrl: expected beta of at least 0, received -1." },
    };

    [Fact]
    public void A_limit_of_gradients_that_is_not_above_0_is_none_as_in_Keras()
    {
        Assert.Equal(Trained(new Sgd(0.1f)), Trained(new Sgd(0.1f) { Clipnorm = -1 }));
        Assert.Equal(Trained(new Sgd(0.1f)), Trained(new Sgd(0.1f) { Clipvalue = 0 }));
        Assert.Equal(Trained(new Sgd(0.1f)), Trained(new Sgd(0.1f) { GlobalClipnorm = -2 }));

        static IReadOnlyList<float> Trained(Sgd optimizer)
        {
            var model = new Sequential(new Dense(1));
            model.Compile(optimizer, "mse");
            return Fit(model, epochs: 2)["loss"];
        }
    }

    [Fact]
    public void Weights_that_join_after_the_first_steps_are_told()
    {
        var later = new Dense(1) { Trainable = false };
        var model = new Sequential(later, new Dense(1, "sigmoid"));
        model.Compile("adam", "binary_crossentropy");
        Assert.Equal([], Fit(model, epochs: 2).Warnings);
        Assert.Equal([], Fit(model).Warnings);
        later.Trainable = true;
        Assert.Equal(["Adam: has taken 3 steps without some of the weights, and goes on counting from there. Compile "
            + "the model again to count from 0."], Fit(model).Warnings);
    }

    [Fact]
    public void A_rate_that_a_callback_makes_negative_is_told() =>
        Assert.Equal(["Adam: expected a finite learning rate of at least 0, received -0.5, which makes the loss grow."],
            Fit(Probable(), new() { Callbacks = [new LearningRateScheduler((_, _) => -0.5f)] }, epochs: 2).Warnings);

    [Fact]
    public void Class_weights_say_where_a_row_has_more_than_one_class()
    {
        var model = new Sequential(new Dense(2, "sigmoid"));
        model.Compile("adam", "binary_crossentropy");
        var weights = new Dictionary<int, double> { [1] = 2 };
        Assert.Equal([], model.Fit(X, new float[,] { { 0, 1 }, { 1, 0 }, { 0, 1 }, { 1, 0 } },
            verbose: 0, classWeight: weights).Warnings);
        Assert.StartsWith(
            "Class weights take the position of the largest of a row's 2 targets for its class, and row 1 has 2",
            Assert.Single(model.Fit(X, new float[,] { { 0, 1 }, { 1, 1 }, { 0, 1 }, { 1, 0 } },
                verbose: 0, classWeight: weights).Warnings));
    }

    [Fact]
    public void Warnings_are_printed_where_training_prints_and_nowhere_else()
    {
        var output = new StringWriter();
        Fit(Probable(), new() { Callbacks = [new EarlyStopping()], Output = output, Verbose = Verbosity.Lines },
            epochs: 2);
        Assert.Single(output.ToString().Split('\n'), line =>
            line.StartsWith("Warning: EarlyStopping watches 'val_loss'", StringComparison.Ordinal));
        output = new StringWriter();
        Fit(Probable(), new() { Callbacks = [new EarlyStopping()], Output = output, Verbose = Verbosity.Silent });
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Warnings_end_training_where_they_are_errors() =>
        Assert.StartsWith("EarlyStopping watches", Assert.Throws<TrainingWarningException>(() => Fit(Probable(),
            new() { Callbacks = [new EarlyStopping()], WarningsAreErrors = true })).Message);

    private static Sequential Probable()
    {
        var model = new Sequential(new Dense(1, "sigmoid"));
        model.Compile("adam", "binary_crossentropy");
        return model;
    }

    private static History Fit(Model model, FitOptions? options = null, int epochs = 1) =>
        model.Fit(X, Y, options?.Output is null ? (options ?? new()) with { Verbose = Verbosity.Silent } : options,
            epochs: epochs);
}
