using Valence.Backends;
using Valence.Callbacks;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>How a classifier is trained.</summary>
public sealed record TrainingSettings : RunSettings
{
    /// <summary>The network; when null the best of several, see <see cref="Minutes"/> and <see cref="Try"/>.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>A classifier that goes on learning from these texts, such as one of another domain that has few
    /// labelled texts; it stays as it is. Null to begin from nothing.</summary>
    /// <remarks>
    /// Its recipe, preparation of texts and task are those of the result, so that <see cref="Recipe"/>,
    /// <see cref="Minutes"/>, <see cref="Cleaning"/> and <see cref="Split"/> are left as they are (a recipe of one's
    /// own is given again). Words and labels that are new are added to its own, as many words as the recipe allows;
    /// labels that no text has stay. A linear model is fitted with a penalty on how far its weights are from the
    /// earlier ones times a scale, in the place of one on the weights (Chelba, Acero 2004: Adaptation of maximum
    /// entropy capitalizer); the scale is chosen on held-out parts, and where the earlier model does not help there at
    /// all, the result is a model of these texts alone. A network is trained further from its weights; new words have
    /// the initial weights of its recipe, new labels those of 0, and of two classes the one score becomes two halves;
    /// of up to 2,000 texts, with 50 held out, a network is trained from nothing too, and kept where it is better.
    /// How the earlier classifier does on the held-out texts is the first of <see cref="TextClassifier.Tried"/>.
    /// </remarks>
    public TextClassifier? From { get; init; }

    /// <summary>What learns the task from the texts: <c>OneClass.Fit</c>, <c>SeveralLabels.Fit</c>,
    /// <c>OneNumber.Fit</c> or one's own. When null, several labels where the texts have sets of labels
    /// (<see cref="LabelledText.Labels"/>), else one class.</summary>
    public Func<IReadOnlyList<LabelledText>, TrainingSettings, TextTask>? Task { get; init; }

    /// <summary>How long is searched where no <see cref="Recipe"/> is given, or with <see cref="Try"/>, above 0: two
    /// minutes when null, three for more than 20,000 texts, and as long as it takes with <see cref="Try"/>. The clock
    /// decides what is begun and finished, never the bits of one.</summary>
    /// <remarks>In two minutes (three) the linear model and three networks are tried; in more other recipes, settings
    /// of the linear model, and what is near the best network. A trial that could not end in time is left out, and a
    /// model is there when the minutes end.</remarks>
    public double? Minutes { get; init; }

    /// <summary>What is tried in the place of that: all combinations, cheap ones first, of which the best on held-out
    /// texts is kept; null for none. <see cref="Recipe"/> is then what they are of where they name none.</summary>
    public TrialGrid? Try { get; init; }

    /// <summary>In how many parts the texts are cut, from 2 to 20, each of which judges what learned from the others,
    /// where something is searched; the best is then trained as it is without a search. When null, 5 for at most 2,000
    /// texts where there is <see cref="Try"/> or more than the two <see cref="Minutes"/> and no
    /// <see cref="ValidationData"/>; else the held-out texts judge.</summary>
    public int? Folds { get; init; }

    /// <summary>Recipes that <see cref="Try"/> may name, and that more than the two <see cref="Minutes"/> try, beside
    /// those of <see cref="Recipes.All"/>, such as <see cref="Recipes.Embeddings"/>; none unless said
    /// otherwise.</summary>
    public IReadOnlyList<Recipe> MoreRecipes { get; init; } = [];

    /// <summary>Passes over the texts; when null the recipe's own number, or more where there are few texts, and 30 at
    /// most where there is a <see cref="Patience"/>.</summary>
    public int? Epochs { get; init; }

    /// <summary>Epochs without a better figure, at least 1, after which the training of a network ends; when null it
    /// does not end before its last epoch.</summary>
    public int? Patience { get; init; }

    /// <summary>Texts in a step; when null the recipe's own number, or fewer where there are few texts.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The size of Adam's steps, above 0; 0.001 when null.</summary>
    public float? LearningRate { get; init; }

    /// <summary>What is done to texts before they are split into words.</summary>
    public TextCleaning Cleaning { get; init; } = TextCleaning.Reviews;

    /// <summary>What is taken for a word: what stands between white space and punctuation, or every character, as for
    /// Chinese, Japanese or Thai, which put no blanks between words.</summary>
    public TextSplit Split { get; init; }

    /// <summary>The part of the texts, in [0, 1), that chooses the best epoch and is not trained on; each class has its
    /// part in it, and keeps at least one text to train on. Calibration and the choice among recipes read it
    /// too.</summary>
    public float ValidationSplit { get; init; } = 0.1f;

    /// <summary>Texts that are not trained on and take the place of <see cref="ValidationSplit"/>, which is then left
    /// as it is; null for none. Their labels occur among the texts that are trained on.</summary>
    public IReadOnlyList<LabelledText>? ValidationData { get; init; }

    /// <summary>Texts without labels, such as many more of the same kind: vectors of words are learned from them and
    /// the labelled ones (<see cref="WordVectors.Learn"/>), and networks of words begin with those. A search of one
    /// class of each text also tries to learn from those of which a linear model is sure (<c>unlabelled=sure</c> of
    /// <see cref="Try"/>). Null for none; other recipes have no table of words, and are refused with such texts unless
    /// several are tried.</summary>
    public IReadOnlyList<string>? Unlabelled { get; init; }

    /// <summary>How much a text of a class counts in training, and in what is chosen on held-out texts, by the class's
    /// name, above 0; 1 for classes that are not listed, and for all when null. Only for one class of each text; see
    /// <see cref="OneClass.BalancedWeights"/>.</summary>
    public IReadOnlyDictionary<string, double>? ClassWeight { get; init; }

    /// <summary>The probability of the second of two classes above which it is the answer, from 0 to 1; that of every
    /// label, where several are learned and this is not ½, by which each label's own is chosen.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>What the threshold of two classes has to reach on the held-out texts, which choose it then in the
    /// place of
    /// <see cref="Threshold"/>; null for no goal.</summary>
    public ThresholdGoal? Goal { get; init; }

    /// <summary>What knows one's own layers when the classifier is written to a file; what Valence has itself unless
    /// said otherwise.</summary>
    public ClassifierTables Tables { get; init; } = ClassifierTables.Default;

    /// <summary>Whether the classifier's file holds the state of a network's optimizer, by which its model can be
    /// trained further as if it had never stopped; it takes twice the room of the weights.</summary>
    public bool KeepOptimizer { get; init; }

    /// <summary>Whether the classifier's file holds up to eight texts of at most 2,000 letters, held-out ones first,
    /// with their answers, which whoever opens the file has to get again; a program with other answers refuses
    /// it.</summary>
    public bool KeepExamples { get; init; } = true;

    /// <summary>Whether the classifier's file holds a number for each text of the training, by which an evaluation
    /// tells texts that were learned from, and a profile of their words, by which answers tell texts that are unlike
    /// them. Neither holds a text, but whoever has a text can find out whether it was learned from.</summary>
    public bool KeepFingerprints { get; init; } = true;

    /// <summary>Whether the classifier is made for a small file (<see cref="TextClassifier.Slim"/>); what that costs on
    /// held-out texts is printed.</summary>
    public bool Slim { get; init; }

    /// <summary>A file that holds the best classifier so far after each epoch, not yet calibrated, or null.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>What <see cref="LabelledText.Row"/> counts, for messages.</summary>
    internal string Counted { get; init; } = "row";

    /// <summary>What <see cref="TrainingRecord.Reading"/> will be.</summary>
    internal IReadOnlyList<string> Reading { get; init; } = [];

    /// <summary>Options of the command line that only it knows, each with a blank before.</summary>
    internal string MoreOptions { get; init; } = "";

    /// <summary>The same of recipes with a pre-trained encoder.</summary>
    internal string EncoderOptions { get; init; } = "";

    /// <summary>The most words in a row that are a feature of the linear model; what suits the texts when
    /// null.</summary>
    internal int? WordsInRow { get; init; }

    /// <summary>Whether networks of words begin with vectors that <see cref="Unlabelled"/> tell.</summary>
    internal bool LearnsVectors { get; init; } = true;

    /// <summary>Whether those of <see cref="Unlabelled"/> are learned from that a linear model is sure of.</summary>
    internal bool LearnsSure { get; init; }

    /// <summary>What tells the time of a search.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Is told of each trial of a search when it ends, and how many seconds it took.</summary>
    internal Action<TriedRecipe, double>? Tells { get; init; }

    /// <summary>Makes what watches the training of each network, of the recipe of this name.</summary>
    internal Func<string, Callback>? Watch { get; init; }

    /// <summary>Prints a line unless nothing is to be printed.</summary>
    internal void Say(string line)
    {
        if (Verbose != Verbosity.Silent) (Output ?? Console.Out).WriteLine(line);
    }
}
