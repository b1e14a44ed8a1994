namespace Valence.Classification.Tests.Linear;

/// <summary>Temperatures and McNemar's test.</summary>
public sealed class TemperatureTests
{
    [Fact]
    public void The_loss_is_smallest_at_the_temperature()
    {
        var random = new Random(2);
        foreach (var width in (int[])[1, 3, 8])
        {
            var classes = Enumerable.Range(0, 200).Select(_ => random.Next(width == 1 ? 2 : width)).ToArray();
            var scores = Enumerable.Range(0, 200 * width).Select(i => 4 * (float)random.NextDouble()
                + (i % width == classes[i / width] ? 1.5f : 0) - 2).ToArray();
            var temperature = Temperature.Of(scores, classes, width);
            var loss = Temperature.Loss(scores, classes, width, temperature);
            for (var t = 0.26; t < 19; t *= 1.02)
                Assert.True(loss <= Temperature.Loss(scores, classes, width, t) + 1e-4, $"{t} beside {temperature}");
        }
    }

    [Fact]
    public void Rows_that_are_all_right_do_not_make_an_answer_certain()
    {
        var temperature = Temperature.Of([3, -2, 4, -3, 2], [1, 0, 1, 0, 1], 1);
        Assert.InRange(1 / (1 + Math.Exp(-3 / temperature)), 0.75, 0.95);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(10, 0, 0.001953125)]
    [InlineData(8, 2, 0.109375)]
    [InlineData(5, 5, 1)]
    public void McNemars_test_is_the_exact_one(int first, int second, double p) =>
        Assert.Equal(p, McNemar.Of(first, second, 100).P, 1e-12);
}
