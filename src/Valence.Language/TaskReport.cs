using Valence.Classification;

namespace Valence.Language;

/// <summary>How a tagger, a generator, a translator or a chatbot does on texts, as a page for people.</summary>
/// <remarks>The same model and texts give the same bytes; a date is in it where <c>SOURCE_DATE_EPOCH</c> names
/// one.</remarks>
public sealed class TaskReport : ReportPage
{
    internal TaskReport(string title, params IEnumerable<(string Title, IEnumerable<ReportBlock> Blocks)> sections)
        : base(new(title, [.. sections.Select(section => (section.Title, section.Blocks.ToArray()))]))
    {
    }
}
