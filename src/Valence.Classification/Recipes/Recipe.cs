using Valence.Layers;
using Valence.Models;
using Valence.Schedules;

namespace Valence.Classification;

/// <summary>A shape of network with the preparation and training that suit it.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="NumWords">Ids of the vocabulary, padding and the most frequent words; rarer words are dropped.</param>
/// <param name="MaxLength">Words that the network reads at once: longer texts are read in windows, and lose their
/// beginning in training.</param>
/// <param name="BatchSize">Texts in a training step.</param>
/// <param name="Epochs">Passes over the training texts.</param>
/// <param name="Body">The network up to its last layer, from a number of ids and a length of text.</param>
public sealed record Recipe(string Name, int NumWords, int MaxLength, int BatchSize, int Epochs,
    Func<RecipeSize, SymbolicTensor, SymbolicTensor> Body)
{
    /// <summary>Learns what turns texts into ids; a <see cref="WordEncoder"/> of <see cref="NumWords"/> and
    /// <see cref="MaxLength"/> when null.</summary>
    public Func<IReadOnlyList<string>, TrainingSettings, TextEncoder>? Encoder { get; init; }

    /// <summary>Whether <see cref="Encoder"/> reads texts its own way, whatever the settings say of cleaning and
    /// splitting.</summary>
    internal bool SplitsItself { get; init; }

    /// <summary>Opens the encoder that stays as it is below a last layer that is fitted exactly; null for networks that
    /// are trained by steps.</summary>
    internal Func<Backends.Backend?, TextEmbedder>? Frozen { get; init; }

    /// <summary>What labels mean, by their names.</summary>
    internal IReadOnlyDictionary<string, string>? Descriptions { get; init; }

    /// <summary>The same recipe for another number of ids at once, where <see cref="Encoder"/> is its own; null where
    /// it reads texts of any length, or has no say in it.</summary>
    internal Func<int, Recipe>? OfLength { get; init; }

    /// <summary>Options of the command line that the recipe has besides its name, each with a blank before.</summary>
    internal string Options { get; init; } = "";

    /// <summary>About how long an id takes in training, beside others.</summary>
    internal double Cost { get; init; } = 30;

    /// <summary>Whether texts are read as words in their order, by a vocabulary and a length of the recipe's.</summary>
    internal bool ReadsWords => Encoder is null && this != Recipes.Linear;

    /// <summary>Whether the weights are fitted exactly and not by steps.</summary>
    internal bool IsFittedExactly => Frozen is not null || this == Recipes.Linear;

    /// <summary>The size of Adam's steps, above 0, where the settings do not say.</summary>
    public float LearningRate { get; init; } = 0.001f;

    /// <summary>How the size of steps changes, from the highest and the number of all steps; it stays when
    /// null.</summary>
    public Func<float, int, Schedule>? Rates { get; init; }

    /// <summary>The encoder for the texts of a training.</summary>
    public TextEncoder Fit(IReadOnlyList<string> texts, TrainingSettings settings) => Encoder is { } own
        ? own(texts, settings) : WordEncoder.Fit(texts, NumWords, MaxLength, settings);

    /// <summary>The network: texts as ids <c>[batch, length]</c> to one probability of the second class, or one of each
    /// of three and more.</summary>
    /// <param name="size">The number of ids and the length.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="seed">Decides the initial weights, shuffling and dropout.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    public Functional Build(RecipeSize size, int classes, ulong seed, Backends.Backend? backend = null)
    {
        Require.AtLeast(2, classes);
        return classes == 2 ? Build(size, 1, Activations.Sigmoid, seed, backend)
            : Build(size, classes, Activations.Softmax, seed, backend);
    }

    /// <summary>The network with a last layer of so many outputs, which go through a function.</summary>
    internal Functional Build(RecipeSize size, int outputs, ActivationFunction? activation, ulong seed,
        Backends.Backend? backend)
    {
        var ids = Keras.Input([size.Length], ElementType.Int32);
        var output = new Dense(outputs, activation).Call(Body(size with { Outputs = outputs }, ids));
        var model = backend is null ? new Functional(ids, output) { Seed = seed }
            : new Functional(ids, output) { Seed = seed, Backend = backend };
        model.BuildFor(ids.Shape);
        return model;
    }
}
