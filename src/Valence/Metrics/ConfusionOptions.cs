namespace Valence.Metrics;

/// <summary>Which elements of a batch are counted, and how.</summary>
/// <param name="Place">The metric's name in errors.</param>
/// <param name="TopK">How many of a sample's largest predictions may count as positive; all where null.</param>
/// <param name="ClassId">The one column that is counted; all where null.</param>
/// <param name="FromLogits">Whether predictions go through a sigmoid first.</param>
/// <param name="LabelWeights">Factors on the weights of each column.</param>
internal readonly record struct ConfusionOptions(
    string Place, int? TopK = null, int? ClassId = null, bool FromLogits = false, float[]? LabelWeights = null);
