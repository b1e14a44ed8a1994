using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Callbacks;
using Valence.Classification;
using Valence.Language;
using Valence.Pretrained;
using Valence.Text;
using Valence.Training;

namespace Valence.Cli;

/// <summary><c>valence train FILE --model OUT</c></summary>
internal static class TrainCommand
{
    private const string Details = """
        The file holds cleaning, vocabulary, network, classes and threshold, and knows the texts of its training again.
        A text may have several labels, or none: in one column with --label-separator between them, in a column of 1 and
        0 for each (--label-columns), or as an array of JSON or the labels of a line of fastText with --task labels. The
        threshold of each is chosen on texts that are held out, where at least ten have the label and ten have not.
        --report writes one page that asks nothing of any place: what 'valence evaluate --report' says, and learning
        curves, what was tried, what fewer texts would have given, and checks of the texts.
        """;

    private const string Pretrained = $"{Recipes.PretrainedName} or {Recipes.EmbeddingsName}";

    // A number of milliseconds that a clock can hold.
    private const double MostMinutes = 1e6;

    private static readonly string Whole =
        string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {int.MaxValue}");

    public static Command Create(CommandConsole console)
    {
        var others = OtherTask.All();
        var file = new Argument<string>("FILE")
        {
            Description = "Texts with labels, or - for standard input: CSV, TSV, JSON (lines or an "
            + "array), fastText's lines, a label and a text a line (plain or gzipped), or a folder "
            + "with a folder of texts for each class."
        };
        var model = new Option<string>("--model")
        {
            Description = "The .valence file to write, also after each "
            + "epoch that is better than those before; a file that is there is replaced.",
            HelpName = "FILE",
            Required = true
        };
        var recipe = new Option<string?>("--recipe")
        {
            Description = $"The network: {string.Join(", ", Recipes.All.Select(r => r.Name))}, or "
                + $"{Pretrained} with --encoder (default: the best of several on texts that are held out).",
            HelpName = "NAME"
        };
        var encoder = new Option<string?>("--encoder")
        {
            Description = $"For --recipe {Pretrained}, or more than 2 --minutes that try both: a folder of a "
                + "pre-trained encoder in Hugging Face's form, with config.json, model.safetensors and a tokenizer. It "
                + "is not needed to use the model.",
            HelpName = "FOLDER"
        };
        var lora = NumberOption.Create<int>("--lora", $"For the recipe {Recipes.PretrainedName}: the rank of low-rank "
            + "additions (LoRA) to the projections of attention, which are trained in the place of the encoder, by "
            + "steps of 0.0005; they are part of the matrices in the model.", count => count >= 1, Whole, "none");
        var freeze = NumberOption.Create<int>("--freeze", $"For the recipe {Recipes.PretrainedName}: how many blocks "
            + "of the encoder, from the first on, stay as they are, and what is before them.", count => count >= 0,
            "a whole number from 0", "none");
        var descriptions = DescriptionsOption.Create();
        var task = new Option<string?>("--task")
        {
            Description = "What is learned: class (one of each text), labels (any number of each text) or number (such "
                + "as stars; labels are numbers). Labels where --label-separator or --label-columns is given, else "
                + $"class. Also {string.Join(", ", others.Select(other => other.Name))}, each with a page of its own: "
                + "'valence help NAME'.",
            HelpName = "NAME"
        };
        var from = FromOption.Create();
        var minutes = NumberOption.Create<double>("--minutes",
            "How long is searched where no --recipe is given, or with --try; in more than 2 (3) minutes other recipes "
                + "and settings are tried too.",
            value => value > 0 && value <= MostMinutes, "a number above 0, up to 1000000",
            "2, or 3 for more than 20000 texts, or as long as --try takes");
        var tries = SearchOptions.CreateTry();
        var folds = SearchOptions.CreateFolds();
        var defaults = new TrainingSettings();
        var split = new Option<string>("--split")
        {
            Description = "What a word is: whitespace (what stands between blanks and punctuation) or character (every "
                + "character, for Chinese, Japanese, Thai and other scripts without blanks).",
            HelpName = "NAME",
            DefaultValueFactory = _ => "whitespace"
        };
        var epochs = NumberOption.Create<int>("--epochs", "Passes over the texts.", count => count >= 1,
            Whole, "the recipe's own number, or more where there are few texts, or 30 with --patience,");
        var patience = NumberOption.Create<int>("--patience", "Epochs without a better one after which training ends.",
            count => count >= 1, Whole, "as many as there are");
        var batchSize = NumberOption.Create<int>("--batch-size", "Texts in a step.", count => count >= 1,
            Whole, "the recipe's own number, or fewer where there are few texts,");
        var learningRate = NumberOption.Create<float>("--learning-rate", "The size of Adam's steps.",
            value => value is > 0 and <= 1, "a number above 0, from 1E-45 to 1", "0.001");
        var validation = NumberOption.Create<float>("--validation-split",
            "The part of the texts, of each class alike, that chooses the best epoch.", value =>
                value is >= 0 and < 1, "a number from 0 to below 1", Number(defaults.ValidationSplit));
        var unlabelled = new Option<string?>("--unlabelled")
        {
            Description = "Texts without labels, such as many more of the same kind, one a line or as their file is "
                + "made: networks of words begin with vectors of words that are learned from these and those of FILE; "
                + "none when not given.",
            HelpName = "FILE",
        };
        var validationData = new Option<string?>("--validation-data")
        {
            Description = "Texts with labels that choose the best epoch in the place of --validation-split, read as "
                + "FILE is; none when not given.",
            HelpName = "FILE",
        };
        var testSplit = NumberOption.Create<float>("--test-split", "The part of the texts, of each class alike and "
            + "equal texts together, that is kept from training and judges the model after it as 'valence evaluate' "
            + "does.",
            value => value is > 0 and < 1, "a number between 0 and 1", "none");
        var classWeights = ClassWeightOption.Create();
        var cleaning = new Option<string>("--cleaning")
        {
            Description = "What is done to texts before a network reads them: reviews (HTML becomes text), tweets (web "
                + "addresses, mentions of users and RT are left out too) or none. The linear model reads texts as they "
                + "are.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "reviews",
        };
        var threshold = NumberOption.Create<float>("--threshold",
            "Of two classes: the probability of the second above which it is the answer. Of several labels: that of "
                + "every label, unless it is 0.5, by which each label's own is chosen.", value =>
                value is >= 0 and <= 1, "a number from 0 to 1", Number(defaults.Threshold));
        var goal = new Option<string?>("--goal")
        {
            Description = "What the threshold of two classes has to reach on held-out texts, which choose it: recall "
                + "or precision of a class, such as \"recall(negative)>=0.9\". What that costs is said.",
            HelpName = "GOAL",
        };
        var report = new Option<string?>("--report")
        {
            Description = "A page about the training to write: .html or .md (Markdown) for people, .json for programs. "
                + "It judges on the texts of --test-split, or on those held out.",
            HelpName = "FILE",
        };
        var cost = CostOption.Create();
        var force = new Option<bool>("--force") { Description = "With --report: replace the page if it is there." };
        var seed = NumberOption.Create<ulong>("--seed", "Decides split, initial weights, shuffling and dropout.",
            _ => true, string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {ulong.MaxValue}"),
            Number(defaults.Seed));
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on with the same training where it broke off: its state after each epoch, and every two "
                + "minutes of a long one, is in a .backup file beside the model until the model is written. Of --try "
                + "and more than 2 --minutes it is a .search file, after each trial."
        };
        var keepOptimizer = new Option<bool>("--keep-optimizer")
        {
            Description = "Keep Adam's state in the file, for programs that train the network further; it takes twice "
                + "the room of the weights. Left out when not given.",
        };
        var slim = new Option<bool>("--slim")
        {
            Description = "Make a small file: weights of 16 bits, no counts of words. What it costs on held-out texts "
                + "is said.",
        };
        var noExamples = new Option<bool>("--no-examples")
        {
            Description = "Keep no text of FILE in the model; otherwise up to eight with their answers, which whoever "
                + "opens the model has to get again.",
        };
        var noFingerprints = new Option<bool>(TaskCall.NoFingerprints)
        {
            Description = "Keep neither numbers nor a profile of the texts: the model then knows none of them again, "
                + "and does not tell texts that are unlike them.",
        };
        var quiet = new Option<bool>("--quiet")
        {
            Description = "Print warnings, errors and the last line alone.",
        };
        var shared = new SharedOptions();
        var command = new ExplainedCommand("train", "Learns from texts with labels and writes one model file.",
            Details,
            "valence train reviews.csv --model reviews.valence",
            "valence train export.csv --delimiter ';' --no-header --text-column 2 --label-column 5 --model "
                + "export.valence",
            "valence train reviews.csv --model reviews.valence --try \"recipe=cnn,lstm rate=.001,.003\"",
            "valence train tweets.csv --from reviews.valence --model tweets.valence")
        {
            file, model, task, recipe, encoder, lora, freeze, descriptions, from, minutes, tries, folds, split,
            cleaning, epochs, patience, batchSize, learningRate, validation, validationData, unlabelled, testSplit,
            classWeights, threshold, goal, report, cost, force, seed, resume, keepOptimizer, slim, noExamples,
            noFingerprints, quiet,
        };
        shared.AddTo(command, needsLabels: true);
        foreach (var option in others.SelectMany(other => other.TrainOptions)) command.Options.Add(option);
        SharedOptions.OneOf(recipe, [.. Recipes.All.Select(r => r.Name).Union([Recipes.PretrainedName,
            Recipes.EmbeddingsName, .. others.SelectMany(other => other.Recipes)])]);
        SharedOptions.OneOf(split, ["whitespace", "character"]);
        SharedOptions.OneOf(task, [TaskNames.OfClass, TaskNames.OfLabels, TaskNames.OfNumber,
            .. others.Select(other => other.Name)]);
        SharedOptions.OneOf(cleaning, [.. TextCleaning.Named.Keys]);

        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(model)!;
            var json = shared.Json(parsed);
            var isTerminal = !json && !Console.IsOutputRedirected && console.Output.Inner == Console.Out;
            var source = parsed.GetValue(file)!;
            if (SamePath.Are(source, path))
                throw new UsageException($"--model: '{path}' is the file to learn from. Give another name.");
            var earlierPath = parsed.GetValue(from);
            using var backend = shared.Backend(parsed);
            if (others.FirstOrDefault(one => one.Name == parsed.GetValue(task)) is { } learns)
            {
                var call = new TaskCall(parsed, shared, console, backend);
                call.RefuseOthers([.. learns.TrainUses, seed.Name, .. learns.TrainOptions.Select(option => option.Name),
                    .. learns.Recipes.Count > 0 ? [recipe.Name] : (string[])[],
                    .. learns.LearnsFromTexts ? shared.Texts.OptionsOfTexts.Select(option => option.Name) : []],
                    learns.Name);
                if (parsed.GetValue(recipe) is { } kind && !learns.Recipes.Contains(kind))
                    throw new UsageException($"--recipe: --task {learns.Name} has {string.Join(", ", learns.Recipes)}, "
                        + $"received {kind}.");
                learns.Train(call, source, path);
                return 0;
            }
            OtherTask.RefuseOptions(others, one => one.TrainOptions, parsed);
            if (parsed.GetValue(recipe) is { } ofTask && Recipes.All.All(known => known.Name != ofTask)
                && ofTask is not (Recipes.PretrainedName or Recipes.EmbeddingsName))
                throw new UsageException($"--recipe {ofTask} belongs to --task "
                    + $"{others.First(one => one.Recipes.Contains(ofTask)).Name}. Give that too, or another recipe.");
            var earlier = earlierPath is null ? null : FromOption.Open(earlierPath, path, source,
                shared.Opening(parsed, backend), console);
            if (earlier is not null)
                FromOption.RefuseOthers(earlier, earlierPath!, parsed, recipe, task,
                    [split, cleaning, minutes, tries, folds]);
            var name = parsed.GetValue(recipe) ?? earlier?.Recipe;
            var pretrained = parsed.GetValue(encoder);
            var grid = SearchOptions.Grid(parsed.GetValue(tries));
            // More than the two minutes, of which only the texts tell whether they are three.
            var isSearch = grid is not null || name is null
                && parsed.GetValue(minutes) > TrialSearch.DefaultMinutes(0);
            SearchOptions.RequireEncoder(grid, pretrained);
            var searchesEncoder = pretrained is not null && name is null && (grid is null ? isSearch
                : grid.Names(Recipes.PretrainedName) || grid.Names(Recipes.EmbeddingsName));
            if (!searchesEncoder
                && pretrained is null != (name is not (Recipes.PretrainedName or Recipes.EmbeddingsName)))
                throw new UsageException(pretrained is null
                    ? $"--recipe {name} needs the folder of a pre-trained encoder. Give --encoder FOLDER."
                    : $"--encoder belongs to --recipe {Pretrained}. Give that too, or leave --encoder out.");
            string?[] ofEncoder = !searchesEncoder ? [name]
                : grid is null ? [Recipes.PretrainedName, Recipes.EmbeddingsName]
                : [.. ((string[])[Recipes.PretrainedName, Recipes.EmbeddingsName]).Where(grid.Names)];
            if (!ofEncoder.Contains(Recipes.PretrainedName) && ((Option[])[lora, freeze]).FirstOrDefault(option =>
                parsed.GetResult(option) is { Implicit: false }) is { } ofEncoders)
                throw new UsageException($"{ofEncoders.Name} belongs to --recipe {Recipes.PretrainedName}. Give that "
                    + $"and --encoder FOLDER, or leave {ofEncoders.Name} out.");
            if (parsed.GetValue(lora) is not null && parsed.GetValue(keepOptimizer))
                throw new UsageException("--keep-optimizer keeps Adam's state of the weights, and --lora trains "
                    + "additions to them. Leave one of the two out.");
            var described = DescriptionsOption.Of(parsed.GetValue(descriptions), ofEncoder);
            if (parsed.GetValue(folds) is not null && !isSearch)
                throw new UsageException("--folds judges what a search tries. Give --try or more than 2 --minutes, or "
                    + "leave --folds out.");
            var chosen = name is null ? null : pretrained is null ? Recipes.Find(name)
                : name == Recipes.PretrainedName ? Recipes.Pretrained(pretrained, loraRank: parsed.GetValue(lora),
                    frozenBlocks: parsed.GetValue(freeze))
                : Embeddings();
            if (chosen is { SplitsItself: true } && ((Option[])[split, cleaning]).FirstOrDefault(option =>
                parsed.GetResult(option) is { Implicit: false }) is { } ofWords)
                throw new UsageException($"{ofWords.Name} belongs to recipes of words, and {name} splits texts its own "
                    + $"way. Leave {ofWords.Name} out.");
            var takesSteps = grid is null && chosen is { IsFittedExactly: false };
            if (!takesSteps && grid is null)
            {
                List<Option> ofNetworks = [epochs, patience, batchSize, learningRate, .. isSearch ? (Option[])[]
                    : [resume]];
                if (name is not null) ofNetworks.AddRange([split, cleaning, keepOptimizer]);
                if (ofNetworks.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
                    throw new UsageException($"{given.Name} belongs to the training of one network. " + (earlier is null
                        ? chosen is not null && chosen != Recipes.Linear
                            ? $"The recipe {name} is fitted exactly: leave {given.Name} out."
                            : $"Give its --recipe ({string.Join(", ", Recipes.All.Skip(1).Select(r => r.Name))}), or "
                                + $"leave {given.Name} out."
                        : $"'{earlierPath}' is a linear model: leave {given.Name} out."));
            }
            if (parsed.GetValue(slim) && parsed.GetValue(keepOptimizer))
                throw new UsageException("--slim leaves out the optimizer's state, which --keep-optimizer keeps. Leave "
                    + "one of the two out.");
            if (name is not null && grid is null && parsed.GetResult(minutes) is { Implicit: false })
                throw new UsageException("--minutes bounds the networks that are tried where no --recipe is given. "
                    + "Leave one of the two out, or say with --try what of the recipe to try.");
            var asked = parsed.GetValue(task) ?? (earlier is null ? null : TaskNames.Of(earlier.Task));
            if (shared.Texts.ReadsSets(parsed) && asked is TaskNames.OfClass or TaskNames.OfNumber)
                throw new UsageException($"--task {asked}: --label-separator and --label-columns read several labels "
                    + "of a text. Leave one of the two out.");
            if (asked == TaskNames.OfNumber && parsed.GetResult(threshold) is { Implicit: false })
                throw new UsageException("--threshold: a number is the answer, and nothing is above it or below. Leave "
                    + "--threshold out.");
            if (parsed.GetValue(classWeights) is not null
                && (asked is TaskNames.OfLabels or TaskNames.OfNumber || shared.Texts.ReadsSets(parsed)))
                throw new UsageException("--class-weights belongs to one class of each text. Leave it out.");
            if (parsed.GetValue(goal) is not null && parsed.GetResult(threshold) is { Implicit: false })
                throw new UsageException("--goal and --threshold both say where the line is drawn. Leave one of the "
                    + "two out.");
            if (parsed.GetValue(goal) is not null
                && (asked is TaskNames.OfLabels or TaskNames.OfNumber || shared.Texts.ReadsSets(parsed)))
                throw new UsageException("--goal belongs to one class of each text. Leave it out.");
            var heldOut = parsed.GetValue(validationData);
            if (heldOut is not null && parsed.GetResult(validation) is { Implicit: false })
                throw new UsageException("--validation-split and --validation-data both say which texts choose the "
                    + "epoch. Leave one of the two out.");
            if (heldOut is not null && parsed.GetValue(folds) is not null)
                throw new UsageException("--folds and --validation-data both say which texts judge. Leave one of the "
                    + "two out.");
            if (heldOut is not null && heldOut == source)
                throw new UsageException($"--validation-data: '{source}' is the file to learn from. Give other texts, "
                    + "or --validation-split.");
            var target = ReportFile.Of(parsed.GetValue(report), by: null, parsed.GetValue(force), path, source,
                heldOut ?? "", earlierPath ?? "");
            var costs = CostOption.Of(parsed.GetValue(cost), target is not null);
            var page = target is null ? null : new TrainingPage(target, costs);
            if (page is not null && parsed.GetValue(testSplit) is null && heldOut is null
                && parsed.GetValue(validation) == 0)
                throw new UsageException("--report judges on texts that were not learned from. Give --test-split, or "
                    + "leave --validation-split 0 out.");
            // A model that cannot be written is better known before the training than after it.
            var replaces = TargetFile.ReplacesModel(path, "--model");
            var backup = path + (isSearch ? ".search" : ".backup");
            var resumes = parsed.GetValue(resume);
            if (takesSteps) TaskCall.PrepareBackup(backup, resumes, console);
            else if (isSearch) TaskCall.PrepareBackup(backup, resumes, console, SearchState.Is);
            if (SealedFormats.All.ForPath(path) is { } other and not ClassifierFormat)
                throw new UsageException("--model: expected a name such as "
                    + $"{Path.GetFileNameWithoutExtension(path)}.valence, '{path}' names another form of file "
                        + $"({other.Name}). Train to a .valence file, then convert it.");
            var isQuiet = parsed.GetValue(quiet);
            var (read, counted) = Texts("FILE", source);
            using var kept = read;
            IReadOnlyList<LabelledText> texts = read;
            var checks = DataChecks.Of(texts) with { Counted = counted, AreNumbers = asked == TaskNames.OfNumber };
            if (!json && !isQuiet) console.Output.WriteLine(checks);
            var words = parsed.GetValue(split) == "character" ? TextSplit.Character : TextSplit.Whitespace;
            var readWords = earlier?.Encoder is WordEncoder { Tokenizer.CharLevel: true } ? TextSplit.Character : words;
            foreach (var doubt in checks.Doubts(readWords)) console.Warn($"{source}: {doubt}");
            using var validates = heldOut is null ? null : Texts("--validation-data", heldOut).Rows;
            if (validates is not null && Shared(texts, validates) is > 0 and var shares)
                console.Warn(string.Create(CultureInfo.InvariantCulture, $"{heldOut}: {shares} of {validates.Count} "
                    + $"texts are in {source} too: figures on them promise too much."));
            var more = parsed.GetValue(unlabelled) is { } extra ? SearchOptions.Unlabelled(extra, source,
                file => shared.Texts.ReadUnlabelled(file, parsed, console, haveColumns: true)) : null;
            if (more is not null && (chosen is { ReadsWords: false } && grid is null || earlier is not null))
                throw new UsageException("--unlabelled lets networks of words begin with vectors of words, and "
                    + (earlier is not null ? "the model of --from has its own" : $"--recipe {name} has none")
                    + ". Leave it out.");
            var reading = shared.Texts.Given(parsed);
            var (epochsDone, trialsDone) = (0, 0);
            var before = File.GetLastWriteTimeUtc(path);
            var settings = new TrainingSettings
            {
                Recipe = chosen,
                From = earlier,
                Task = earlier is not null ? null : asked switch
                {
                    TaskNames.OfClass => OneClass.Fit,
                    TaskNames.OfLabels => SeveralLabels.Fit,
                    TaskNames.OfNumber => OneNumber.Fit,
                    _ => null,
                },
                Minutes = parsed.GetValue(minutes),
                Try = grid,
                Folds = parsed.GetValue(folds),
                MoreRecipes = searchesEncoder ? [Embeddings(), Recipes.Pretrained(pretrained!,
                    loraRank: parsed.GetValue(lora), frozenBlocks: parsed.GetValue(freeze))] : [],
                Epochs = parsed.GetValue(epochs),
                Patience = parsed.GetValue(patience),
                BatchSize = parsed.GetValue(batchSize),
                Split = words,
                Cleaning = TextCleaning.Named[parsed.GetValue(cleaning)!],
                ValidationData = validates,
                Unlabelled = more,
                KeepOptimizer = parsed.GetValue(keepOptimizer),
                Slim = parsed.GetValue(slim),
                KeepExamples = !parsed.GetValue(noExamples),
                KeepFingerprints = !parsed.GetValue(noFingerprints),
                LearningRate = parsed.GetValue(learningRate),
                ValidationSplit = parsed.GetValue(validation) ?? defaults.ValidationSplit,
                Threshold = parsed.GetValue(threshold) ?? defaults.Threshold,
                Goal = Goal(parsed.GetValue(goal)),
                Seed = parsed.GetValue(seed) ?? defaults.Seed,
                Backend = backend,
                Output = isTerminal ? console.Output.Inner : json ? console.Error : console.Output,
                Verbose = isQuiet ? Verbosity.Silent : isTerminal ? Verbosity.Bar : Verbosity.Lines,
                Callbacks = takesSteps ? [new LambdaCallback { EpochEnd = (_, _) => epochsDone++ }] : [],
                CheckpointPath = path,
                BackupPath = takesSteps || isSearch ? backup : null,
                Resume = resumes,
                CancellationToken = console.Cancellation,
                Counted = counted,
                Reading = reading,
                EncoderOptions = pretrained is null ? "" : $" --encoder {ShellWord.Of(pretrained)}",
                MoreOptions = string.Concat(reading.Select(word => $" {ShellWord.Of(word)}"))
                    + (earlierPath is null ? "" : $" --from {ShellWord.Of(earlierPath)}")
                    + (heldOut is null ? "" : $" --validation-data {ShellWord.Of(heldOut)}")
                    + (parsed.GetValue(unlabelled) is { } beside ? $" --unlabelled {ShellWord.Of(beside)}" : "")
                    + (parsed.GetValue(testSplit) is { } share ? $" --test-split {Number(share)}" : ""),
                Watch = json && !isQuiet ? of => TrainingOutput.Epochs(of, console) : null,
                Tells = (tried, seconds) =>
                {
                    if (tried.LeftOut is null) trialsDone++;
                    if (json && !isQuiet) console.WriteJson(SearchOptions.Json(tried, seconds));
                },
            };
            if (isSearch) SearchOptions.Check(settings, texts.Count);
            IReadOnlyList<LabelledText> test = [];
            if (parsed.GetValue(testSplit) is { } part) (texts, test) = ForTest(part);
            if (page is not null && test.Count == 0 && validates is null && !takesSteps && earlier is null
                && (int)(texts.Count * settings.ValidationSplit) is < LinearTraining.ProvesNothing and var few)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--report: of {texts.Count} "
                    + $"texts {few} are held out, which judge nothing. Give --test-split, or a larger "
                    + $"--validation-split, or leave --report out."));
            page?.Check(UsageException.InFile(source, () => ClassifierTraining.TaskOf(texts, settings)));
            if (replaces && !resumes)
                console.Warn($"{path} is there already; this training replaces it, from its first complete epoch on.");
            settings = settings with { ClassWeight = ClassWeightOption.Of(parsed.GetValue(classWeights), texts) };
            var isWritten = false;
            try
            {
                if (!json && !isQuiet && DataAudit.AtAGlance(texts, new() { CancellationToken = console.Cancellation })
                    is { } glance) console.Say($"{glance} 'valence check {ShellWord.Of(source)}' says more.");
                var classifier = UsageException.InFile(source, () => TextClassifier.Train(texts, settings));
                classifier.Save(path);
                isWritten = true;
                if (settings.BackupPath is { } state) File.Delete(state);
                console.Cancellation.ThrowIfCancellationRequested();
                page?.Write(classifier, path, texts, settings, test);
                if (!json && !isQuiet && classifier.History is { } history)
                    foreach (var line in TrainingCurves.Of(history, classifier.Training.KeptEpoch, isTerminal))
                        console.Say(line);
                TrainingOutput.Write(classifier, path, texts.Count, test.Count == 0 ? null
                    : (test.Count, page?.Figures
                        ?? Figures.Of(classifier, test, counted, console.Cancellation)), json, isQuiet, console, page);
                if (page?.Failure is { } failure) throw failure;
                if (earlier is not null && !json && !isQuiet)
                    console.Say("What changes on texts like the earlier ones: valence compare "
                        + $"{ShellWord.Of(earlierPath!)} {ShellWord.Of(path)} --data FILE");
                return 0;
            }
            catch (OperationCanceledException stop)
            {
                throw new InterruptedException(isWritten ? $"Interrupted; '{path}' is written."
                    : isSearch ? SearchOptions.Interrupted(path, backup, trialsDone,
                        File.GetLastWriteTimeUtc(path) != before)
                    : settings.BackupPath is null
                    ? (File.GetLastWriteTimeUtc(path) != before
                    ? $"Interrupted; '{path}' holds the best of what was whole."
                    : $"Interrupted before anything was whole; '{path}' "
                        + $"{(replaces ? "is as it was" : "was not written")}.")
                    : epochsDone == 0
                    ? $"Interrupted before the first epoch was complete; '{path}' "
                        + $"{(replaces ? "is as it was" : "was not written")}."
                        + (File.Exists(backup) ? " --resume goes on within it." : "")
                    : string.Create(CultureInfo.InvariantCulture,
                        $"Interrupted; '{path}' holds the best of {epochsDone} completed "
                            + $"{(epochsDone == 1 ? "epoch" : "epochs")}. --resume goes on from there."), stop);
            }

            Recipe Embeddings() => Recipes.Embeddings(pretrained!, described) with
            {
                Options = described is null ? "" : $" --descriptions {ShellWord.Of(parsed.GetValue(descriptions)!)}",
            };

            (KeptTexts Rows, string Counted) Texts(string argument, string from)
            {
                if (GivenModel.Is(from))
                    throw new UsageException($"{argument}: expected texts with labels, '{from}' is a Valence "
                        + "classifier. Give the texts to learn from.");
                if (FileKind.OfModel(from) is { } kind)
                    throw new UsageException($"{argument}: expected texts with labels, '{from}' is {kind.Name}. "
                        + kind.Advice);
                if (parsed.GetValue(task) is null && GivenTexts.IsFile(from)
                    && others.FirstOrDefault(one => one.Recognizes(from)) is { } instead)
                    throw new UsageException($"{argument}: expected texts with labels, '{from}' looks like what "
                        + $"'--task {instead.Name}' learns from. Give that, or --task class if it is none of that.");
                return ReadingOptions.Numbered(from,
                    shared.Texts.Read(from, parsed, requireLabels: true, console, sets: asked == TaskNames.OfLabels));
            }

            (IReadOnlyList<LabelledText> Learned, IReadOnlyList<LabelledText> Test) ForTest(float part)
            {
                var (learned, kept) = UsageException.InFile(source, () => HeldOut.ForTest(texts,
                    ClassifierTraining.TaskOf(texts, settings), part, settings.Seed));
                if (kept.Count == 0)
                    throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--test-split: {part} of "
                        + $"{texts.Count} texts is none. Give a larger part, or leave --test-split out."));
                if (!json && !isQuiet)
                    console.Say(string.Create(CultureInfo.InvariantCulture, $"Kept for the test: {kept.Count} of "
                        + $"{texts.Count} rows."));
                return (learned, kept);
            }
        });
        return command;
    }

    private static ThresholdGoal? Goal(string? given)
    {
        try
        {
            return given is null ? null : ThresholdGoal.Parse(given);
        }
        catch (FormatException error)
        {
            throw new UsageException($"--goal: {error.Message}");
        }
    }

    private static string Number<T>(T value) where T : IFormattable =>
        value.ToString(null, CultureInfo.InvariantCulture);

    // Texts that two files share.
    private static int Shared(IReadOnlyList<LabelledText> texts, IReadOnlyList<LabelledText> others)
    {
        var known = others.Select(Print).ToHashSet();
        var found = texts.Select(Print).Where(known.Contains).ToHashSet();
        return others.Count(row => found.Contains(Print(row)));

        static ulong Print(LabelledText row) => Fingerprint64.Of(row.Text.Trim());
    }
}
