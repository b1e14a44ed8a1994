using Valence.Execution;
using Valence.Formats;
using Valence.Operations;
using Valence.Saving;
using Valence.Tests.Golden;

namespace Valence.Tests.Layers;

/// <summary>The token and position embedding against KerasHub's.</summary>
public sealed class GoldenEmbeddingTests
{
    [Fact]
    public void Token_and_position_embedding_equals_KerasHub()
    {
        var (json, arrays) = GoldenFolder.Open("hub", "TokenAndPositionEmbedding");
        var layer = KerasTables.Default.Layers.Read(json, "TokenAndPositionEmbedding", KerasTables.Default);
        var ids = arrays["in.inputs"].ToTensor();
        var forward = layer.Built(ids);
        layer.SetWeights([arrays["w.0"].ToTensor(), arrays["w.1"].ToTensor()]);
        var recording = new RecordingExecutor(new EagerExecutor(new StepMemory(new Backends.ReferenceBackend())));
        foreach (var weight in layer.Weights) recording.Watch(weight.Value);
        var y = forward(ids, new(recording)).Tensor;
        Compare.Close(arrays["out"], y, 1e-5f, "out.0");
        var call = Calls.Eager();
        recording.Backward(y, arrays["up"].ToTensor(), call);
        var (table, rows) = (layer.Weights[0].Value, recording.RowGradient(layer.Weights[0].Value)!.Value);
        Compare.Close(arrays["gw.0"], call.ScatterRows(rows.Ids, rows.Rows, table), 1e-4f, "gw.0");
        Compare.Close(arrays["gw.1"], recording.Gradient(layer.Weights[1].Value)!, 1e-4f, "gw.1");
    }
}
