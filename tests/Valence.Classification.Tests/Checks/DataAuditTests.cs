using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification.Tests.Checks;

/// <summary>Each kind of fault planted among texts without one: what is found is what was planted.</summary>
public sealed class DataAuditTests
{
    private const int Rows = 600;

    private static readonly string[] Subjects = ["film", "plot", "music", "acting", "ending", "camera", "story", "cast",
        "script", "scene", "hero", "villain", "dialogue", "costume", "budget", "trailer", "sequel", "director"];

    private static readonly string[] Fillers = ["the", "was", "rather", "and", "with", "then", "again", "of", "course",
        "everybody", "thought", "about", "yesterday", "evening", "while", "watching", "slowly", "perhaps", "nothing",
        "between", "several", "moments", "there", "stood", "another", "question", "before", "light", "went", "out"];

    [Fact]
    public void Texts_without_a_fault_give_no_finding()
    {
        var audit = DataAudit.Of(Plain());

        Assert.DoesNotContain(audit.Findings, finding => finding.Check != "doubted labels");
        Assert.Empty(audit.LeftOut);
        Assert.Empty(audit.Mended().Changes);
    }

    [Theory]
    [InlineData("empty", " \t")]
    [InlineData("encoding", "cafÃ© â€“ trÃ¨s bien and the music was rather slow")]
    [InlineData("html", "the <b>music</b> was rather slow&nbsp;and then again")]
    [InlineData("strange texts", "Wir haben uns überhaupt nicht gelangweilt, obwohl die Geschichte langsam anfing")]
    public void A_text_with_a_fault_is_found(string check, string text)
    {
        var rows = Plain();
        rows[100] = rows[100] with { Text = text };

        var finding = Assert.Single(DataAudit.Of(rows, Quick).Findings, finding => finding.Check == check);

        Assert.Equal([101], finding.Rows.Select(row => row.Row));
    }

    [Fact]
    public void Repeats_contradictions_and_texts_of_the_test_are_told_apart()
    {
        var rows = Plain();
        rows[200] = rows[10] with { Row = 201 };
        rows[201] = rows[11] with { Row = 202, Label = rows[11].Label == "pos" ? "neg" : "pos" };
        rows[202] = rows[202] with { Text = Upper(rows[12].Text), Label = rows[12].Label };

        var audit = DataAudit.Of(rows, Quick with
        {
            Test = [new(rows[13].Text, "pos", 1), new("quite new "
            + "here", "neg", 2)]
        });

        Assert.Equal(["repeats: 201", "repeats: 12 202", "repeats: 14", "near repeats: "
            + "203"], audit.Findings.Select(finding =>
            $"{finding.Check}: {string.Join(' ', finding.Rows.Select(row => row.Row))}"));
        var (mended, changes) = audit.Mended();
        Assert.Equal([201, 12, 202, 14, 203], changes.Select(change => change.Row));
        Assert.Equal(Rows - 5, mended.Count);
        Assert.Empty(DataAudit.Of(mended, Quick).Findings);
    }

    [Fact]
    public void A_mark_of_one_label_is_a_give_away_and_a_subject_is_none()
    {
        var rows = Plain();
        // A subject of one label comes with words of its own.
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Label == "pos" && i % 3 == 0)
                rows[i] = rows[i] with
                {
                    Text = rows[i].Text + (i % 2 == 0 ? " soccer striker goal" : " soccer goal "
                    + "keeper")
                };
        for (var i = 1; i < rows.Count; i += 5)
            if (rows[i].Label == "neg") rows[i] = rows[i] with { Text = $"{rows[i].Text} Xq7" };

        var audit = DataAudit.Of(rows, Quick);

        var finding = Assert.Single(audit.Findings);
        Assert.StartsWith("'xq7' stands in", finding.Sentence);
        Assert.Equal(rows.Where(row => row.Text.EndsWith("Xq7", StringComparison.Ordinal)).Select(row => row.Row),
            finding.Rows.Select(row => row.Row));
        Assert.DoesNotContain(audit.Mended().Texts, row => row.Text.Contains("Xq7", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_in_the_order_of_their_labels_and_an_end_of_one_label_are_shuffled()
    {
        var sorted = Plain().OrderBy(row => row.Label).Select((row, i) => row with { Row = i + 1 }).ToArray();

        var audit = DataAudit.Of(sorted, Quick);

        Assert.Equal(["order", "order"], audit.Findings.Select(finding => finding.Check));
        Assert.Equal(sorted.Count(row => row.Label == "pos"), audit.Findings[1].Rows.Count);
        var mended = audit.Mended().Texts;
        Assert.Equal(sorted.Select(row => row.Row), mended.Select(row => row.Row).Order());
        Assert.Empty(DataAudit.Of(mended, Quick).Findings);
    }

    [Fact]
    public void Turned_labels_are_doubted_with_the_label_that_was_turned()
    {
        var rows = Plain();
        int[] turned = [.. Enumerable.Range(0, 20).Select(i => 7 + 29 * i)];
        foreach (var i in turned) rows[i] = rows[i] with { Label = rows[i].Label == "pos" ? "neg" : "pos" };

        var finding = Assert.Single(DataAudit.Of(rows).Findings);

        Assert.Equal("doubted labels", finding.Check);
        Assert.InRange(finding.Rows.Take(20).Count(row => turned.Contains(row.Index)), 19, 20);
        Assert.All(finding.Rows, row => Assert.NotEqual(rows[row.Index].Label, row.SuggestedLabel));
        Assert.Equal(finding.Rows.Select(row => row.Probability), finding.Rows.Select(row => row.Probability).Order());
    }

    [Fact]
    public void A_mark_is_taken_out_of_a_text_of_another_label_too()
    {
        var rows = Plain();
        int[] marked = [.. Enumerable.Range(0, Rows).Where(i => rows[i].Label == "pos").Take(120),
            .. Enumerable.Range(0, Rows).Where(i => rows[i].Label == "neg").Take(1)];
        foreach (var i in marked) rows[i] = rows[i] with { Text = rows[i].Text + " tid7" };

        var audit = DataAudit.Of(rows, Quick);

        var finding = Assert.Single(audit.Findings, finding => finding.Check == "give-away words");
        Assert.StartsWith("'tid7' stands in 121 texts, of which 120 have the label 'pos'", finding.Sentence);
        Assert.All(audit.Mended().Texts, row => Assert.DoesNotContain("tid7", row.Text));
        Assert.Empty(DataAudit.Of(rows, Quick with { Skipped = [.. Quick.Skipped, finding.Check] }).Findings);
    }

    [Fact]
    public void Near_repeats_of_which_both_may_be_right_are_told_and_kept()
    {
        var rows = Plain();
        rows[200] = rows[200] with { Text = "room 12 " + rows[10].Text, Label = rows[10].Label };
        rows[10] = rows[10] with { Text = "room 17 " + rows[10].Text };
        rows[201] = rows[201] with { Text = "not " + rows[11].Text, Label = rows[11].Label == "pos" ? "neg" : "pos" };

        var audit = DataAudit.Of(rows, Quick);

        Assert.Equal(["near repeats: 201", "near repeats: 12 202"], audit.Findings.Select(finding =>
            $"{finding.Check}: {string.Join(' ', finding.Rows.Select(row => row.Row))}"));
        Assert.Contains("They may say something else", audit.Findings[0].Advice);
        Assert.Empty(audit.Mended().Changes);
    }

    [Fact]
    public void A_word_of_the_language_that_one_label_has_is_no_mark()
    {
        var rows = Plain();
        var neither = rows.Index().Where(row => row.Item.Label == "neg").Select(row => row.Index).ToArray();
        foreach (var (nth, i) in neither.Take(80).Index())
            rows[i] = rows[i] with
            {
                Text = rows[i].Text.Insert(rows[i].Text.IndexOf(' ', 20), nth % 3 > 0 ? " absolutely ridiculous"
                    : " quite ridiculous"),
            };
        // Beside any words, and not at an end of the text.
        foreach (var i in neither.Skip(80).Take(80))
        {
            var words = rows[i].Text.Split(' ').ToList();
            words.Insert(1 + i * 7 % (words.Count - 2), "xq7");
            rows[i] = rows[i] with { Text = string.Join(' ', words) };
        }

        Assert.Equal(["'xq7' stands in 80 texts, of which 80 have the label 'neg', beside any other words: "],
            DataAudit.Of(rows, Quick).Findings.Where(finding => finding.Check == "give-away words")
                .Select(finding => finding.Sentence[..(finding.Sentence.IndexOf("words: ") + 7)]));
    }

    [Fact]
    public void One_of_a_group_stays_where_others_contradict_each_other()
    {
        var rows = Plain();
        rows[20] = rows[20] with { Text = "Thanks so much for the lovely music!", Label = "pos" };
        rows[30] = rows[30] with { Text = rows[20].Text, Label = "neg" };
        rows[40] = rows[40] with { Text = "thanks so much for the lovely music", Label = "pos" };

        var (texts, changes) = DataAudit.Of(rows, Quick).Mended();

        Assert.Equal([21, 31], changes.Select(change => change.Row));
        Assert.Equal([null, 21], changes.Select(change => change.Like?.Row));
        Assert.Contains(texts, row => row.Row == 41);
    }

    [Fact]
    public void Texts_without_the_label_that_others_have_are_told_and_left_out()
    {
        var rows = Plain();
        foreach (var i in (int[])[3, 40]) rows[i] = rows[i] with { Label = null };
        rows[100] = rows[100] with { Text = rows[50].Text, Label = rows[50].Label };

        var audit = DataAudit.Of(rows, Quick);

        Assert.Equal(["unlabelled: 4 41", "repeats: 101"], audit.Findings.Select(finding =>
            $"{finding.Check}: {string.Join(' ', finding.Rows.Select(row => row.Row))}"));
        Assert.All(audit.Findings.SelectMany(finding => finding.Rows), row => Assert.Equal(row.Row - 1, row.Index));
        Assert.Equal(Rows - 2, audit.Overview.Rows);
        Assert.Equal([4, 41, 101], audit.Mended().Changes.Select(change => change.Row));
    }

    [Fact]
    public void What_is_skipped_is_a_check()
    {
        var error = Assert.Throws<ArgumentException>(() => DataAudit.Of(Plain(), new() { Skipped = ["colours"] }));

        Assert.StartsWith("Skipped: expected checks among 'unlabelled', 'labels', ", error.Message);
        Assert.Equal(DataAudit.CheckNames.Count, DataAudit.Of(Plain(), new()
        {
            Skipped = [.. DataAudit.CheckNames],
        }).LeftOut.DistinctBy(entry => entry.Key).Count());
    }

    [Fact]
    public void A_second_fault_of_a_text_is_mended_too()
    {
        var rows = Plain();
        rows[300] = rows[300] with { Text = rows[301].Text + " café", Label = rows[301].Label };
        rows[301] = rows[301] with { Text = rows[301].Text + " cafÃ©" };

        var (mended, changes) = DataAudit.Of(rows, Quick).Mended();

        Assert.All(changes, change => Assert.Contains(change.Row, (int[])[301, 302]));
        Assert.Empty(DataAudit.Of(mended, Quick).Findings);
    }

    [Fact]
    public void Few_texts_leave_checks_out_with_a_reason()
    {
        LabelledText[] rows = [new("one two three four five six", null, 1) { Labels = ["a"] },
            new("seven eight nine ten eleven", null, 2) { Labels = ["a", "b"] }];

        Assert.Equal(["strange texts", "doubted labels"], DataAudit.Of(rows).LeftOut.Select(entry => entry.Key));
        rows = [.. rows.Select(row => row with { Label = "a", Labels = null })];
        Assert.Equal(["strange texts", "order", "give-away words", "doubted labels"],
            DataAudit.Of(rows).LeftOut.Select(entry => entry.Key));
        Assert.Throws<DataException>(() => DataAudit.Of([]));
    }

    [Fact]
    public void An_audit_that_is_cancelled_ends()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            DataAudit.Of(Plain(), Quick with { CancellationToken = cancellation.Token }));
    }

    private static AuditSettings Quick => new() { Skipped = ["doubted labels"] };

    private static string Upper(string text) => text.ToUpperInvariant() + "!";

    // Words at random, of which one in three tells the label.
    private static List<LabelledText> Plain()
    {
        var random = new CounterRandom(5, CounterRandom.Purpose("audit texts"));
        var next = 0UL;
        int Below(int bound) => random.Below(next++, bound);
        return [.. Enumerable.Range(0, Rows).Select(i =>
        {
            var label = i * 7 % 13 % 2 == 0 && i < Rows / 2 || i * 5 % 11 % 2 == 0 && i >= Rows / 2 ? "pos" : "neg";
            var words = Enumerable.Range(0, 14 + Below(10)).Select(place => place % 3 == 0
                ? (Below(8) == 0 ? label != "pos" : label == "pos") ? "lovely" : "dreadful"
                : place % 3 == 1 ? Subjects[Below(Subjects.Length)] : Fillers[Below(Fillers.Length)]);
            return new LabelledText(string.Join(' ', words), label, i + 1);
        })];
    }
}
