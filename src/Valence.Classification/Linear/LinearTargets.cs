namespace Valence.Classification;

/// <summary>What a linear model is to answer to each text.</summary>
internal sealed class LinearTargets
{
    // Softmax: the class of each row. Sigmoid: 0 or 1 for each row and output.
    private readonly int[] _classes;

    // Squared: a number for each row and output.
    private readonly float[] _numbers;

    // How much each row counts; null where all count alike.
    private readonly float[]? _weights;

    private LinearTargets(LinearLoss loss, int width, int[] classes, float[] numbers, double scale, double shift,
        float[]? weights = null)
    {
        (Loss, Width, _classes, _numbers, _weights) = (loss, width, classes, numbers, weights);
        (Scale, Shift) = (scale, shift);
        Ground = new float[width];
        if (loss == LinearLoss.Squared) return;
        var each = loss == LinearLoss.Softmax ? 1 : width;
        var counts = new double[width];
        for (var i = 0; i < classes.Length; i++)
            if (loss == LinearLoss.Softmax) counts[classes[i]] += WeightOf(i);
            else counts[i % width] += classes[i] * WeightOf(i / width);
        var all = weights?.Sum(weight => (double)weight) ?? classes.Length / each;
        for (var k = 0; k < width; k++)
            Ground[k] = MathF.Log(((float)counts[k] + 0.5f) / ((float)(all - counts[k]) + 0.5f));
    }

    /// <summary>What the answers are judged by.</summary>
    public LinearLoss Loss { get; }

    /// <summary>Numbers of an answer.</summary>
    public int Width { get; }

    /// <summary>Groups of texts, whose features are compared: classes, or labels; 0 for numbers.</summary>
    public int Groups => Loss == LinearLoss.Squared ? 0 : Loss == LinearLoss.Sigmoid && Width == 1 ? 2 : Width;

    /// <summary>The unit of numbers: the answer is <c>scale · score + shift</c>.</summary>
    public double Scale { get; }

    /// <summary>What is added to it.</summary>
    public double Shift { get; }

    /// <summary>The scores of a text of which nothing is known: the log-odds of each class or label. Rare ones make the
    /// slope at zero so large that a part of it is no measure of having arrived.</summary>
    public float[] Ground { get; }

    /// <summary>What scores go through.</summary>
    public ActivationFunction? Activation => Loss switch
    {
        LinearLoss.Softmax => Activations.Softmax,
        LinearLoss.Sigmoid => Activations.Sigmoid,
        _ => null,
    };

    private int Rows => Loss == LinearLoss.Squared ? _numbers.Length / Width
        : Loss == LinearLoss.Softmax ? _classes.Length : _classes.Length / Width;

    /// <summary>One class of each text; of two, the output is that of the second.</summary>
    public static LinearTargets OfClasses(int[] classes, int count) =>
        count == 2 ? OfLabels(classes, 1) : OfSoftmax(classes, count);

    /// <summary>One class of each text, with an output for each.</summary>
    public static LinearTargets OfSoftmax(int[] classes, int count) =>
        new(LinearLoss.Softmax, count, classes, [], 1, 0);

    /// <summary>Several labels of each text: 0 or 1 for each label, row after row.</summary>
    public static LinearTargets OfLabels(int[] isThere, int count) => new(LinearLoss.Sigmoid, count, isThere, [], 1, 0);

    /// <summary>Numbers of each text, row after row, fitted in the unit <c>(number − shift) / scale</c>.</summary>
    public static LinearTargets OfNumbers(IEnumerable<float> numbers, int width, double scale, double shift) =>
        new(LinearLoss.Squared, width, [], [.. numbers.Select(number => (float)((number - shift) / scale))], scale,
            shift);

    /// <summary>The same classes, where rows count so much, each above 0.</summary>
    public LinearTargets Weighted(float[] weights) => new(Loss, Width, _classes, _numbers, Scale, Shift, weights);

    /// <summary>Those of some rows.</summary>
    public LinearTargets Of(int[] rows) => Loss switch
    {
        LinearLoss.Squared => new(Loss, Width, [], Taken(_numbers, rows, Width), Scale, Shift),
        LinearLoss.Softmax => new(Loss, Width, Taken(_classes, rows, 1), [], Scale, Shift, Taken(_weights, rows)),
        _ => new(Loss, Width, Taken(_classes, rows, Width), [], Scale, Shift, Taken(_weights, rows)),
    };

    /// <summary>The target of an output of a row.</summary>
    public float this[int row, int output] => Loss switch
    {
        LinearLoss.Squared => _numbers[row * Width + output],
        LinearLoss.Softmax => _classes[row] == output ? 1 : 0,
        _ => _classes[row * Width + output],
    };

    /// <summary>Whether a row is in a group.</summary>
    public bool IsIn(int row, int group) => Groups != Width ? _classes[row] == group : this[row, group] == 1;

    /// <summary>Whether the rows bound the bias of an output: some have the class or label, and others do
    /// not.</summary>
    public bool IsBounded(int output)
    {
        if (Loss == LinearLoss.Squared) return true;
        var count = 0;
        for (var row = 0; row < Rows; row++) count += (int)this[row, output];
        return count > 0 && count < Rows;
    }

    /// <summary>The derivative of a row's loss by its scores.</summary>
    public void Slopes(int row, ReadOnlySpan<float> scores, Span<float> slopes)
    {
        if (Loss == LinearLoss.Softmax)
        {
            Softmax(scores, slopes);
            slopes[_classes[row]] -= 1;
        }
        else
            for (var k = 0; k < slopes.Length; k++)
                slopes[k] = (Loss == LinearLoss.Squared ? scores[k] : 1 / (1 + MathF.Exp(-scores[k]))) - this[row, k];
        if (_weights is null) return;
        foreach (ref var slope in slopes) slope *= _weights[row];
    }

    /// <summary>The second derivative of a row's loss by one score, from the first.</summary>
    public float Curvature(int row, int output, float slope)
    {
        if (Loss == LinearLoss.Squared) return 1;
        var weight = WeightOf(row);
        var p = slope / weight + this[row, output];
        return weight * p * (1 - p);
    }

    /// <summary>The product of a row's second derivatives and a vector, in its place.</summary>
    public void Curve(int row, ReadOnlySpan<float> slopes, Span<float> t)
    {
        if (Loss != LinearLoss.Softmax)
        {
            for (var k = 0; k < t.Length; k++) t[k] *= Curvature(row, k, slopes[k]);
            return;
        }
        var (mean, weight) = (0f, WeightOf(row));
        var part = 1 / weight;
        for (var k = 0; k < t.Length; k++) mean += (slopes[k] * part + this[row, k]) * t[k];
        for (var k = 0; k < t.Length; k++) t[k] = weight * (slopes[k] * part + this[row, k]) * (t[k] - mean);
    }

    /// <summary>The temperature under which the targets are likeliest; 1 for numbers.</summary>
    public double Temperature(ReadOnlySpan<float> scores) => Loss == LinearLoss.Squared ? 1
        : Classification.Temperature.Of(scores, _classes, Loss == LinearLoss.Softmax ? Width : 1);

    /// <summary>The mean loss of all rows, of labels also over these.</summary>
    public double MeanLoss(ReadOnlySpan<float> scores, double temperature = 1) =>
        Loss == LinearLoss.Squared ? SumOfLosses(scores, 0, Rows) / Rows
            : _weights is not null
                ? SumOfWeighted(scores, 0, Rows, temperature) / _weights.Sum(weight => (double)weight)
            : Classification.Temperature.Loss(scores, _classes, Loss == LinearLoss.Softmax ? Width : 1, temperature);

    /// <summary>The sum of the losses of some rows in a row, of all their outputs.</summary>
    public double SumOfLosses(ReadOnlySpan<float> scores, int from, int to)
    {
        if (_weights is not null) return SumOfWeighted(scores, from, to, 1);
        if (Loss != LinearLoss.Squared)
        {
            var (each, width) = Loss == LinearLoss.Softmax ? (1, Width) : (Width, 1);
            return (to - from) * each * Classification.Temperature.Loss(scores[(from * Width)..(to * Width)],
                _classes.AsSpan(from * each, (to - from) * each), width, 1);
        }
        var sum = 0.0;
        for (var i = from * Width; i < to * Width; i++)
        {
            var distance = (double)scores[i] - _numbers[i];
            sum += distance * distance / 2;
        }
        return sum;
    }

    private float WeightOf(int row) => _weights is null ? 1 : _weights[row];

    // Rows of one class each.
    private double SumOfWeighted(ReadOnlySpan<float> scores, int from, int to, double temperature)
    {
        var sum = 0.0;
        for (var row = from; row < to; row++)
            sum += WeightOf(row) * Classification.Temperature.Loss(scores.Slice(row * Width, Width),
                _classes.AsSpan(row, 1), Width, temperature);
        return sum;
    }

    private static float[]? Taken(float[]? weights, int[] rows) => weights is null ? null : Taken(weights, rows, 1);

    private static T[] Taken<T>(T[] values, int[] rows, int width) =>
        [.. rows.SelectMany(row => values.AsSpan(row * width, width).ToArray())];

    private static void Softmax(ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        var (largest, sum) = (float.NegativeInfinity, 0f);
        foreach (var score in scores) largest = MathF.Max(largest, score);
        for (var k = 0; k < scores.Length; k++) sum += probabilities[k] = MathF.Exp(scores[k] - largest);
        for (var k = 0; k < scores.Length; k++) probabilities[k] /= sum;
    }
}
