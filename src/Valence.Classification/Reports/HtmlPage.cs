using System.Globalization;
using System.Text;
using Valence.Pictures;

namespace Valence.Classification;

/// <summary>A report as HTML that is XML too: no script, nothing to load, and texts of the data between tags
/// alone.</summary>
internal sealed class HtmlPage
{
    // Shades of a matrix; letters on the darkest still have more than five times its light, or it theirs.
    private const int Shades = 4;

    private const string Style = """
        :root{color-scheme:light dark}
        body{margin:0;background:#fff;color:#1f2328;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        main{max-width:60rem;margin:0 auto;padding:1rem}
        h1{font-size:1.6rem;line-height:1.25}
        h2{font-size:1.25rem;margin-top:2.5rem;border-bottom:1px solid #d1d9e0}
        h3{font-size:1rem;margin-bottom:.25rem}
        .wide{overflow-x:auto;margin:1rem 0}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:#59636e;padding-bottom:.25rem}
        th,td{border:1px solid #d1d9e0;padding:.25rem .6rem;text-align:left;overflow-wrap:normal}
        th{font-weight:600}
        .n{text-align:right}
        td.n{white-space:nowrap}
        .warning{border-left:4px solid #b35900;padding:.25rem .75rem;background:#fff1e5}
        .text{border-left:4px solid #d1d9e0;padding-left:.75rem;margin:.25rem 0 1.5rem}
        mark{color:inherit;border-radius:2px;padding:0 .1em;display:inline-block;max-width:100%}
        mark b{display:inline-block}
        th[scope=row]{min-width:6rem;overflow-wrap:anywhere}
        mark.for{background:#cfe8ff;text-decoration:underline}
        mark.against{background:#ffe0c2;text-decoration:underline dashed}
        svg{max-width:100%;height:auto}
        td.r1{background:#ddf4ff}td.r2{background:#b6e3ff}td.r3{background:#8fd0fa}td.r4{background:#6cbcf0}
        td.w1{background:#fff1e5}td.w2{background:#ffd8b5}td.w3{background:#ffb77c}td.w4{background:#f5994a}
        @media (max-width:30rem){table{font-size:.85rem}th,td{padding:.2rem .35rem}}
        @media screen and (prefers-color-scheme:dark){
        body{background:#0d1117;color:#e6edf3}
        h2,th,td,.text{border-color:#30363d}
        caption{color:#9da7b3}
        .warning{background:#3d2200;border-color:#e69f00}
        mark.for{background:#0f3d66}
        mark.against{background:#5c3300}
        td.r1{background:#0c2d4a}td.r2{background:#0f3d66}td.r3{background:#124d80}td.r4{background:#155c99}
        td.w1{background:#3d2200}td.w2{background:#5c3300}td.w3{background:#753f00}td.w4{background:#8a4b00}
        }
        @media print{
        main{max-width:none;padding:0}
        .wide{overflow:visible}
        h2,h3{break-after:avoid}
        tr,svg,.text{break-inside:avoid}
        td,mark{print-color-adjust:exact}
        }
        """;

    private readonly StringBuilder _body = new();
    private readonly string _title;
    private int _tables;

    public HtmlPage(string title) => _title = title;

    /// <summary>Adds a section.</summary>
    public void Add(string title, IEnumerable<ReportBlock> blocks)
    {
        _body.Append("<section>\n<h2>").Append(Svg.Escaped(title)).Append("</h2>\n");
        foreach (var block in blocks) Add(block);
        _body.Append("</section>\n");
    }

    /// <summary>The whole page.</summary>
    public override string ToString() => $"""
        <!DOCTYPE html>
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <title>{Svg.Escaped(_title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <h1>{Svg.Escaped(_title)}</h1>
        {_body}</main>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    private void Add(ReportBlock block)
    {
        switch (block)
        {
            case ReportSentence { IsWarning: true } warning:
                _body.Append("<p class=\"warning\"><strong>Warning:</strong> ").Append(Svg.Escaped(warning.Text))
                    .Append("</p>\n");
                break;
            case ReportSentence sentence:
                _body.Append("<p>").Append(Svg.Escaped(sentence.Text)).Append("</p>\n");
                break;
            case ReportPicture picture:
                _body.Append(picture.Svg).Append("<p>").Append(Svg.Escaped(picture.Description)).Append("</p>\n");
                break;
            case ReportTable table:
                Add(table);
                break;
            case ReportMistake mistake:
                Add(mistake);
                break;
            default:
                throw new ArgumentException($"Expected a block that pages know, received {block.GetType().Name}.",
                    nameof(block));
        }
    }

    private void Add(ReportTable table)
    {
        var caption = string.Create(CultureInfo.InvariantCulture, $"table{++_tables}");
        // What is scrolled is reached by the keyboard too.
        _body.Append($"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{caption}\">\n")
            .Append($"<table>\n<caption id=\"{caption}\">").Append(Svg.Escaped(table.Caption)).Append("</caption>\n")
            .Append("<thead><tr>");
        foreach (var (column, header) in table.Headers.Index())
            _body.Append("<th scope=\"col\"").Append(table.IsNumbers(column) ? " class=\"n\">" : ">")
                .Append(Words(header)).Append("</th>");
        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            _body.Append("<tr><th scope=\"row\">").Append(Words(row[0])).Append("</th>");
            foreach (var cell in row.Skip(1))
                _body.Append("<td").Append(Class(cell)).Append('>').Append(Words(cell)).Append("</td>");
            _body.Append("</tr>\n");
        }
        _body.Append("</tbody>\n</table>\n</div>\n");
    }

    private void Add(ReportMistake mistake)
    {
        _body.Append("<h3>").Append(mistake.Row).Append(": ")
            .AppendJoin("; ", mistake.Facts.Select(fact => $"{fact.Name} {Words(fact.Value)}"))
            .Append("</h3>\n<p class=\"text\"><bdi>");
        foreach (var (text, sign) in mistake.Parts)
            if (sign == 0) _body.Append(Svg.Escaped(text));
            else
                _body.Append(sign > 0 ? "<mark class=\"for\"><b>+</b>" : "<mark class=\"against\"><b>−</b>")
                    .Append("<bdi>").Append(Svg.Escaped(text)).Append("</bdi></mark>");
        _body.Append("</bdi>");
        if (mistake.LettersLeftOut > 0)
            _body.Append(CultureInfo.InvariantCulture, $" … and {mistake.LettersLeftOut} more letters");
        _body.Append("</p>\n");
    }

    private static string Words(ReportCell cell) =>
        cell.IsData ? $"<bdi>{Svg.Escaped(cell.Text)}</bdi>" : Svg.Escaped(cell.Text);

    private static string Class(ReportCell cell)
    {
        var shade = (int)Math.Ceiling(Math.Abs(cell.Share) * Shades);
        string[] names = [cell.IsNumber ? "n" : "", shade == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"{(cell.Share > 0 ? 'r' : 'w')}{shade}")];
        var all = string.Join(' ', names.Where(name => name.Length > 0));
        return all.Length == 0 ? "" : $" class=\"{all}\"";
    }
}
