namespace Valence.Classification.Tests.Evaluation;

public sealed class IsotonicRegressionTests
{
    [Fact]
    public void Values_are_the_largest_least_mean_of_what_lies_around()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var count = 1 + random.Next(40);
            // Few places have ties; every third round has hardly any.
            double[] x = [.. Enumerable.Range(0, count).Select(_ =>
                round % 3 == 0 ? random.NextDouble() : random.Next(1 + count / 2))];
            double[] y = [.. Enumerable.Range(0, count).Select(_ =>
                round % 2 == 0 ? random.Next(2) : 4 * random.NextDouble() - 2)];
            var fitted = IsotonicRegression.Fit(x, y);
            foreach (var (place, value) in MinMax(x, y)) Assert.Equal(value, fitted.Predict(place), 1e-12);
            Assert.Equal(fitted.X.Order(), fitted.X);
            Assert.Equal(fitted.Y.Order(), fitted.Y);
        }
    }

    [Fact]
    public void Between_points_lie_straight_lines_and_outside_them_nothing_changes()
    {
        var fitted = IsotonicRegression.Fit([3, 1, 2, 2], [5, 1, 4, 2]);
        Assert.Equal([1.0, 2, 3], fitted.X);
        Assert.Equal([1.0, 3, 5], fitted.Y);
        Assert.Equal(1.5, fitted.Predict(1.25));
        Assert.Equal(4, fitted.Predict(2.5));
        Assert.Equal(1, fitted.Predict(double.NegativeInfinity));
        Assert.Equal(5, fitted.Predict(double.PositiveInfinity));
    }

    [Fact]
    public void The_order_of_points_changes_no_bit()
    {
        var random = new Random(6);
        double[] x = [.. Enumerable.Range(0, 200).Select(_ => random.Next(30) / 7.0)];
        double[] y = [.. x.Select(place => place + 3 * random.NextDouble())];
        var fitted = IsotonicRegression.Fit(x, y);
        var order = Enumerable.Range(0, x.Length).ToArray();
        random.Shuffle(order);
        var other = IsotonicRegression.Fit([.. order.Select(i => x[i])], [.. order.Select(i => y[i])]);
        Assert.Equal(fitted.X, other.X);
        Assert.Equal(fitted.Y, other.Y);
    }

    [Fact]
    public void What_has_no_fit_is_refused()
    {
        Assert.Throws<ArgumentException>("y", () => IsotonicRegression.Fit([], []));
        Assert.Throws<ArgumentException>("y", () => IsotonicRegression.Fit([1], [1, 2]));
        Assert.Throws<ArgumentException>("x", () => IsotonicRegression.Fit([double.NaN], [1]));
        Assert.Throws<ArgumentException>("y", () => IsotonicRegression.Fit([1], [double.PositiveInfinity]));
        Assert.Throws<ArgumentException>("x", () => IsotonicRegression.Fit([1], [1]).Predict(double.NaN));
    }

    // max over begins of min over ends of the mean of all points between (Robertson, Wright, Dykstra 1988).
    private static IEnumerable<(double X, double Y)> MinMax(double[] x, double[] y)
    {
        var points = x.Zip(y).GroupBy(point => point.First, point => point.Second).OrderBy(group => group.Key)
            .Select(group => (X: group.Key, Values: group.ToArray())).ToArray();
        for (var i = 0; i < points.Length; i++)
            yield return (points[i].X, Enumerable.Range(0, i + 1).Max(begin => Enumerable.Range(i, points.Length - i)
                .Min(end => points[begin..(end + 1)].SelectMany(point => point.Values).Average())));
    }
}
