using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Schedules;

namespace Valence.Language;

/// <summary>A network for tagging: from words to what each says of its tags, over which a <see cref="Crf"/>
/// stands.</summary>
public sealed class TaggingRecipe
{
    // The part of the steps in which those of a pre-trained encoder grow.
    private const int WarmUp = 10;

    private readonly Func<TaggingSize, TaggingInputs, SymbolicTensor> _body;

    /// <summary>A recipe.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="epochs">Passes over the texts; at least 1.</param>
    /// <param name="learningRate">The size of Adam's steps; above 0.</param>
    /// <param name="body">From what is read of the words to numbers of each word <c>[batch, time, width]</c> with a
    /// mask, of which an affine map makes the tags'.</param>
    public TaggingRecipe(string name, int epochs, double learningRate,
        Func<TaggingSize, TaggingInputs, SymbolicTensor> body)
    {
        Name = Require.NotNull(name);
        Epochs = Require.AtLeast(1, epochs);
        LearningRate = Require.Between(0, float.MaxValue, learningRate);
        _body = Require.NotNull(body);
    }

    /// <summary>A weight for each feature of a word and its neighbours, and each tag: the classical conditional random
    /// field over words, shapes and affixes.</summary>
    public static TaggingRecipe Linear { get; } = new("linear", 15, 0.01, (size, x) =>
        new Concatenate().Call(new Embedding(size.Words, size.Tags, maskZero: true).Call(x.Words),
            Weighed(size, x, dropout: 0)));

    /// <summary>An LSTM in either direction over vectors of words, of their letters (by a convolution) and of how they
    /// are written (Ma and Hovy, 2016), beside the features of the linear recipe.</summary>
    public static TaggingRecipe BiLstm { get; } = new("bilstm", 20, 0.002, (size, x) =>
    {
        var h = new Dropout(0.5).Call(Read(size, x));
        h = new Bidirectional(new Lstm(100) { ReturnSequences = true }).Call(h);
        return new Concatenate().Call(new Dropout(0.5).Call(h), Weighed(size, x));
    });

    /// <summary>Two convolutions of three words in the place of the LSTM.</summary>
    public static TaggingRecipe Cnn { get; } = new("cnn", 25, 0.002, (size, x) =>
    {
        // A convolution knows no mask: what it reads of padding is made 0.
        var counts = x.Words.NotEqual(0).Cast("float32").ExpandDims(-1);
        var read = Read(size, x);
        var h = new Dropout(0.5).Call(read);
        for (var i = 0; i < 2; i++)
            h = new Conv1D(128, 3, padding: Padding.Same, activation: Activations.Relu).Call(h * counts);
        return new Concatenate().Call(read, new Dropout(0.5).Call(h), Weighed(size, x));
    });

    /// <summary>Two blocks of self-attention in the place of the LSTM.</summary>
    public static TaggingRecipe Transformer { get; } = new("transformer", 25, 0.001, (size, x) =>
    {
        var read = new Dense(128).Call(new Dropout(0.3).Call(Read(size, x)));
        var h = read;
        for (var i = 0; i < 2; i++)
            h = new TransformerBlock(4, 256)
            {
                OutputDropout = 0.1,
                FeedForwardDropout = 0.1,
                NormalizeFirst = true,
                RotaryTheta = 10_000,
            }.Call(h);
        return new Concatenate().Call(read, new Dropout(0.3).Call(new LayerNormalization().Call(h)), Weighed(size, x));
    });

    /// <summary>The name of <see cref="Pretrained"/>.</summary>
    internal const string PretrainedName = Recipes.PretrainedName;

    /// <summary>A pre-trained encoder of a Hugging Face folder, trained on as a whole: what it says of each word's
    /// first token (Devlin et al., 2018), beside the word's letters and how it is written.</summary>
    /// <remarks>A text of more tokens than 256, or than the encoder takes, is read in windows. It is not in
    /// <see cref="All"/>, as it needs the folder; a tagger's file needs it no more.</remarks>
    /// <param name="folder">The folder with <c>config.json</c>, <c>model.safetensors</c> and a tokenizer.</param>
    public static TaggingRecipe Pretrained(string folder)
    {
        Require.NotNull(folder);
        return new(PretrainedName, 5, 0.001, (size, x) => new Concatenate().Call(PretrainedTagging.Words(folder, x),
            new Dropout(0.5).Call(Read(size, x)), Weighed(size, x)))
        {
            Tokens = () => Recipes.PretrainedTokens(folder, null),
            EncoderRate = 0.05,
            WeightDecay = 0.01,
            Rate = (highest, steps) => new LinearWarmup(new PolynomialDecay(highest,
                Math.Max(1, steps - steps / WarmUp), endLearningRate: 0), Math.Max(1, steps / WarmUp)),
        };
    }

    /// <summary>All recipes.</summary>
    public static IReadOnlyList<TaggingRecipe> All { get; } = [Linear, BiLstm, Cnn, Transformer];

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Passes over the texts unless settings say otherwise.</summary>
    public int Epochs { get; }

    /// <summary>The size of Adam's steps unless settings say otherwise.</summary>
    public double LearningRate { get; }

    /// <summary>Opens the tokens that a pre-trained encoder reads; null without one.</summary>
    internal Func<SubWordEncoder>? Tokens { get; private init; }

    /// <summary>By what the size of steps is multiplied for a pre-trained encoder's weights.</summary>
    internal double EncoderRate { get; private init; } = 1;

    /// <summary>By which share of themselves, times the size of steps, weights shrink in each step; null for
    /// none.</summary>
    internal double? WeightDecay { get; private init; }

    /// <summary>The size of steps, from the highest and the number of all steps.</summary>
    internal Func<double, int, LearningRate> Rate { get; private init; } = (highest, _) => highest;

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static TaggingRecipe Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new ArgumentException($"There is no recipe '{name}'; there are "
            + $"{string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The whole network, whose output are a chain's scores.</summary>
    internal Functional Make(TaggingSize size, LabelTransitions rules, ulong seed, Backends.Backend? backend)
    {
        var inputs = Inputs();
        var scores = Chain(size.Tags, rules).Call(new Dense(size.Tags).Call(_body(size, inputs)));
        return backend is null ? new Functional(inputs.All, scores) { Seed = seed }
            : new Functional(inputs.All, scores) { Seed = seed, Backend = backend };
    }

    private TaggingInputs Inputs()
    {
        var inputs = new TaggingInputs(Keras.Input([Shape.Unknown], ElementType.Int32, "words"),
            Keras.Input([Shape.Unknown], ElementType.Int32, "cases"),
            Keras.Input([Shape.Unknown, WordReader.LettersOfWord], ElementType.Int32, "letters"),
            Keras.Input([Shape.Unknown, WordReader.FeaturesOfWord], ElementType.Int32, "features"));
        return Tokens is null ? inputs : inputs with
        {
            Tokens = Keras.Input([Shape.Unknown], ElementType.Int32, "tokens"),
            Places = Keras.Input([Shape.Unknown], ElementType.Int32, "places"),
        };
    }

    /// <summary>The last layer, in which nothing is answered that the labels' scheme forbids.</summary>
    internal static Crf Chain(int count, LabelTransitions rules)
    {
        int[] tags = [.. Enumerable.Range(0, count)];
        return new("tags")
        {
            ForbiddenTransitions = [.. tags.SelectMany(from => tags.Where(to => !rules[from, to])
                .Select(to => from * count + to))],
            ForbiddenStarts = [.. tags.Where(tag => !rules.Start[tag])],
            ForbiddenEnds = [.. tags.Where(tag => !rules.End[tag])],
        };
    }

    // A weight for each feature and tag.
    private static SymbolicTensor Weighed(TaggingSize size, TaggingInputs x, double dropout = 0.5)
    {
        var weights = new Embedding(size.Features, size.Tags)
        {
            EmbeddingsInitializer = Initializers.Initializer.Zeros,
        }.Call(x.Features);
        return new TimeDistributed(new GlobalAveragePooling1D()).Call(new Dropout(dropout).Call(weights));
    }

    private static SymbolicTensor Read(TaggingSize size, TaggingInputs x)
    {
        var letters = new Embedding(size.Letters, 24).Call(x.Letters);
        letters = new TimeDistributed(new Conv1D(48, 3, padding: Padding.Same, activation: Activations.Relu))
            .Call(letters);
        letters = new TimeDistributed(new GlobalMaxPooling1D()).Call(letters);
        return new Concatenate().Call(new Embedding(size.Words, 100, maskZero: true).Call(x.Words),
            new Embedding(size.Cases, 12).Call(x.Cases), letters);
    }
}
