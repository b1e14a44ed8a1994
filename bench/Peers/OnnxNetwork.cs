using Microsoft.ML.OnnxRuntime;
using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>An exported network as ONNX Runtime computes it, asked about texts.</summary>
internal sealed class OnnxNetwork
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs, _outputs;
    private readonly Dictionary<string, OrtValue[]> _asked;

    public OnnxNetwork(Network network, Exercise exercise, string folder, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new(Path.Combine(folder, network.Name + ".onnx"), options);
        (_inputs, _outputs) = ([.. _session.InputNames], [.. _session.OutputNames]);
        _asked = network.Answers.ToDictionary(rows => $"{rows}", rows => exercise.Texts.First(rows)
            .Chunk(Network.AnsweredAtOnce * network.Length)
            .Select(ids => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, id => (long)id),
                [ids.Length / network.Length, network.Length])).ToArray());
    }

    /// <summary>Answers as many texts as the task says.</summary>
    public void Call(string task)
    {
        foreach (var batch in _asked[task])
        {
            using var answers = _session.Run(_options, _inputs, [batch], _outputs);
            answers[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }
}
