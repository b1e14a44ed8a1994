using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Regularizers;
using Valence.Tests.Saving;
using Valence.Training;

namespace Valence.Tests.Training;

/// <summary>What is frozen costs no penalty, in training and in validation; what layers put out still does.</summary>
public sealed class FrozenPenaltyTests(RealKeras keras) : IClassFixture<RealKeras>
{
    // Freezes and thaws layers, inner models, cells and weights at random and tells the loss and what is trained.
    private const string Script = """
        import os, random, numpy as np, keras
        L = keras.layers
        rng = np.random.default_rng(8)
        def dense(units, name): return L.Dense(units, kernel_regularizer=keras.regularizers.L2(0.1), name=name,
            bias_regularizer=keras.regularizers.L1(0.2), activity_regularizer=keras.regularizers.L2(0.05))
        inner = keras.Sequential([keras.Input((5, 3)), dense(4, "a"), dense(3, "b")], name="inner")
        model = keras.Sequential([keras.Input((5, 3)), inner, L.BatchNormalization(name="norm", gamma_regularizer="l2"),
            L.Bidirectional(L.LSTM(2, name="walk", kernel_regularizer="l2", recurrent_regularizer="l1"), name="both"),
            dense(1, "c")], name="net")
        for v in model.variables: v.assign(rng.uniform(0.2, 1, size=v.shape))
        model.compile(loss=keras.losses.MeanSquaredError(), optimizer=keras.optimizers.SGD())
        model.save(os.path.join(sys.argv[1], "net.keras"))
        x, y = rng.normal(size=(6, 5, 3)).astype("float32"), rng.normal(size=(6, 1)).astype("float32")
        np.savez(os.path.join(sys.argv[1], "data.npz"), x=x, y=y)
        both = model.get_layer("both")
        places = {"net": model, "inner": inner, "a": inner.layers[0], "b": inner.layers[1], "norm": model.layers[1],
            "both": both, "forward": both.forward_layer, "backward": both.backward_layer, "c": model.layers[-1]}
        places |= {f"{n}:{i}": w for n in ("a", "b", "norm", "c", "both") for i, w in enumerate(places[n].weights)
            if not w.path.split("/")[-1].startswith("moving")}
        for trial in range(60):
            draw = random.Random(trial)
            model.trainable = True
            steps = [(draw.choice(list(places)), draw.random() < 0.4) for _ in range(draw.randint(1, 5))]
            for place, value in steps: places[place].trainable = value
            loss = float(keras.losses.MeanSquaredError()(y, model(x, training=False))) + sum(map(float, model.losses))
            trained = [i for i, w in enumerate(model.weights) if any(w is t for t in model.trainable_weights)]
            print("TRIAL", ",".join(f"{p}={int(v)}" for p, v in steps), repr(float(loss)), ",".join(map(str,
                trained)) or "-")
        """;

    [Fact]
    public void Loss_and_trained_weights_are_Keras_whatever_is_frozen()
    {
        var lines = keras.Run(Script, keras.Folder).Split('\n')
            .Where(line => line.StartsWith("TRIAL", StringComparison.Ordinal)).Select(line => line.Trim().Split(' '))
            .ToList();
        Assert.Equal(60, lines.Count);
        var data = Npz.Load(Path.Combine(keras.Folder, "data.npz"));
        var (x, y) = (data["x"].ToTensor(), data["y"].ToTensor());
        var model = Model.Load(Path.Combine(keras.Folder, "net.keras"));
        var inner = (Model)model.GetLayer("inner");
        var both = (Bidirectional)model.GetLayer("both");
        foreach (var line in lines)
        {
            model.Trainable = true;
            foreach (var step in line[1].Split(','))
            {
                var (place, value) = (step.Split('=')[0], step.EndsWith('1'));
                if (place.Split(':') is [var owner, var index])
                    Layer(owner).Weights[int.Parse(index, CultureInfo.InvariantCulture)].Trainable = value;
                else Layer(place).Trainable = value;
            }
            var trained = new List<Weight>();
            model.CollectTrainable(trained);
            var indices = string.Join(',', model.Weights.Select((weight, i) => (weight, i))
                .Where(pair => trained.Contains(pair.weight)).Select(pair => pair.i));
            Assert.True(line[3] == (indices.Length == 0 ? "-" : indices),
                $"{line[1]}: Keras trains {line[3]}, Valence {indices}");
            var expected = double.Parse(line[2], CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(expected - model.Evaluate(x, y)["loss"]) <= 1e-5 * Math.Abs(expected), line[1]);
        }

        Layer Layer(string name) => name switch
        {
            "net" => model,
            "a" or "b" => inner.GetLayer(name),
            "forward" => both.ForwardLayer,
            "backward" => both.BackwardLayer,
            _ => model.GetLayer(name),
        };
    }

    // Layers of every kind that has layers inside it, made frozen or frozen later, and written to files.
    private const string FrozenFiles = """
        import os, random, keras
        L = keras.layers
        def dense(units, **more): return L.Dense(units, kernel_regularizer="l2", **more)
        kinds = [
            lambda **k: dense(4, **k), lambda **k: L.LSTM(4, return_sequences=True, kernel_regularizer="l2", **k),
            lambda **k: L.GRU(4, return_sequences=True, **k), lambda **k: L.SimpleRNN(4, return_sequences=True, **k),
            lambda **k: L.RNN([L.LSTMCell(3, **some()), L.GRUCell(4, kernel_regularizer="l1", **some())],
                return_sequences=True, **k),
            lambda **k: L.RNN(L.SimpleRNNCell(4, bias_regularizer="l2", **some()), return_sequences=True, **k),
            lambda **k: L.Bidirectional(L.LSTM(2, return_sequences=True, kernel_regularizer="l2", **some()), **k),
            lambda **k: L.TimeDistributed(dense(4, **some()), **k),
                lambda **k: L.BatchNormalization(gamma_regularizer="l2", **k),
            lambda **k: L.EinsumDense("abc,cd->abd", (None, 4), kernel_regularizer="l1", **k),
            lambda **k: L.SeparableConv1D(4, 1, depthwise_regularizer="l2", **k),
            lambda **k: L.SpectralNormalization(dense(4, **some()), **k), "attention", "grouped", "model", "graph"]
        def some(): return {"trainable": False} if draw.random() < 0.4 else {}
        for trial in range(80):
            draw = random.Random(trial)
            keras.utils.clear_session()
            x = given = keras.Input((5, 4))
            for kind in draw.choices(kinds, k=3):
                if kind == "attention": x = L.MultiHeadAttention(2, 2, kernel_regularizer="l2", **some())(x, x)
                elif kind == "grouped": x = L.GroupQueryAttention(2, 2, 1, kernel_regularizer="l2", **some())(x, x)
                elif kind == "model": x = keras.Sequential([keras.Input((5, 4)), dense(3, **some()), dense(4,
                    **some())], **some())(x)
                elif kind == "graph":
                    inner = keras.Input((5, 4))
                    x = keras.Model(inner, dense(4, **some())(dense(3, **some())(inner)), **some())(x)
                else: x = kind(**some())(x)
            model = keras.Model(given, x)
            for layer in model._flatten_layers():
                if draw.random() < 0.1: layer.trainable = draw.random() < 0.3
            path = os.path.join(sys.argv[1], f"frozen{trial}.keras")
            model.save(path)
            again = keras.models.load_model(path)
            trained = [i for i, w in enumerate(again.weights) if any(w is t for t in again.trainable_weights)]
            costs = sum(map(float, again.losses))
            print("TRIAL", f"frozen{trial}.keras", costs, ",".join(map(str, trained)) or "-",
                "_".join(l.__class__.__name__ for l in again.layers))
        """;

    [Fact]
    public void A_file_s_frozen_layers_are_those_that_Keras_freezes_when_it_opens_it()
    {
        var lines = keras.Run(FrozenFiles, keras.Folder).Split('\n')
            .Where(line => line.StartsWith("TRIAL", StringComparison.Ordinal)).Select(line => line.Trim().Split(' '))
            .ToList();
        Assert.Equal(80, lines.Count);
        foreach (var line in lines)
        {
            var path = Path.Combine(keras.Folder, line[1]);
            var model = Model.Load(path);
            Assert.True(line[3] == Trained(model), $"{line[4]}: Keras trains {line[3]}, Valence {Trained(model)}");
            model.Save(path);
            Assert.Equal(line[3], Trained(Model.Load(path)));
        }

        static string Trained(Model model)
        {
            var trained = new List<Weight>();
            model.CollectTrainable(trained);
            return trained.Count == 0 ? "-"
                : string.Join(',', trained.Select(weight => model.Weights.ToList().IndexOf(weight)));
        }
    }

    [Fact]
    public void What_is_set_after_Trainable_still_counts()
    {
        var layer = new Lstm(3) { Trainable = false, Activation = null, UnitForgetBias = false };
        Assert.Null(((LstmCell)layer.Cell).Activation);
        Assert.False(((LstmCell)layer.Cell).UnitForgetBias);
        Assert.False(layer.Cell.Trainable);
        Assert.False(((GruCell)new Gru(3) { Trainable = false, ResetAfter = false }.Cell).ResetAfter);
    }

    [Fact]
    public void Fit_reports_neither_in_loss_nor_in_val_loss_what_frozen_weights_would_cost()
    {
        var (x, y) = (Tensor.From([1f, 2, 3, 4], [2, 2]), Tensor.From([0f, 0], [2, 1]));
        var history = Train(frozen: true);
        // Kernels of ones: the outputs are 6 and 14, and (36 + 196) / 2 is all that is left.
        Assert.Equal([116], history["loss"]);
        Assert.Equal([116], history["val_loss"]);
        history = Train(frozen: false);
        Assert.Equal([116 + 4 * 0.5f], history["loss"]);
        Assert.Equal([116 + 4 * 0.5f], history["val_loss"]);

        History Train(bool frozen)
        {
            var hidden = new Dense(2, useBias: false)
            {
                KernelInitializer = new Initializers.Constant(1),
                KernelRegularizer = new L2(0.5f),
                Trainable = !frozen
            };
            var model = new Sequential(hidden,
                new Dense(1, useBias: false) { KernelInitializer = new Initializers.Constant(1) });
            model.Compile(new Sgd(0f), new MeanSquaredError());
            return model.Fit(x, y, verbose: 0, validationData: new(x, y));
        }
    }
}
