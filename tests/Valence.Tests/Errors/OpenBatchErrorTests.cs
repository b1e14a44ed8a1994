using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Errors;

/// <summary>Errors of a graph show no length that nobody gave: an axis that is open is a question mark.</summary>
public sealed class OpenBatchErrorTests
{
    [Fact]
    public void The_batch_of_a_graph_is_a_question_mark()
    {
        var x = Keras.Input([4]);
        Says("[?, 4]", () => x[.., 4]);
        Says("received [?, 4]", () => new Reshape([3]).Call(x));
        Says("an initial state [?, 11], received [?, 10]", () =>
            new Lstm(11).Call(Keras.Input([3, 5]), Keras.Input([10]), Keras.Input([11])));
    }

    [Fact]
    public void Lengths_that_are_given_stay_as_they_are()
    {
        Says("received [2, 4]", () => new Sequential(new InputLayer([2, 4]), new Reshape([3])).Summary());
        Says("[?, 1024, 3]", () => new Reshape([5]).Call(Keras.Input([1024, 3])));
        Says("[?, ?, 3]", () => new Reshape([5]).Call(Keras.Input([Shape.Unknown, 3])));
    }

    private static void Says(string expected, Func<object> use)
    {
        var error = Record.Exception(() => use());
        Assert.True(error is ShapeException or ArgumentException, error?.ToString() ?? "nothing was thrown");
        Assert.Contains(expected, error!.Message, StringComparison.Ordinal);
    }
}
