using Valence.Operations;

namespace Valence.Layers;

/// <summary>What building a layer made, once: its weights and its computation, shared by every place that uses the
/// layer.</summary>
/// <param name="Weights">In Keras' order of <c>layer.weights</c>.</param>
/// <param name="States">What calls leave for the next one, as a stateful recurrent layer does; none of the
/// weights.</param>
/// <param name="Streams">Its random draws.</param>
/// <param name="Forward">The computation.</param>
/// <param name="Call">The computation without the penalty on outputs: Keras' <c>layer.call</c>.</param>
internal sealed record BuiltLayer(IReadOnlyList<Weight> Weights, IReadOnlyList<Weight> States,
    IReadOnlyList<RandomStream> Streams, ValueForward Forward, ValueForward Call);
