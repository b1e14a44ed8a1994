namespace Valence.Classification;

/// <summary>What linear models are fitted over: a number for each text and feature. Sums have one order, so that their
/// bits do not depend on threads.</summary>
internal interface IFeatures
{
    /// <summary>How many texts there are.</summary>
    int Rows { get; }

    /// <summary>How many features there are.</summary>
    int Features { get; }

    /// <summary><c>y[row] = Σ x[row, feature] · weights[feature] + bias</c>, each <paramref name="width"/>
    /// wide.</summary>
    void Multiply(float[] weights, float[] bias, float[] y, int width);

    /// <summary><c>weights[feature] = Σ x[row, feature] · y[row]</c>, or with the squares of x.</summary>
    void MultiplyTransposed(float[] y, float[] weights, int width, bool squared = false);
}
