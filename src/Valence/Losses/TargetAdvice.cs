namespace Valence.Losses;

/// <summary>What to do about targets that do not fit the predictions: the likely mistake told by their
/// shapes.</summary>
internal static class TargetAdvice
{
    /// <summary>A sentence after a full stop, or nothing where the shapes tell no likely mistake.</summary>
    /// <param name="yTrue">The targets' shape as given.</param>
    /// <param name="yPred">The predictions' shape as given.</param>
    /// <param name="sparse">Whether targets are class numbers.</param>
    public static string For(Shape yTrue, Shape yPred, bool sparse)
    {
        if (yPred.Rank == 0 || yTrue.Rank == 0) return "";
        if (yTrue[0] != yPred[0]) return ". Give one target for each row of the inputs";
        var outputs = yPred[^1];
        if (yPred.Rank > 2 && yTrue.Rank < yPred.Rank && yTrue.Count <= yTrue[0] * Math.Max(1, outputs))
            return ". The model answers once for each step: put Flatten, GlobalAveragePooling1D or a recurrent "
                + "layer without returnSequences before the last Dense for one answer a row";
        if (sparse)
            return yTrue.Rank == yPred.Rank && yTrue[^1] > 1 ? ". One-hot targets go with CategoricalCrossentropy" : "";
        var targets = yTrue.Rank == yPred.Rank ? yTrue[^1] : 1;
        if (targets == 1 && outputs > 1)
            return ". Class numbers go with SparseCategoricalCrossentropy; for yes or no take Dense(1) and "
                + $"BinaryCrossentropy, for {outputs} answers at once give a target for each";
        return yTrue.Rank == yPred.Rank ? $". Give the last layer {targets} units, or targets of width {outputs}" : "";
    }
}
