namespace Valence.Classification;

/// <summary>What a network answers to texts: one that is longer than the network takes is read in windows, and the
/// mean of their scores is the text's.</summary>
/// <param name="Outputs">The outputs, <c>[texts, outputs]</c>, row after row.</param>
/// <param name="Windows">The windows of each text.</param>
/// <param name="IsReadable">Whether each text has anything that the network knows.</param>
internal sealed record ReadTexts(float[] Outputs, TextWindows[] Windows, bool[] IsReadable)
{
    // Texts may differ in length, and those at once are all as long as the longest.
    private const int TextsAtOnce = 256, WindowsAtOnce = 1024;

    /// <summary>Asks for texts; each has the same bits alone and among others.</summary>
    /// <exception cref="DataException">The weights are so large that the network's answer is not a number.</exception>
    public static ReadTexts Of(TextClassifier classifier, IReadOnlyList<string> texts,
        CancellationToken cancellation = default)
    {
        var encoder = classifier.Encoder;
        var read = new ReadTexts(new float[texts.Count * classifier.Task.Outputs], new TextWindows[texts.Count],
            new bool[texts.Count]);
        var atOnce = encoder.Length is null ? TextsAtOnce : WindowsAtOnce;
        var rows = new List<int[]>();
        for (int i = 0, first = 0; i < texts.Count; i++)
        {
            var (ids, windows) = encoder.Read(texts[i]);
            read.Windows[i] = windows;
            read.IsReadable[i] = !encoder.IsEmpty(ids);
            for (var window = 0; window < windows.Count; window++) rows.Add(ids[windows[window]]);
            if (rows.Count < atOnce && i + 1 < texts.Count) continue;
            cancellation.ThrowIfCancellationRequested();
            read.Ask(classifier, rows, first, i + 1);
            rows.Clear();
            first = i + 1;
        }
        return read;
    }

    private void Ask(TextClassifier classifier, List<int[]> rows, int first, int end)
    {
        var width = classifier.Task.Outputs;
        var outputs = classifier.Outputs(classifier.Encoder.Padded([.. rows])).AsSpan();
        for (var i = first; i < end; i++)
        {
            var of = outputs[..(Windows[i].Count * width)];
            classifier.Task.Joined(of, Outputs.AsSpan(i * width, width));
            outputs = outputs[of.Length..];
        }
    }
}
