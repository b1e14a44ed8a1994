namespace Valence.Layers;

/// <summary>What building a layer made, once: its weights and its computation, shared by every place that uses the
/// layer.</summary>
/// <param name="Weights">In Keras' order of <c>layer.weights</c>.</param>
/// <param name="Streams">Its random draws.</param>
/// <param name="Forward">The computation.</param>
internal sealed record BuiltLayer(IReadOnlyList<Weight> Weights, IReadOnlyList<RandomStream> Streams,
    ValueForward Forward);
