using System.Xml;
using System.Xml.Linq;

namespace Valence.Classification.Tests.Reports;

/// <summary>What stands in a report's page.</summary>
internal static class Page
{
    /// <summary>The elements of a page, which is XML.</summary>
    public static XElement Parsed(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html),
            new() { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    /// <summary>What elements of a name hold.</summary>
    public static string[] Texts(XElement page, string name) =>
        [.. page.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value)];

    /// <summary>The cells of a table but those that name its rows.</summary>
    public static string[] Cells(XElement page, string caption) => [.. page.Descendants()
        .Single(element => element.Name.LocalName == "table" && Texts(element, "caption")[0] == caption).Descendants()
        .Where(element => element.Name.LocalName is "td").Select(cell => cell.Value)];
}
