using System.Globalization;
using Valence.Layers;
using Valence.Pictures;

namespace Valence.Models;

/// <summary>A model as Keras' <c>plot_model(show_shapes=True)</c> draws it: a box a layer with name, class and shapes
/// of its outputs, and an arrow from each layer to those that read it.</summary>
internal static class GraphPicture
{
    private const double Margin = 16;
    private const double Padding = 12;
    private const double WidestText = 340;
    private const double Loop = 22;
    private const double Tip = 8;

    /// <summary>The picture of a model.</summary>
    /// <exception cref="InvalidOperationException">Only data can tell what the model takes.</exception>
    public static string Of(Model model)
    {
        model.RequireBuilt();
        var (boxes, edges) = model switch
        {
            Functional graph => Graph(graph),
            Sequential chain => Chain(chain),
            _ => ([Whole(model)], []),
        };
        var loops = edges.Where(edge => edge.From == edge.To).Select(edge => edge.From).ToHashSet();
        var sizes = boxes.Select((box, i) => box.Size(loops.Contains(i) ? 2 * Loop : 0)).ToArray();
        var layout = new GraphLayout(sizes, [.. edges.Where(edge => edge.From != edge.To)
            .Select(edge => (edge.From, edge.To))]);

        var picture = new Svg();
        var heading = Svg.Fit(model.Name, WidestText);
        var kind = $"({model.KerasName})";
        picture.Text(heading, Margin, Margin + Svg.LineHeight / 2, "bold");
        picture.Text(kind, Margin + Svg.WidthOf(heading + ' '), Margin + Svg.LineHeight / 2, "faint");
        var width = Math.Max(layout.Width, Svg.WidthOf($"{heading} {kind}")) + 2 * Margin;
        var (left, top) = ((width - layout.Width) / 2, Margin + 2 * Svg.LineHeight);
        foreach (var line in layout.Lines) Draw(picture, line, left, top);
        for (var i = 0; i < boxes.Count; i++)
        {
            var (x, y) = layout.Places[i];
            var loop = loops.Contains(i) ? Loop : 0;
            Draw(picture, boxes[i], left + x + loop, top + y, sizes[i].Width - 2 * loop, sizes[i].Height);
            if (loop > 0) DrawLoop(picture, left + x + sizes[i].Width - loop, top + y, sizes[i].Height);
        }
        return picture.ToString($"Layers of {model.Name}", Told(model, boxes, edges), width,
            top + layout.Height + Margin);
    }

    private static (IReadOnlyList<Box>, IReadOnlyList<(int From, int To)>) Graph(Functional graph)
    {
        var numbers = graph.Steps.Index().ToDictionary(step => step.Item, step => step.Index);
        var inputs = graph.InputTensors.Select(input => input.Node).ToHashSet();
        var outputs = graph.OutputTensors.Select(output => output.Node.Layer).ToHashSet();
        var boxes = graph.Steps.Select(step =>
        {
            var uses = graph.UsesOf(step).ToList();
            return Of(step, uses.SelectMany(use => use.Outputs).Select(output => output.Shape),
                inputs.Contains(uses[0]), outputs.Contains(step), uses.Count);
        });
        var edges = graph.Steps.SelectMany(step => graph.UsesOf(step).Where(use => !inputs.Contains(use))
            .SelectMany(use => use.Inputs).Select(input => (numbers[input.Node.Layer], numbers[step])));
        return ([.. boxes], [.. edges.Distinct()]);
    }

    private static (IReadOnlyList<Box>, IReadOnlyList<(int From, int To)>) Chain(Sequential chain)
    {
        var input = chain.InputLayer!;
        var last = chain.Layers.Count - 1;
        return ([Of(input, [input.BatchShape], isInput: true), .. chain.Layers.Select((layer, i) => Of(layer,
            [chain.OutputShapes[i]], isOutput: i == last))], [.. chain.Layers.Select((_, i) => (i, i + 1))]);
    }

    // How the layers of a model of one's own are connected is in its code alone.
    private static Box Whole(Model model) => new(model.Name, [model.KerasName,
        .. Shapes(model.Inputs.Select(input => input.Shape)).Select(shape => $"input {shape}"),
        .. Shapes(model.Outputs.Select(output => output.Shape)).Select(shape => $"output {shape}"),
        Counted(model.Layers.Count, "layer") + ", connected in its code"], IsInput: false, IsOutput: true);

    private static Box Of(Layer layer, IEnumerable<Shape> shapes, bool isInput = false, bool isOutput = false,
        int uses = 1)
    {
        var lines = new List<string> { layer.KerasName };
        if (layer is InputLayer input) lines[0] += $" {input.KerasType.KerasName}";
        if (layer is Model inner) lines.Add($"a model of {Counted(inner.Layers.Count, "layer")}");
        lines.AddRange(Shapes(shapes));
        if (uses > 1) lines.Add($"shared: used {Counted(uses, "time")}");
        return new(layer.Name, lines, isInput, isOutput);
    }

    // Equal shapes in a row are one line.
    private static IEnumerable<string> Shapes(IEnumerable<Shape> shapes)
    {
        var (last, count) = ("", 0);
        foreach (var shape in shapes.Select(SummaryTable.Describe).Append(""))
        {
            if (count > 0 && shape != last)
            {
                yield return count == 1 ? last : string.Create(CultureInfo.InvariantCulture, $"{count} × {last}");
                count = 0;
            }
            (last, count) = (shape, count + 1);
        }
    }

    private static string Counted(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Told(Model model, IReadOnlyList<Box> boxes, IReadOnlyList<(int From, int To)> edges) =>
        $"{model.KerasName}: {string.Join("; ", boxes.Select(box => $"{box.Name}, {string.Join(", ", box.Lines)}"))}."
        + string.Concat(edges.Select(edge => $" {boxes[edge.From].Name} → {boxes[edge.To].Name}."));

    private static void Draw(Svg picture, Box box, double x, double y, double width, double height)
    {
        string[] all = [box.Name, .. box.Lines];
        picture.Open(all.Any(line => Svg.WidthOf(line) > WidestText) ? string.Join(", ", all) : null);
        picture.Rectangle($"box{(box.IsInput ? " input" : "")}{(box.IsOutput ? " output" : "")}", x, y, width, height,
            rounding: 5);
        for (var i = 0; i < all.Length; i++)
            picture.Text(Svg.Fit(all[i], WidestText), x + width / 2, y + Padding + (i + 0.7) * Svg.LineHeight,
                i == 0 ? "bold" : i == 1 ? "faint" : "", "middle");
        picture.Close();
    }

    private static void Draw(Svg picture, GraphLine line, double left, double top)
    {
        var (x1, x2) = (left + line.Start.X, left + line.End.X);
        var (y1, y2) = (top + line.Start.Y, top + line.End.Y);
        var (from, to, middle) = (top + line.GapTop, top + line.GapBottom, top + (line.GapTop + line.GapBottom) / 2);
        picture.Path(line.Down ? "edge" : "back", $"M{At(x1, y1)}L{At(x1, from)}"
            + (x1 == x2 ? "" : $"C{At(x1, middle)} {At(x2, middle)} {At(x2, to)}")
            + $"L{At(x2, line is { Down: true, HasTip: true } ? y2 - Tip / 2 : y2)}");
        if (line.HasTip) DrawTip(picture, line.Down ? x2 : x1, line.Down ? y2 : y1, line.Down ? -Tip : Tip);
    }

    private static void DrawLoop(Svg picture, double x, double y, double height)
    {
        var (low, high) = (y + height * 0.75, y + height * 0.25);
        picture.Path("back", $"M{At(x, low)}C{At(x + Loop, low)} {At(x + Loop, high)} {At(x, high)}");
        picture.Path("tip", $"M{At(x, high)}L{At(x + Tip, high - Tip / 2)}L{At(x + Tip, high + Tip / 2)}Z");
    }

    private static void DrawTip(Svg picture, double x, double y, double back) => picture.Path("tip",
        $"M{At(x, y)}L{At(x - Tip / 2, y + back)}L{At(x + Tip / 2, y + back)}Z");

    private static string At(double x, double y) => $"{Svg.Number(x)} {Svg.Number(y)}";

    private sealed record Box(string Name, IReadOnlyList<string> Lines, bool IsInput, bool IsOutput)
    {
        public (double Width, double Height) Size(double besides) => (Math.Min(WidestText,
            Lines.Append(Name).Max(Svg.WidthOf)) + 2 * Padding + besides, (Lines.Count + 1) * Svg.LineHeight
            + 2 * Padding);
    }
}
