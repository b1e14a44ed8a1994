namespace Valence.Text;

/// <summary>The table of the steps a saved cleaning may name.</summary>
internal static class CleaningSteps
{
    private static readonly Dictionary<string, Func<StepFields, CleaningStep>> Makers = new(StringComparer.Ordinal)
    {
        [LowerCase.StepName] = _ => new LowerCase(),
        [RemoveHtmlTags.StepName] = fields =>
            new RemoveHtmlTags(fields.Text("replacement", " "), fields.Flag("any_brackets", false)),
        [DecodeHtmlEntities.StepName] = _ => new DecodeHtmlEntities(),
        [RemoveUrls.StepName] = fields => new RemoveUrls(fields.Text("replacement", " ")),
        [RemoveMentions.StepName] = fields => new RemoveMentions(fields.Text("replacement", " ")),
        [KeepLetters.StepName] = fields =>
            new KeepLetters(fields.Text("replacement", " "), fields.Flag("keep_white_space", false)),
        [KeepWordCharacters.StepName] = fields =>
            new KeepWordCharacters(fields.Text("replacement", ""), fields.Flag("wide_range", true)),
        [RemovePunctuation.StepName] = fields => new RemovePunctuation(fields.Text("replacement", "")),
        [RemoveRetweetMarks.StepName] = fields =>
            new RemoveRetweetMarks(fields.Flag("inside_words", false), fields.Text("replacement", "")),
        [DropStopWords.StepName] = fields => new DropStopWords(fields.Flag("ignore_case", true)),
        [CollapseWhiteSpace.StepName] = _ => new CollapseWhiteSpace(),
    };

    public static CleaningStep Read(StepFields fields) => Makers.TryGetValue(fields.Step, out var make)
        ? make(fields)
        : throw fields.Wrong($"one of {string.Join(", ", Makers.Keys)}", $"'{fields.Step}'");
}
