namespace Valence.Classification;

/// <summary>The sections of a report, which every form of page writes in its own way.</summary>
/// <param name="Title">What stands over them.</param>
/// <param name="Sections">Their titles and parts.</param>
internal sealed record ReportContent(string Title, IReadOnlyList<(string Title, ReportBlock[] Blocks)> Sections)
{
    /// <summary>What sections say of rows; those that say nothing are left out.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static ReportContent Of(string title, IEnumerable<IReportSection> sections, ReportedRows rows,
        CancellationToken cancellation)
    {
        var told = new List<(string, ReportBlock[])>();
        foreach (var section in sections)
        {
            var blocks = new List<ReportBlock>();
            foreach (var block in section.Blocks(rows))
            {
                cancellation.ThrowIfCancellationRequested();
                blocks.Add(block);
            }
            if (blocks.Count > 0) told.Add((section.Title, [.. blocks]));
        }
        return new(title, told);
    }

    /// <summary>HTML that is XML too, with <c>\n</c> at the end of every line.</summary>
    public string ToHtml()
    {
        var page = new HtmlPage(Title);
        foreach (var (title, blocks) in Sections) page.Add(title, blocks);
        return page.ToString();
    }

    /// <summary>JSON, with <c>\n</c> at the end of every line.</summary>
    public string ToJson()
    {
        var page = new JsonPage(Title);
        foreach (var (title, blocks) in Sections) page.Add(title, blocks);
        return page.ToString();
    }

    /// <summary>Markdown with GitHub's tables, and <c>\n</c> at the end of every line.</summary>
    public string ToMarkdown()
    {
        var page = new MarkdownPage(Title);
        foreach (var (title, blocks) in Sections) page.Add(title, blocks);
        return page.ToString();
    }
}
