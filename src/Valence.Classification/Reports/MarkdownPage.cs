using System.Globalization;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>A report as Markdown with GitHub's tables; in texts of the data no sign means anything.</summary>
internal sealed class MarkdownPage
{
    // What turns the direction of letters ends with the text that it stands in.
    private const char Isolate = '\u2068', EndOfIsolate = '\u2069';

    private readonly StringBuilder _page = new();

    public MarkdownPage(string title) => _page.Append("# ").Append(title).Append('\n');

    /// <summary>Adds a section.</summary>
    public void Add(string title, IEnumerable<ReportBlock> blocks)
    {
        _page.Append("\n## ").Append(Escaped(title)).Append('\n');
        foreach (var block in blocks)
        {
            _page.Append('\n');
            Add(block);
        }
    }

    /// <summary>The whole page.</summary>
    public override string ToString() => _page.ToString();

    private void Add(ReportBlock block)
    {
        switch (block)
        {
            case ReportSentence { IsWarning: true } warning:
                _page.Append("**Warning:** ").Append(Escaped(warning.Text)).Append('\n');
                break;
            case ReportSentence sentence:
                _page.Append(Escaped(sentence.Text)).Append('\n');
                break;
            case ReportPicture picture:
                _page.Append(Escaped(picture.Description)).Append('\n');
                break;
            case ReportTable table:
                _page.Append(Escaped(table.Caption)).Append(":\n\n");
                Line(table.Headers.Select(Words));
                Line(table.Headers.Select((_, column) => table.IsNumbers(column) ? "---:" : "---"));
                foreach (var row in table.Rows) Line(row.Select(Words));
                break;
            case ReportMistake mistake:
                _page.Append("### ").Append(Escaped($"{mistake.Row}: ")).AppendJoin("; ", mistake.Facts.Select(fact =>
                    $"{Escaped(fact.Name)} {Words(fact.Value)}")).Append("\n\n> ").Append(Isolate);
                foreach (var (text, sign) in mistake.Parts)
                    _page.Append(sign == 0 ? Escaped(text) : $"**[{(sign > 0 ? '+' : '−')}{Escaped(text)}]**");
                _page.Append(EndOfIsolate);
                if (mistake.LettersLeftOut > 0)
                    _page.Append(CultureInfo.InvariantCulture, $" … and {mistake.LettersLeftOut} more letters");
                _page.Append('\n');
                break;
            default:
                throw new ArgumentException($"Expected a block that pages know, received {block.GetType().Name}.",
                    nameof(block));
        }
    }

    private void Line(IEnumerable<string> cells) => _page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Words(ReportCell cell) => cell.IsData && !Ascii.IsValid(cell.Text)
        ? $"{Isolate}{Escaped(cell.Text)}{EndOfIsolate}" : Escaped(cell.Text);

    // Of numbers and sentences, what begins or ends nothing stays as it is, so that the page reads as text too.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in Printable.Line(text))
            escaped.Append(letter switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                ' ' or '-' or '.' or ',' or ';' or '\'' or '"' or '%' or '(' or ')' or '?' or '/' => letter.ToString(),
                _ when char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) => $"\\{letter}",
                _ => letter.ToString(),
            });
        return escaped.ToString();
    }
}
