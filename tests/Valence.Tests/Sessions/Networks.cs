using Valence.Layers;
using Valence.Models;
using Valence.Training;

namespace Valence.Tests.Sessions;

/// <summary>Small networks of every kind of model, made anew for every test.</summary>
internal static class Networks
{
    public static readonly IReadOnlyList<string> Names = ["dense", "nested", "graph", "recurrent", "stateful"];

    public static Model Make(string kind) => kind switch
    {
        "dense" => new Sequential(new Dense(4, "tanh"), new Dense(1)) { Seed = 3 },
        "nested" => new Sequential(new Sequential(new Dense(4), new Dense(4)), new Dense(1)) { Seed = 3 },
        "graph" => Graph(),
        "recurrent" => new Sequential(new Embedding(10, 4, maskZero: true), new Bidirectional(new Lstm(3)),
            new Dense(1))
        { Seed = 3 },
        "stateful" => new Sequential(new InputLayer([2, 3, 2]), new Lstm(3) { Stateful = true },
            new Dense(1))
        { Seed = 3 },
        _ => throw new ArgumentException(kind),
    };

    public static Data Input(string kind) => kind switch
    {
        "recurrent" => Tensor.From([1, 2, 0, 4, 5, 6], [2, 3]),
        "stateful" => Tensor.From([.. Enumerable.Range(0, 12).Select(i => i / 12f)], [2, 3, 2]),
        _ => Tensor.From([.5f, -1, 2, 1, 0, -.25f], [2, 3]),
    };

    private static Functional Graph()
    {
        var x = Keras.Input([3]);
        var hidden = new Dense(4, "relu").Call(x);
        return new(x, new Dense(1).Call(new Concatenate().Call(hidden, x))) { Seed = 3 };
    }
}
