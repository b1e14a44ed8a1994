using Valence.Randomness;
using Valence.Text;

namespace Valence.Classification.Tests.Checks;

/// <summary>Each kind of fault planted among texts with sets of labels: what is found is what was planted.</summary>
public sealed class SetAuditTests
{
    private const int Rows = 600;

    private static readonly string[] Labels = ["comedy", "action", "romance"];

    // What tells each label.
    private static readonly string[][] Signs =
        [["funny", "hilarious", "jokes"], ["chase", "explosion", "stunt"], ["kiss", "wedding", "letters"]];

    private static readonly string[] Fillers = ["the", "was", "rather", "and", "with", "then", "again", "of", "course",
        "everybody", "thought", "about", "yesterday", "evening", "while", "watching", "slowly", "perhaps", "nothing",
        "between", "several", "moments", "there", "stood", "another", "question", "before", "light", "went", "out"];

    private static AuditSettings Quick => new() { Skipped = ["doubted labels"] };

    [Fact]
    public void Texts_without_a_fault_have_counts_and_no_finding_but_that_some_have_no_label()
    {
        var rows = Plain();
        var audit = DataAudit.Of(rows);

        var finding = Assert.Single(audit.Findings, finding => finding.Check != "doubted labels");
        Assert.Equal(rows.Where(row => row.Labels!.Count == 0).Select(row => row.Row),
            finding.Rows.Select(row => row.Row));
        Assert.Equal(Labels.Order(StringComparer.Ordinal).Select(label =>
            KeyValuePair.Create(label, rows.Count(row => row.Labels!.Contains(label)))), audit.Overview.Classes);
        Assert.Equal(rows.Count(row => row.Labels!.Count == 0), audit.Overview.WithoutLabels);
        Assert.Empty(audit.LeftOut);
        Assert.Empty(audit.Mended().Changes);
    }

    [Fact]
    public void Labels_that_look_equal_stand_together_or_are_of_all_texts_are_told()
    {
        var rows = Plain();
        for (var i = 0; i < rows.Count; i++)
        {
            List<string> labels = [.. rows[i].Labels!, "film"];
            if (labels.Contains("action")) labels.Add("thriller");
            if (i % 40 == 0 && labels.Remove("comedy")) labels.Add("Comedy");
            if (i % 40 == 1 && labels.Remove("romance")) labels.Add("romance\u200B");
            rows[i] = rows[i] with { Labels = labels };
        }

        var sentences = DataAudit.Of(rows).Findings.Where(finding => finding.Check == "labels")
            .Select(finding => finding.Sentence).ToArray();

        Assert.Contains(sentences, said => said.Contains("differ only in upper and lower case and are labels of their "
            + "own"));
        Assert.Contains(sentences, said => said.Contains("'romance⟨U+200B⟩'") && said.Contains("cannot be seen"));
        Assert.Contains("Every text has the label 'film': nothing tells it apart.", sentences);
        Assert.Contains(sentences, said => said.StartsWith("The labels 'action', 'thriller' always stand together"));
        Assert.Equal("some labels differ in nothing that can be seen", DataAudit.Of(rows).LeftOut
            .Single(entry => entry.Key == "doubted labels").Value);
    }

    [Fact]
    public void Repeats_with_other_sets_contradict_and_with_the_same_in_another_order_do_not()
    {
        var rows = Plain();
        var both = rows.FindIndex(row => row.Labels!.Count == 2);
        var (one, other) = (rows[both], rows[both + 30]);
        rows[400] = one with { Row = 401, Labels = [.. one.Labels!.Reverse()] };
        rows[401] = other with { Row = 402, Labels = [.. Labels.Except(other.Labels!)] };
        rows[402] = rows[402] with { Text = one.Text.ToUpperInvariant() + "!", Labels = one.Labels };

        var audit = DataAudit.Of(rows, Quick);

        var found = audit.Findings.Where(finding => finding.Check != "labels").Select(finding =>
            $"{finding.Check}: {string.Join(' ', finding.Rows.Select(row => row.Row))}");
        Assert.Equal(["repeats: 401", $"repeats: {other.Row} 402", "near repeats: 403"], found);
        Assert.Contains("with other labels", audit.Findings.Single(finding => finding.Rows.Any(row => row.Row == 402))
            .Sentence);
        var (mended, changes) = audit.Mended();
        Assert.Equal([401, other.Row, 402, 403], changes.Select(change => change.Row));
        Assert.Equal(Rows - 4, mended.Count);
        Assert.DoesNotContain(DataAudit.Of(mended, Quick).Findings, finding => finding.Check != "labels");
    }

    [Fact]
    public void A_mark_is_of_the_rarest_label_that_its_texts_have()
    {
        var rows = Plain();
        // All action films are films with stunts too, and the mark stands in the texts of action alone.
        for (var (i, marked) = (0, 0); i < rows.Count; i++)
        {
            if (rows[i].Labels!.Contains("romance") || rows[i].Labels!.Contains("action"))
                rows[i] = rows[i] with { Labels = [.. rows[i].Labels!, "drama"] };
            if (rows[i].Labels!.Contains("action") && ++marked % 3 == 0)
                rows[i] = rows[i] with { Text = $"{rows[i].Text} Xq7" };
        }

        var finding = Assert.Single(DataAudit.Of(rows, Quick).Findings, finding => finding.Check == "give-away words");

        Assert.StartsWith("'xq7' stands in", finding.Sentence);
        Assert.Contains("have the label 'action'", finding.Sentence);
        Assert.Equal(rows.Where(row => row.Text.EndsWith("Xq7", StringComparison.Ordinal)).Select(row => row.Row),
            finding.Rows.Select(row => row.Row));
        Assert.DoesNotContain(DataAudit.Of(rows, Quick).Mended().Texts, row => row.Text.Contains("Xq7",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_in_the_order_of_their_sets_are_told_and_shuffled()
    {
        var sorted = Plain().OrderBy(row => string.Join(' ', row.Labels!)).Select((row, i) => row with { Row = i + 1 })
            .ToArray();

        var audit = DataAudit.Of(sorted, Quick);

        var order = audit.Findings.Where(finding => finding.Check == "order").ToArray();
        Assert.Equal(2, order.Length);
        Assert.Contains("The labels change", order[0].Sentence);
        Assert.Contains("rows all have the label 'romance'.", order[1].Sentence);
        Assert.DoesNotContain(DataAudit.Of(audit.Mended().Texts, Quick).Findings, finding => finding.Check == "order");
    }

    [Fact]
    public void Labels_that_were_taken_away_and_added_are_doubted_with_the_set_that_was()
    {
        var rows = Plain();
        var truth = rows.Select(row => row.Labels!.ToArray()).ToArray();
        var turned = new Dictionary<int, (string Label, bool IsMissing)>();
        for (var i = 5; i < Rows; i += 29)
        {
            var label = Labels[i % 3];
            var isMissing = truth[i].Contains(label);
            rows[i] = rows[i] with
            {
                Labels = isMissing ? [.. truth[i].Except([label])] : [.. truth[i], label],
            };
            turned.Add(i, (label, isMissing));
        }

        var finding = Assert.Single(DataAudit.Of(rows).Findings, finding => finding.Check == "doubted labels");

        // The worst are those that were turned, each with its label, and the set is the true one.
        var worst = finding.Rows.Take(turned.Count).Where(row => turned.ContainsKey(row.Index)).ToArray();
        Assert.InRange(worst.Length, turned.Count - 4, turned.Count);
        Assert.All(worst, row => Assert.Contains(row.Doubts, doubt =>
            (doubt.Label, doubt.IsMissing) == turned[row.Index]));
        Assert.InRange(worst.Count(row => row.SuggestedLabels!.ToHashSet().SetEquals(truth[row.Index])),
            turned.Count - 6, turned.Count);
        Assert.Contains(worst, row => row.Doubts[0].IsMissing);
        Assert.Contains(worst, row => !row.Doubts[0].IsMissing);
        Assert.Equal(finding.Rows.Select(row => row.Probability), finding.Rows.Select(row => row.Probability).Order());
        Assert.All(finding.Rows, row => Assert.Equal(row.Probability, row.Doubts[0] is var first && first.IsMissing
            ? 1 - first.Probability : first.Probability));
        Assert.All(finding.Rows, row => Assert.Null(row.SuggestedLabel));
    }

    [Fact]
    public void Labels_of_few_texts_are_said_not_to_be_doubted()
    {
        var rows = Plain();
        for (var i = 0; i < 9; i++) rows[i] = rows[i] with { Labels = [.. rows[i].Labels!, "rare"] };

        Assert.Equal("of 'rare': fewer than 10 texts have the label, or have it not",
            Assert.Single(DataAudit.Of(rows).LeftOut).Value);
    }

    // Words at random, four that tell each label, and one in eight texts without the label; about one text in eight has
    // no label.
    private static List<LabelledText> Plain()
    {
        var random = new CounterRandom(9, CounterRandom.Purpose("audit sets"));
        var next = 0UL;
        int Below(int bound) => random.Below(next++, bound);
        return [.. Enumerable.Range(0, Rows).Select(i =>
        {
            var has = Labels.Select(_ => Below(2) == 0).ToArray();
            List<string> words = [.. Enumerable.Range(0, 14 + Below(8)).Select(_ => Fillers[Below(Fillers.Length)])];
            for (var k = 0; k < has.Length; k++)
                for (var signs = has[k] ? 4 : Below(8) == 0 ? 1 : 0; signs > 0; signs--)
                    words.Insert(Below(words.Count + 1), Signs[k][Below(Signs[k].Length)]);
            return new LabelledText(string.Join(' ', words), null, i + 1)
            {
                Labels = [.. Labels.Where((_, k) => has[k])],
            };
        })];
    }
}
