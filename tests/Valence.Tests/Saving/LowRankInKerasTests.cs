using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Tests.Saving;

/// <summary>Low-rank additions learn as those of real Keras do.</summary>
public sealed class LowRankInKerasTests(RealKeras keras) : IClassFixture<RealKeras>
{
    // Keras on NumPy takes no gradients; those of an affine map and squared errors are a line each.
    private const string Train = """
        import numpy as np, keras
        folder = sys.argv[1]
        rng = np.random.default_rng(5)
        draw = lambda *shape: rng.normal(size=shape).astype("float32")
        x, y = draw(4, 5), draw(4, 3)
        layer = keras.layers.Dense(3)
        layer.build((None, 5))
        layer.enable_lora(2, lora_alpha=6)
        values = [draw(5, 3), draw(3), draw(5, 2), draw(2, 3)]
        for variable, value in zip([layer._kernel, layer.bias, layer.lora_kernel_a, layer.lora_kernel_b], values):
            variable.assign(value)
        saved = {f"before{i}": value for i, value in enumerate(values)}
        adam = keras.optimizers.Adam(0.05)
        for step in range(3):
            error = np.array(layer(x)) - y
            slope = 2 * error / error.size
            whole = x.T @ slope
            a, b = np.array(layer.lora_kernel_a), np.array(layer.lora_kernel_b)
            gradients = {"bias": slope.sum(0), "lora_kernel_a": 3 * whole @ b.T, "lora_kernel_b": 3 * a.T @ whole}
            adam.apply([gradients[v.name] for v in layer.trainable_variables], layer.trainable_variables)
        after = [layer._kernel, layer.bias, layer.lora_kernel_a, layer.lora_kernel_b]
        saved |= {f"after{i}": np.array(value) for i, value in enumerate(after)}
        np.savez(folder + "/lora.npz", x=x, y=y, out=np.array(layer(x)), **saved)
        """;

    [Fact]
    public void Three_steps_of_Adam_give_the_weights_of_Keras()
    {
        keras.Run(Train, keras.Folder);
        var arrays = Npz.Load(Path.Combine(keras.Folder, "lora.npz"));
        var model = new Sequential(new Dense(3, name: "map", inputDim: 5));
        model.EnableLora(2, 6, ["map"]);
        model.GetLayer("map").SetWeights([.. Enumerable.Range(0, 4).Select(i => Array("before", i))]);
        model.Compile(new Adam(0.05f), new MeanSquaredError());
        for (var step = 0; step < 3; step++) model.TrainOnBatch(arrays["x"].ToTensor(), arrays["y"].ToTensor());
        for (var i = 0; i < 4; i++) Near(Array("after", i), model.Weights[i].Value);
        Near(arrays["out"].ToTensor(), model.Predict(arrays["x"].ToTensor()));

        Tensor Array(string when, int i) =>
            arrays[string.Create(CultureInfo.InvariantCulture, $"{when}{i}")].ToTensor();
    }

    private static void Near(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.Shape, found.Shape);
        for (var i = 0; i < expected.Count; i++) Assert.Equal(expected.Floats[i], found.Floats[i], 1e-5f);
    }
}
