using Valence.Bench.Turns;

namespace Valence.Bench.Peers;

/// <summary>A network that others have too, and how much of their time Valence may take.</summary>
/// <param name="Name">Its name in the table, and that of its ONNX file.</param>
/// <param name="Step">The bar of a training step: Valence's time over libtorch's.</param>
/// <param name="Answers">The bars of one, 32 and many answers: Valence's time over ONNX Runtime's.</param>
internal sealed record Row(string Name, double Step, double[] Answers)
{
    /// <summary>Steps before the first figure.</summary>
    public int WarmSteps { get; init; } = 64;

    /// <summary>Whether libtorch has modules for it that do not compute quite the same; they are what the bar of a step
    /// is about.</summary>
    public bool HasModules { get; init; }

    /// <summary>How many are many answers.</summary>
    public int Many { get; init; } = 2560;

    /// <summary>Whether texts fill their length; others are padded and cut in front.</summary>
    public bool Filled { get; init; }

    /// <summary>How many answers are asked for at once to see the memory that they take; 0 for none.</summary>
    public int AnsweredForMemory { get; init; }

    private static double[] Recurrent { get; } = [.6, .5, .5];

    public static Row[] All { get; } =
    [
        new("mlp", .12, [.5, .7, .6]),
        new("lstm", .27, Recurrent),
        new("bilstm", .48, Recurrent),
        new("bilstm_stacked", .29, Recurrent),
        new("lstm128", .37, Recurrent),
        new("gru", .13, Recurrent),
        new("cnn_lstm", .24, Recurrent),
        new("cnn", .33, [.6, .5, .5]),
        new("fasttext", .22, [.4, .8, .7]),
        new("transformer", .33, [.9, .7, .7]) { HasModules = true },
        new("encoder_128", .50, [.9, .8, .8]) { HasModules = true, WarmSteps = 16, Filled = true },
        new("minilm_256", .52, [1, .9, .9])
        {
            HasModules = true,
            WarmSteps = 4,
            Many = 500,
            Filled = true,
            AnsweredForMemory = 128,
        },
    ];

    /// <summary>Its network, asked for as many answers as the row has.</summary>
    public Network Network => (Name switch
    {
        "minilm_256" => Turns.Network.All.Single(network => network.Name == "encoder_384"),
        // A head is as wide as libtorch's, which divides the width among them.
        "transformer" => Turns.Network.Transformer(keys: 16),
        _ => Turns.Network.All.Single(network => network.Name == Name),
    }) with
    { Name = Name, Answers = AnsweredForMemory == 0 ? [1, 8, 32, Many] : [1, 8, 32, Many, AnsweredForMemory] };

    /// <summary>The tasks of answers, each with its bar.</summary>
    public IEnumerable<(string Task, double Bar)> AnswerBars =>
        Answers.Zip([1, 32, Many], (bar, rows) => ($"{rows}", bar));
}
