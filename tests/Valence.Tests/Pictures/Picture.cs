using System.Xml.Linq;

namespace Valence.Tests.Pictures;

/// <summary>A picture as whoever opens it reads it.</summary>
internal sealed class Picture
{
    private static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    public Picture(string svg)
    {
        Root = XDocument.Parse(svg).Root!;
        Assert.Equal(Space + "svg", Root.Name);
        Assert.Equal("img", (string?)Root.Attribute("role"));
        Assert.StartsWith("0 0 ", (string?)Root.Attribute("viewBox"));
        Assert.NotEmpty(Root.Element(Space + "title")!.Value);
        Assert.Contains("prefers-color-scheme", Root.Element(Space + "style")!.Value);
        // Nothing runs, nothing is fetched, and numbers have no comma.
        string[] known = ["svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"];
        Assert.All(Root.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, known));
        Assert.DoesNotContain("url(", Root.Element(Space + "style")!.Value);
        Assert.All(Root.Descendants().Attributes(), attribute => Assert.DoesNotContain(",", attribute.Value));
        Assert.DoesNotContain(Root.Descendants().Attributes(), attribute => attribute.Value.Contains("NaN"));
    }

    public XElement Root { get; }

    public string Description => Root.Element(Space + "desc")!.Value;

    public IReadOnlyList<string> Texts => [.. Of("text").Select(text => text.Value)];

    public IEnumerable<XElement> Of(string element, string? style = null) => Root.Descendants(Space + element)
        .Where(one => style is null || ((string?)one.Attribute("class"))?.Split(' ').Contains(style) == true);
}
