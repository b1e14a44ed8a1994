using Valence.Backends;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;

namespace Valence.Bench.Turns;

/// <summary>A network of the build of Valence that the program is compiled against, trained on texts and asked about
/// them.</summary>
internal sealed class TrainedNetwork
{
    private readonly Model _model;
    private readonly (Tensor X, Tensor Y)[] _batches;
    private readonly Dictionary<string, Tensor> _asked;
    private int _steps;

    public TrainedNetwork(Network network, Texts texts, Backend backend, Action<Model>? prepare = null)
    {
        _model = network.Model(backend);
        prepare?.Invoke(_model);
        _model.Compile(new Adam(), new BinaryCrossentropy());
        _batches = [.. texts.Batches(network.Batch).Select(batch => (Ids(batch.Ids), Labels(batch.Labels)))];
        _asked = network.Answers.ToDictionary(rows => $"{rows}", rows => Ids(texts.First(rows)));

        Tensor Ids(int[] ids) => Tensor.From(ids, [ids.Length / network.Length, network.Length]);

        Tensor Labels(float[] labels) => Tensor.From(labels, [labels.Length, 1]);
    }

    /// <summary>Does a task of <see cref="Network.Tasks"/> once.</summary>
    public void Call(string task)
    {
        if (_asked.TryGetValue(task, out var asked))
        {
            _model.Predict(asked, Math.Min(asked.Shape[0], Network.AnsweredAtOnce));
            return;
        }
        var (x, y) = _batches[_steps++ % _batches.Length];
        _model.TrainOnBatch(x, y);
    }
}
