namespace Valence.Classification;

/// <summary>Logistic regression over features that a text has or has not: the weights that minimize
/// <c>½ Σ ((weight − centre) / size)² + cost · Σ −log p(class)</c>, with a bias without penalty.</summary>
/// <remarks>
/// Of two classes the one output is the log-odds of the second; of more, the outputs go through a softmax. Minimized
/// by Newton's method, whose
/// directions conjugate gradients find from products with the Hessian (Lin, Weng, Keerthi 2008: Trust region Newton
/// method for large-scale logistic
/// regression; a search along the direction in the place of the region), preconditioned by its diagonal.
/// Deterministic on any number of threads.
/// </remarks>
internal sealed class LogisticRegression
{
    private const int MostSteps = 100;
    private const int MostDirections = 100;
    private const double Sufficient = 0.01;

    private readonly IFeatures _x;
    private readonly LinearTargets _y;
    private readonly float[] _sizes;
    // Null where it is 0.
    private readonly float[]? _centre;
    private readonly float[] _scores, _slopes, _products;
    private readonly bool[] _isBounded;
    private readonly int _width;

    /// <param name="x">The features of each text.</param>
    /// <param name="classes">The class of each text.</param>
    /// <param name="count">The number of classes, at least 2.</param>
    /// <param name="sizes">What the weights are measured by, for each feature, or for each feature and output; a weight
    /// whose size is 0 stays 0.</param>
    public LogisticRegression(IFeatures x, int[] classes, int count, float[] sizes)
        : this(x, LinearTargets.OfClasses(classes, count), sizes)
    {
    }

    /// <summary>The same for other targets, each with its loss in the place of <c>−log p(class)</c>.</summary>
    /// <param name="x">The features of each text.</param>
    /// <param name="targets">What is to be answered.</param>
    /// <param name="sizes">As above, for weights less their centre.</param>
    /// <param name="centre">What weights are without texts, for each feature and output; 0 when null. A class that no
    /// text has, or every one, keeps its bias of <see cref="LinearTargets.Ground"/> then: the texts do not bound
    /// it.</param>
    public LogisticRegression(IFeatures x, LinearTargets targets, float[] sizes, float[]? centre = null)
    {
        (_x, _y, _centre) = (x, targets, centre);
        _width = targets.Width;
        _sizes = sizes.Length == x.Features * _width ? sizes
            : [.. Enumerable.Range(0, x.Features * _width).Select(i => sizes[i / _width])];
        (Weights, Bias) = ([.. centre ?? new float[x.Features * _width]], [.. targets.Ground]);
        _isBounded = [.. Enumerable.Range(0, _width).Select(k => centre is null || targets.IsBounded(k))];
        (_scores, _slopes, _products) = (new float[x.Rows * _width], new float[x.Rows * _width],
            new float[x.Rows * _width]);
    }

    /// <summary>The weight of each feature and output.</summary>
    public float[] Weights { get; }

    /// <summary>The bias of each output.</summary>
    public float[] Bias { get; }

    /// <summary>The value that is minimized, after <see cref="Fit"/>.</summary>
    public double Value { get; private set; }

    /// <summary>Begins where another one of the same features and outputs is.</summary>
    public void BeginAt(LogisticRegression other)
    {
        other.Weights.CopyTo(Weights, 0);
        for (var k = 0; k < _width; k++)
            if (_isBounded[k]) Bias[k] = other.Bias[k];
    }

    /// <summary>Minimizes from where the weights are.</summary>
    /// <param name="cost">How much a text's loss counts against the penalty.</param>
    /// <param name="tolerance">Ends where the gradient is this part of the one at weights of zero, where nothing is
    /// known of the texts.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Fit(double cost, double tolerance, CancellationToken cancellation)
    {
        var n = Weights.Length;
        float[] gradient = new float[n], direction = new float[n], precision = new float[n];
        float[] ofBias = new float[_width], step = new float[_width], precisionOfBias = new float[_width];
        var first = NormAtZero(cost, gradient, ofBias);
        _x.Multiply(Weights, Bias, _scores, _width);
        Value = Loss(_scores) * cost + Penalty(Weights);
        for (var i = 0; i < MostSteps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Slopes(_scores, _slopes);
            Gradient(_slopes, cost, gradient, ofBias);
            var norm = Norm(gradient, ofBias);
            if (norm <= tolerance * first) return;
            Precision(cost, precision, precisionOfBias);
            Direction(cost, norm, gradient, ofBias, precision, precisionOfBias, direction, step, cancellation);
            if (!Advance(cost, gradient, ofBias, direction, step)) return;
        }
    }

    // The norm is that of weights in terms of their sizes, which makes one scale of all.
    private double Norm(float[] gradient, float[] ofBias)
    {
        var sum = Vector.Dot(ofBias, ofBias);
        for (var i = 0; i < gradient.Length; i++) sum += Math.Pow((double)gradient[i] * _sizes[i], 2);
        return Math.Sqrt(sum);
    }

    private double NormAtZero(double cost, float[] gradient, float[] ofBias)
    {
        for (var i = 0; i < _scores.Length; i++) _scores[i] = _y.Ground[i % _width];
        Slopes(_scores, _slopes);
        Gradient(_slopes, cost, gradient, ofBias);
        for (var i = 0; i < gradient.Length; i++)
            if (_sizes[i] != 0) gradient[i] -= (Weights[i] - Centre(i)) / (_sizes[i] * _sizes[i]);
        return Norm(gradient, ofBias);
    }

    private double Penalty(float[] weights)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = weights[i] - Centre(i);
            if (_sizes[i] != 0) sum += (double)weight / _sizes[i] * weight / _sizes[i];
        }
        return sum / 2;
    }

    private float Centre(int i) => _centre is null ? 0 : _centre[i];

    // Summed by blocks of texts, whatever the threads.
    private double Loss(float[] scores)
    {
        const int block = 1024;
        var sums = new double[(_x.Rows + block - 1) / block];
        Parallel.For(0, sums.Length, i =>
        {
            var (from, to) = (i * block, Math.Min(_x.Rows, (i + 1) * block));
            sums[i] = _y.SumOfLosses(scores, from, to);
        });
        return sums.Sum();
    }

    // The derivative of each text's loss by its scores, such as the probabilities less the truth.
    private void Slopes(float[] scores, float[] slopes) => FeatureRows.Each(_x.Rows, row =>
        _y.Slopes(row, scores.AsSpan(row * _width, _width), slopes.AsSpan(row * _width, _width)));

    private void Gradient(float[] slopes, double cost, float[] gradient, float[] ofBias)
    {
        _x.MultiplyTransposed(slopes, gradient, _width);
        Regularize(gradient, Weights, cost, _centre);
        SumOf(slopes, cost, ofBias);
    }

    // product · cost + (weight − centre) / size²
    private void Regularize(float[] products, float[] weights, double cost, float[]? centre = null) =>
        FeatureRows.Each(_x.Features, feature =>
        {
            for (var i = feature * _width; i < (feature + 1) * _width; i++)
                products[i] = _sizes[i] == 0 ? 0 : (float)(cost * products[i])
                    + (weights[i] - (centre is null ? 0 : centre[i])) / _sizes[i] / _sizes[i];
        });

    private void SumOf(float[] values, double cost, float[] sums)
    {
        Span<double> exact = stackalloc double[Math.Min(_width, 4096)];
        if (_width > exact.Length) exact = new double[_width];
        for (var row = 0; row < _x.Rows; row++)
            for (var k = 0; k < _width; k++) exact[k] += values[row * _width + k];
        for (var k = 0; k < _width; k++) sums[k] = _isBounded[k] ? (float)(cost * exact[k]) : 0;
    }

    // One over the diagonal of the Hessian.
    private void Precision(double cost, float[] precision, float[] ofBias)
    {
        FeatureRows.Each(_x.Rows, row =>
        {
            for (var k = 0; k < _width; k++)
                _products[row * _width + k] = _y.Curvature(row, k, _slopes[row * _width + k]);
        });
        SumOf(_products, cost, ofBias);
        _x.MultiplyTransposed(_products, precision, _width, squared: true);
        FeatureRows.Each(_x.Features, feature =>
        {
            for (var i = feature * _width; i < (feature + 1) * _width; i++)
                precision[i] = _sizes[i] == 0 ? 0
                    : (float)(1 / (cost * precision[i] + 1.0 / _sizes[i] / _sizes[i]));
        });
        for (var k = 0; k < _width; k++) ofBias[k] = 1 / Math.Max(ofBias[k], 1e-6f);
    }

    private void Hessian(double cost, float[] direction, float[] ofBias, float[] product, float[] productOfBias)
    {
        _x.Multiply(direction, ofBias, _products, _width);
        FeatureRows.Each(_x.Rows, row =>
            _y.Curve(row, _slopes.AsSpan(row * _width, _width), _products.AsSpan(row * _width, _width)));
        _x.MultiplyTransposed(_products, product, _width);
        Regularize(product, direction, cost);
        SumOf(_products, cost, productOfBias);
    }

    // Conjugate gradients for Hessian · direction = −gradient, the farther the smaller the gradient is.
    private void Direction(double cost, double norm, float[] gradient, float[] gradientOfBias, float[] precision,
        float[] precisionOfBias, float[] direction, float[] step, CancellationToken cancellation)
    {
        var n = gradient.Length;
        float[] rest = new float[n], search = new float[n], product = new float[n];
        float[] restOfBias = new float[_width], searchOfBias = new float[_width], productOfBias = new float[_width];
        Array.Clear(direction);
        Array.Clear(step);
        for (var i = 0; i < n; i++) search[i] = precision[i] * (rest[i] = -gradient[i]);
        for (var k = 0; k < _width; k++)
            searchOfBias[k] = precisionOfBias[k] * (restOfBias[k] = -gradientOfBias[k]);
        var size = Vector.Dot(rest, search) + Vector.Dot(restOfBias, searchOfBias);
        var enough = size * 0.01;
        for (var i = 0; i < MostDirections && size > enough; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Hessian(cost, search, searchOfBias, product, productOfBias);
            var alpha = (float)(size / (Vector.Dot(search, product) + Vector.Dot(searchOfBias, productOfBias)));
            if (!float.IsFinite(alpha)) return;
            var next = Go(search, product, precision, direction, rest, alpha)
                + Go(searchOfBias, productOfBias, precisionOfBias, step, restOfBias, alpha);
            Turn(search, precision, rest, (float)(next / size));
            Turn(searchOfBias, precisionOfBias, restOfBias, (float)(next / size));
            size = next;
        }
    }

    // A step of the search; returns how much is left.
    private static double Go(float[] search, float[] product, float[] precision, float[] direction, float[] rest,
        float alpha) => Vector.Sum(rest.Length, (from, to) =>
        {
            Vector.Add(search.AsSpan(from..to), alpha, direction.AsSpan(from..to));
            Vector.Add(product.AsSpan(from..to), -alpha, rest.AsSpan(from..to));
            var left = 0.0;
            for (var i = from; i < to; i++) left += (double)rest[i] * rest[i] * precision[i];
            return left;
        });

    private static void Turn(float[] search, float[] precision, float[] rest, float beta) =>
        Vector.Sum(rest.Length, (from, to) =>
        {
            for (var i = from; i < to; i++) search[i] = precision[i] * rest[i] + beta * search[i];
            return 0;
        });

    // The best of the steps 1, ½, ¼, …: Newton's overshoots where probabilities are far from 0 and 1. False where none
    // gains anything.
    private bool Advance(double cost, float[] gradient, float[] gradientOfBias, float[] direction, float[] step)
    {
        _x.Multiply(direction, step, _products, _width);
        var slope = Vector.Dot(gradient, direction) + Vector.Dot(gradientOfBias, step);
        var (weights, scores) = (new float[Weights.Length], new float[_scores.Length]);
        var (best, least) = (0f, Value);
        for (var length = 1f; length > 1e-6; length /= 2)
        {
            var value = At(length);
            if (value < Math.Min(least, Value + Sufficient * length * slope)) (best, least) = (length, value);
            else if (best > 0) break;
        }
        if (best == 0) return false;
        Value = At(best);
        weights.CopyTo(Weights, 0);
        scores.CopyTo(_scores, 0);
        Vector.Add(step, best, Bias);
        return true;

        double At(float length)
        {
            Weights.CopyTo(weights, 0);
            Vector.Add(direction, length, weights);
            _scores.CopyTo(scores, 0);
            Vector.Add(_products, length, scores);
            return Loss(scores) * cost + Penalty(weights);
        }
    }
}
