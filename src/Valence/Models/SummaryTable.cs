using System.Globalization;
using System.Text;
using Valence.Layers;

namespace Valence.Models;

/// <summary>The table that Keras prints of a model: layers, output shapes, parameter counts and, for graphs, what each
/// layer is connected to.</summary>
internal sealed class SummaryTable
{
    // What a layer of a model that users wrote puts out is known while it runs, of others when the model is built.
    private const string UnknownShape = "?";

    private readonly Model _model;
    private readonly long _state;
    private readonly int[] _widths;
    private readonly bool _connections;

    /// <param name="model">The model.</param>
    /// <param name="state">Elements that its optimizer keeps.</param>
    public SummaryTable(Model model, long state)
    {
        (_model, _state) = (model, state);
        _connections = model is Functional graph && !graph.IsChain;
        _widths = _connections ? [19, 17, 10, 17] : [31, 22, 13];
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Model: \"{_model.Name}\"\n");
        text.Append(Rule('┏', '━', '┳', '┓')).Append('\n');
        text.Append(Line('┃', _connections ? ["Layer (type)", "Output Shape", "Param #", "Connected to"]
            : ["Layer (type)", "Output Shape", "Param #"])).Append('\n');
        text.Append(Rule('┡', '━', '╇', '┩')).Append('\n');
        var rows = _model switch
        {
            Functional graph => graph.Steps.Select(layer => Row(graph, layer)).ToList(),
            Sequential { IsBuilt: true } chain =>
                chain.Layers.Zip(chain.OutputShapes, (layer, shape) => Cells(layer, [Describe(shape)], [])).ToList(),
            _ => _model.Layers.Select(layer => Cells(layer, [UnknownShape], [])).ToList(),
        };
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0) text.Append(Rule('├', '─', '┼', '┤')).Append('\n');
            AppendRow(text, rows[i]);
        }
        text.Append(Rule('└', '─', '┴', '┘')).Append('\n');
        var trainable = new List<Weight>();
        _model.CollectTrainable(trainable);
        var (weights, trained) = (Count(_model.Weights), Count(trainable));
        AppendTotal(text, "Total params", weights + _state);
        AppendTotal(text, "Trainable params", trained);
        AppendTotal(text, "Non-trainable params", weights - trained);
        if (_state > 0) AppendTotal(text, "Optimizer params", _state);
        return text.ToString();
    }

    private static long Count(IEnumerable<Weight> weights) => weights.Sum(weight => (long)weight.Value.Count);

    private static void AppendTotal(StringBuilder text, string what, long count) =>
        text.Append(CultureInfo.InvariantCulture, $" {what}: {count:N0} ({Size(count * sizeof(float))})\n");

    private static string Size(double bytes)
    {
        foreach (var unit in new[] { "B", "KB", "MB", "GB", "TB" })
        {
            if (bytes < 1024) return string.Create(CultureInfo.InvariantCulture, $"{bytes:F2} {unit}");
            bytes /= 1024;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:F2} PB");
    }

    private string[][] Row(Functional graph, Layer layer)
    {
        var nodes = graph.UsesOf(layer).ToList();
        var connections = nodes.SelectMany(node => node.Inputs).Select(input =>
            string.Create(CultureInfo.InvariantCulture,
                $"{input.Node.Layer.Name}[{graph.UseOf(input.Node)}][{input.Index}]")).ToArray();
        return Cells(layer, nodes[0].Outputs.Select(output => Describe(output.Shape)).ToArray(), connections);
    }

    private string[][] Cells(Layer layer, IReadOnlyList<string> shapes, string[] connections)
    {
        var shape = shapes.Count == 1 ? shapes[0] : $"[{string.Join(", ", shapes)}]";
        string[] count = [Count(layer.Weights).ToString("N0", CultureInfo.InvariantCulture)
            + (layer.IsBuilt || _model.IsBuilt ? "" : " (unbuilt)")];
        string[] name = [$"{layer.Name} ({layer.KerasName})"];
        return _connections
            ? [name, [shape], count, connections.Length == 0 ? ["-"]
                : [.. connections.Select((c, i) => i < connections.Length - 1 ? c + ", " : c)]]
                : [name, [shape], count];
    }

    /// <summary>A shape as Keras writes it: <c>(None, 200)</c>.</summary>
    public static string Describe(Shape shape)
    {
        var lengths = shape.AsSpan().ToArray()
            .Select(length => length < 0 ? "None" : length.ToString(CultureInfo.InvariantCulture)).ToArray();
        return lengths.Length == 1 ? $"({lengths[0]},)" : $"({string.Join(", ", lengths)})";
    }

    private void AppendRow(StringBuilder text, string[][] cells)
    {
        var columns = cells.Select((lines, i) => lines.SelectMany(line => Wrap(line, _widths[i])).ToArray()).ToArray();
        for (var line = 0; line < columns.Max(column => column.Length); line++)
            text.Append(Line('│', [.. columns.Select(column => line < column.Length ? column[line] : "")]))
                .Append('\n');
    }

    // Words go to the next line where they do not fit; a word longer than the column is cut with an ellipsis.
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.TrimEnd().Split(' '))
        {
            var joined = line.Length == 0 ? word : $"{line} {word}";
            if (joined.Length <= width)
            {
                line = joined;
                continue;
            }
            if (line.Length > 0) yield return Cut(line, width);
            line = word;
        }
        yield return Cut(line, width);
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + '…';

    private string Rule(char left, char line, char cross, char right) =>
        left + string.Join(cross, _widths.Select(width => new string(line, width + 2))) + right;

    private string Line(char bar, string[] cells) =>
        $"{bar} " + string.Join($" {bar} ",
            cells.Select((cell, i) => i == 2 ? cell.PadLeft(_widths[i]) : cell.PadRight(_widths[i]))) + $" {bar}";
}
