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
            print("TRIAL", ",".join(f"{p}={int(v)}" for p, v in steps), repr(float(loss)), ",".join(map(str, trained)) or "-")
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
            model.Compile(new SGD(0f), new MeanSquaredError());
            return model.Fit(x, y, options: new() { Verbose = Verbosity.Silent, ValidationData = new(x, y) });
        }
    }
}
