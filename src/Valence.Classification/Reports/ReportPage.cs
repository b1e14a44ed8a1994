namespace Valence.Classification;

/// <summary>A page about a model that people and programs read.</summary>
/// <remarks>It is one file without scripts that asks nothing of any place, and texts of the data stand in it as text
/// whatever they contain.</remarks>
public abstract class ReportPage
{
    internal ReportPage(ReportContent content) => Content = content;

    /// <summary>What it says.</summary>
    internal ReportContent Content { get; }

    /// <summary>The report as HTML that is XML too, with <c>\n</c> at the end of every line.</summary>
    public string ToHtml() => Content.ToHtml();

    /// <summary>The report as Markdown with tables (GitHub's), pictures in words, and <c>\n</c> at the end of every
    /// line.</summary>
    public string ToMarkdown() => Content.ToMarkdown();

    /// <summary>The report for programs: JSON with <c>title</c> and <c>sections</c>, each with <c>title</c> and
    /// <c>parts</c>, which are sentences, warnings, tables, pictures as points of their curves, and mistakes; numbers
    /// are not rounded, <c>null</c> where one is undefined, an interval is a list of its ends.</summary>
    public string ToJson() => Content.ToJson();
}
