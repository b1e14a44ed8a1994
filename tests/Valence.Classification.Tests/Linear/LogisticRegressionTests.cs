namespace Valence.Classification.Tests.Linear;

/// <summary>The optimum is that of gradient descent in double, step by step until nothing moves.</summary>
public sealed class LogisticRegressionTests
{
    [Theory]
    [InlineData(2, 1, 0.5, 1)]
    [InlineData(2, 2, 10, 2)]
    [InlineData(3, 3, 1, 1)]
    [InlineData(5, 4, 30, 2)]
    public void Weights_are_those_of_the_smallest_value(int classes, int seed, double cost, int sizesOf)
    {
        const int Rows = 60, Features = 12, Border = 8;
        var random = new Random(seed);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(3) == 0).ToArray()).ToArray();
        int[] of = [.. Enumerable.Range(0, Rows).Select(i => i < classes ? i : random.Next(classes))];
        float[] scales = [.. Enumerable.Range(0, 2 * Rows).Select(_ => 0.5f + random.NextSingle())];
        var width = classes == 2 ? 1 : classes;
        float[] sizes = [.. Enumerable.Range(0, sizesOf == 1 ? Features : Features * width)
            .Select(i => i < (sizesOf == 1 ? 1 : width) ? 0 : 0.3f + random.NextSingle())];
        var model = new LogisticRegression(new FeatureRows(ids, Features, scales, Border), of, classes, sizes);
        model.Fit(cost, 1e-6, TestContext.Current.CancellationToken);

        double[] each = [.. Enumerable.Range(0, Features * width).Select(i =>
            (double)sizes[sizesOf == 1 ? i / width : i])];
        var (value, weights) = Smallest(ids, of, (row, id) => scales[2 * row + (id < Border ? 0 : 1)], each, width,
            cost);
        Assert.InRange(model.Value, value * (1 - 1e-6), value * (1 + 1e-5));
        for (var i = 0; i < Features * width; i++) Assert.Equal(weights[i], model.Weights[i], 2e-3);
    }

    [Theory]
    [InlineData(2, 1, 0.5)]
    [InlineData(2, 2, 10)]
    [InlineData(3, 3, 1)]
    [InlineData(5, 4, 30)]
    public void About_a_centre_weights_are_those_of_the_smallest_value(int classes, int seed, double cost)
    {
        const int Rows = 60, Features = 12, Border = 8;
        var random = new Random(seed);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(3) == 0).ToArray()).ToArray();
        int[] of = [.. Enumerable.Range(0, Rows).Select(i => i < classes ? i : random.Next(classes))];
        float[] scales = [.. Enumerable.Range(0, 2 * Rows).Select(_ => 0.5f + random.NextSingle())];
        var width = classes == 2 ? 1 : classes;
        // Some weights have no room beside their centre.
        float[] sizes = [.. Enumerable.Range(0, Features * width).Select(i => i < width || random.Next(6) == 0 ? 0
            : 0.3f + random.NextSingle())];
        float[] centre = [.. Enumerable.Range(0, Features * width).Select(i => i < width ? 0
            : 4 * random.NextSingle() - 2)];
        var model = new LogisticRegression(new FeatureRows(ids, Features, scales, Border),
            LinearTargets.OfClasses(of, classes), sizes, centre);
        model.Fit(cost, 1e-7, TestContext.Current.CancellationToken);

        var (value, weights) = Smallest(ids, of, (row, id) => scales[2 * row + (id < Border ? 0 : 1)],
            [.. sizes.Select(size => (double)size)], width, cost, centre);
        Assert.InRange(model.Value, value * (1 - 1e-6), value * (1 + 1e-5));
        for (var i = 0; i < Features * width; i++) Assert.Equal(weights[i], model.Weights[i], 1e-4);
        for (var i = 0; i < centre.Length; i++)
            if (sizes[i] == 0) Assert.Equal(centre[i], model.Weights[i]);
        Assert.Equal(weights[Features * width] - (width == 1 ? 0 : weights[Features * width + 1]),
            model.Bias[0] - (width == 1 ? 0 : model.Bias[1]), 1e-4);
    }

    [Fact]
    public void About_a_centre_a_class_without_rows_keeps_the_bias_of_half_a_row()
    {
        const int Rows = 60, Features = 12, Classes = 4, Missing = 2;
        var random = new Random(5);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(3) == 0).ToArray()).ToArray();
        int[] of = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(Classes - 1)).Select(k => k < Missing ? k
            : Classes - 1)];
        float[] centre = [.. Enumerable.Range(0, Features * Classes).Select(i => i < Classes ? 0
            : 2 * random.NextSingle() - 1)];
        var targets = LinearTargets.OfSoftmax(of, Classes);
        var model = new LogisticRegression(OneKind(ids, Features, [.. of.Select(_ => 1f)]), targets,
            [0, .. Enumerable.Repeat(0.5f, Features - 1)], centre);
        model.Fit(3, 1e-6, TestContext.Current.CancellationToken);
        Assert.Equal(Math.Log(0.5 / (Rows + 0.5)), model.Bias[Missing], 1e-6);
        Assert.Equal(targets.Ground[Missing], model.Bias[Missing]);
        Assert.NotEqual(targets.Ground[0], model.Bias[0]);
        Assert.All(model.Weights, weight => Assert.InRange(Math.Abs(weight), 0, 10));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Rows_that_count_twice_are_as_rows_that_are_there_twice(int classes)
    {
        const int Rows = 60, Features = 12;
        var random = new Random(classes);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(3) == 0).ToArray()).ToArray();
        int[] of = [.. Enumerable.Range(0, Rows).Select(i => i < classes ? i : random.Next(classes))];
        int[] times = [.. of.Select(label => 1 + 2 * (label % 2))];
        int[] each = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, times[i]))];
        float[] sizes = [0, .. Enumerable.Range(1, Features - 1).Select(_ => 0.3f + random.NextSingle())];
        var targets = LinearTargets.OfClasses(of, classes).Weighted([.. times.Select(n => (float)n)]);
        var weighed = new LogisticRegression(OneKind(ids, Features, [.. of.Select(_ => 1f)]), targets, sizes);
        var repeated = new LogisticRegression(OneKind([.. each.Select(i => ids[i])], Features,
            [.. each.Select(_ => 1f)]), [.. each.Select(i => of[i])], classes, sizes);
        foreach (var model in (LogisticRegression[])[weighed, repeated])
            model.Fit(5, 1e-6, TestContext.Current.CancellationToken);
        Assert.Equal(repeated.Value, weighed.Value, 1e-5 * repeated.Value);
        for (var i = 0; i < weighed.Weights.Length; i++)
            Assert.Equal(repeated.Weights[i], weighed.Weights[i], 2e-3);
        var scores = Enumerable.Range(0, Rows * targets.Width).Select(_ => random.NextSingle()).ToArray();
        float[] ofEach = [.. each.SelectMany(i => scores[(i * targets.Width)..((i + 1) * targets.Width)])];
        Assert.Equal(LinearTargets.OfClasses([.. each.Select(i => of[i])], classes).MeanLoss(ofEach, 2),
            targets.MeanLoss(scores, 2), 1e-6);
    }

    [Fact]
    public void Labels_of_a_text_are_regressions_of_their_own()
    {
        const int Rows = 80, Features = 12, Labels = 3;
        var random = new Random(7);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(3) == 0).ToArray()).ToArray();
        float[] scales = [.. Enumerable.Range(0, Rows).Select(_ => 0.5f + random.NextSingle())];
        float[] sizes = [0, .. Enumerable.Range(1, Features - 1).Select(_ => 0.3f + random.NextSingle())];
        int[] isThere = [.. Enumerable.Range(0, Rows * Labels).Select(_ => random.Next(2))];
        var model = new LogisticRegression(OneKind(ids, Features, scales), LinearTargets.OfLabels(isThere, Labels),
            sizes);
        model.Fit(5, 1e-6, TestContext.Current.CancellationToken);
        var value = 0.0;
        for (var k = 0; k < Labels; k++)
        {
            int[] of = [.. Enumerable.Range(0, Rows).Select(i => isThere[i * Labels + k])];
            var alone = new LogisticRegression(OneKind(ids, Features, scales), of, 2, sizes);
            alone.Fit(5, 1e-6, TestContext.Current.CancellationToken);
            value += alone.Value;
            for (var i = 0; i < Features; i++)
                Assert.Equal(alone.Weights[i], model.Weights[i * Labels + k], 1e-3);
            Assert.Equal(alone.Bias[0], model.Bias[k], 1e-3);
        }
        Assert.Equal(value, model.Value, 1e-4 * value);
    }

    // The slope of the biases at zero is that of all texts without the label.
    [Fact]
    public void Rare_labels_are_learned_at_a_loose_tolerance_too()
    {
        const int Rows = 2000, Features = 41, Labels = 4;
        var random = new Random(9);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(20) == 0).ToArray()).ToArray();
        int[] isThere = [.. ids.SelectMany(row => Enumerable.Range(1, Labels).Select(k => row.Contains(k)
            && random.Next(2) == 0 ? 1 : 0))];
        float[] sizes = [0, .. Enumerable.Repeat(1f, Features - 1)];
        LogisticRegression Fitted(double tolerance)
        {
            var model = new LogisticRegression(OneKind(ids, Features, [.. ids.Select(_ => 1f)]),
                LinearTargets.OfLabels(isThere, Labels), sizes);
            model.Fit(10, tolerance, TestContext.Current.CancellationToken);
            return model;
        }
        var (loose, exact) = (Fitted(1e-2), Fitted(1e-6));
        Assert.InRange(loose.Value, exact.Value, exact.Value * 1.001);
        for (var k = 0; k < Labels; k++)
            Assert.InRange(loose.Weights[(k + 1) * Labels + k], 0.9 * exact.Weights[(k + 1) * Labels + k], 100);
    }

    [Fact]
    public void Numbers_are_fitted_by_ridge_regression()
    {
        const int Rows = 60, Features = 8;
        const double Cost = 3;
        var random = new Random(8);
        var ids = Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(1, Features - 1)
            .Where(_ => random.Next(3) == 0).ToArray()).ToArray();
        float[] scales = [.. Enumerable.Range(0, Rows).Select(_ => 0.5f + random.NextSingle())];
        float[] sizes = [0, .. Enumerable.Range(1, Features - 1).Select(_ => 0.3f + random.NextSingle())];
        float[] numbers = [.. Enumerable.Range(0, Rows).Select(_ => 4 * random.NextSingle() - 1)];
        var model = new LogisticRegression(OneKind(ids, Features, scales), LinearTargets.OfNumbers(numbers, 1, 1, 0),
            sizes);
        model.Fit(Cost, 1e-7, TestContext.Current.CancellationToken);

        // The normal equations by elimination; the bias in the place of the feature that nobody has.
        var x = Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, Features).Select(f =>
            f == 0 ? 1.0 : ids[i].Contains(f) ? scales[i] : 0).ToArray()).ToArray();
        var a = new double[Features, Features + 1];
        for (var f = 0; f < Features; f++)
        {
            for (var g = 0; g < Features; g++) a[f, g] = Cost * x.Sum(row => row[f] * row[g]);
            if (f > 0) a[f, f] += 1.0 / sizes[f] / sizes[f];
            a[f, Features] = Cost * x.Zip(numbers, (row, number) => row[f] * number).Sum();
        }
        for (var f = 0; f < Features; f++)
            for (var g = 0; g < Features; g++)
            {
                if (f == g) continue;
                var ratio = a[g, f] / a[f, f];
                for (var h = f; h <= Features; h++) a[g, h] -= ratio * a[f, h];
            }
        Assert.Equal(a[0, Features] / a[0, 0], model.Bias[0], 1e-4);
        for (var f = 1; f < Features; f++) Assert.Equal(a[f, Features] / a[f, f], model.Weights[f], 1e-4);
    }

    [Fact]
    public void Bits_do_not_depend_on_threads()
    {
        var random = new Random(5);
        var ids = Enumerable.Range(0, 3000).Select(_ => Enumerable.Range(0, 20).Select(_ => 1 + random.Next(500))
            .Distinct().Order().ToArray()).ToArray();
        int[] of = [.. ids.Select(row => row.Sum() % 3)];
        float[] Fitted()
        {
            var model = new LogisticRegression(OneKind(ids, 501, [.. ids.Select(_ => 0.2f)]), of, 3,
                [0, .. Enumerable.Repeat(1f, 500)]);
            model.Fit(3, 1e-4, TestContext.Current.CancellationToken);
            return [.. model.Weights, .. model.Bias];
        }
        var expected = Fitted();
        // Blocks fall to threads as they come.
        for (var i = 0; i < 5; i++) Assert.Equal(expected, Fitted());
    }

    private static FeatureRows OneKind(int[][] ids, int count, float[] scales) =>
        new(ids, count, [.. scales.SelectMany(scale => new[] { scale, 0 })], count);

    // Plain gradient descent with a halving of steps, in double.
    private static (double Value, double[] Weights) Smallest(int[][] ids, int[] of, Func<int, int, float> scale,
        double[] sizes, int width, double cost, float[]? centre = null)
    {
        var n = sizes.Length;
        var (weights, step) = (new double[n + width], 0.1);
        centre ??= new float[n];
        for (var i = 0; i < n; i++) weights[i] = centre[i];
        var (value, gradient) = At(weights);
        for (var i = 0; i < 200_000 && gradient.Sum(g => g * g) > 1e-18; i++)
        {
            double[] next = [.. weights.Select((w, j) => w - step * gradient[j] * (j < n ? sizes[j] * sizes[j] : 1))];
            var (nextValue, nextGradient) = At(next);
            if (nextValue > value) step /= 2;
            else (weights, value, gradient, step) = (next, nextValue, nextGradient, step * 1.05);
            if (step < 1e-14) break;
        }
        return (value, weights);

        (double, double[]) At(double[] w)
        {
            var (sum, g) = (0.0, new double[n + width]);
            for (var i = 0; i < n; i++)
            {
                if (sizes[i] == 0) continue;
                var far = w[i] - centre[i];
                sum += far * far / sizes[i] / sizes[i] / 2;
                g[i] = far / sizes[i] / sizes[i];
            }
            for (var row = 0; row < ids.Length; row++)
            {
                double[] z = [.. Enumerable.Range(0, width).Select(k =>
                    w[n + k] + ids[row].Sum(id => scale(row, id) * w[id * width + k]))];
                double[] full = width == 1 ? [0, z[0]] : z;
                var total = full.Sum(Math.Exp);
                sum -= cost * (full[of[row]] - Math.Log(total));
                for (var k = 0; k < width; k++)
                {
                    var slope = cost * (Math.Exp(z[k]) / total - (of[row] == (width == 1 ? 1 : k) ? 1 : 0));
                    g[n + k] += slope;
                    foreach (var id in ids[row])
                        if (sizes[id * width + k] != 0) g[id * width + k] += scale(row, id) * slope;
                }
            }
            return (sum, g);
        }
    }
}
