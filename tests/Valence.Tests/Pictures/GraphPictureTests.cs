using System.Globalization;
using System.Xml.Linq;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Pictures;

public sealed class GraphPictureTests
{
    [Fact]
    public void A_chain_is_a_column_of_boxes()
    {
        var model = new Sequential([new Embedding(10_000, 32, inputLength: 200), new Bidirectional(new Lstm(64)),
            new Dense(1, "sigmoid")], "reviews");
        var picture = new Picture(model.ToSvg());
        Assert.Equal(["reviews", "(Sequential)", "input_layer", "InputLayer int32", "(None, 200)", "embedding",
            "Embedding", "(None, 200, 32)", "bidirectional", "Bidirectional", "(None, 128)", "dense", "Dense",
            "(None, 1)"], picture.Texts);
        Assert.Equal((3, 3), (picture.Of("path", "edge").Count(), picture.Of("path", "tip").Count()));
        Assert.EndsWith(" input_layer → embedding. embedding → bidirectional. bidirectional → dense.",
            picture.Description);
        Assert.Equal(model.ToSvg(), model.ToSvg());
        AssertApart(picture);
    }

    [Fact]
    public void A_graph_has_all_inputs_outputs_shared_layers_and_models_within()
    {
        var (a, b) = (Keras.Input([8], ElementType.Int32, name: "a"), Keras.Input([8], ElementType.Int32, name: "b"));
        var reader = new Sequential([new Embedding(50, 4), new Lstm(3)], "reader");
        var both = new Concatenate().Call(new[] { reader.Call(a), reader.Call(b) });
        var states = new Lstm(5, returnState: true, name: "states").CallAll(new Reshape([3, 2]).Call(both));
        var model = new Functional(new[] { a, b },
            new[] { new Dense(1, name: "score").Call(states[0] + states[1]), new Dense(2, name: "kind").Call(both) });
        var picture = new Picture(model.ToSvg());
        foreach (var text in (string[])["a model of 2 layers", "2 × (None, 3)", "shared: used 2 times", "(None, 6)",
            "3 × (None, 5)", "Add", "score", "kind"]) Assert.Contains(text, picture.Texts);
        Assert.DoesNotContain("embedding", picture.Texts);
        Assert.Equal((2, 2), (picture.Of("rect", "input").Count(), picture.Of("rect", "output").Count()));
        foreach (var edge in (string[])["a → reader.", "b → reader.", "reader → concatenate.", "states → add.",
            "add → score.", "concatenate → kind."]) Assert.Contains(edge, picture.Description);
        AssertApart(picture);
    }

    [Fact]
    public void A_layer_over_itself_is_a_loop_and_a_circle_goes_up()
    {
        var x = Keras.Input([8], name: "x");
        var (again, between) = (new Dense(8, name: "again"), new Dense(8, name: "between"));
        var model = new Functional(x, again.Call(again.Call(between.Call(again.Call(x)))));
        var picture = new Picture(model.ToSvg());
        Assert.Equal((2, 2, 4), (picture.Of("path", "edge").Count(), picture.Of("path", "back").Count(),
            picture.Of("path", "tip").Count()));
        foreach (var edge in (string[])["again → between.", "between → again.", "again → again."])
            Assert.Contains(edge, picture.Description);
    }

    [Fact]
    public void A_model_of_ones_own_is_one_box()
    {
        var model = new Twice();
        model.BuildFor([-1, 3]);
        Assert.Equal(["twice", "(Twice)", "twice", "Twice", "input (None, 3)", "output 2 × (None, 4)",
            "1 layer, connected in its code"], new Picture(model.ToSvg()).Texts);
    }

    [Fact]
    public void Names_are_text_and_nothing_else()
    {
        var x = Keras.Input([2], name: "\"]]>");
        var model = new Functional(x, new Dense(1, name: "<!--&lt;" + new string('w', 200)).Call(x), "<b onload='x'>");
        var picture = new Picture(model.ToSvg());
        foreach (var text in (string[])["<b onload='x'>", "\"]]>"]) Assert.Contains(text, picture.Texts);
        Assert.Contains(picture.Texts, text => text.StartsWith("<!--&lt;w", StringComparison.Ordinal)
            && text.EndsWith("w…", StringComparison.Ordinal));
        // The whole name is the tip of its box.
        Assert.Contains(picture.Of("title"), tip => tip.Value.StartsWith("<!--&lt;" + new string('w', 200),
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_knows_no_input_says_what_to_do() => Assert.Equal("Sequential 'sequential': is not built "
        + "yet. Give it an InputLayer, or call BuildFor or Fit first.",
        Assert.Throws<InvalidOperationException>(() => new Sequential(new Dense(1)).ToSvg()).Message);

    [Fact]
    public void Hundreds_of_layers_in_a_row_and_across_are_drawn()
    {
        var x = Keras.Input([4]);
        var all = new List<SymbolicTensor> { x };
        for (var i = 0; i < 200; i++) all.Add(new Dense(4).Call(all[^1]));
        AssertApart(new(new Functional(x, all[^1]).ToSvg()));
        AssertApart(new(new Functional(x, new Concatenate().Call(all.ToArray())).ToSvg()));
        AssertApart(new(new Functional(x, new Concatenate().Call([.. Enumerable.Range(0, 200)
            .Select(_ => new Dense(1).Call(x))])).ToSvg()));
    }

    private static void AssertApart(Picture picture)
    {
        var boxes = picture.Of("rect", "box").Select(box => (X: Of(box, "x"), Y: Of(box, "y"),
            Right: Of(box, "x") + Of(box, "width"), Bottom: Of(box, "y") + Of(box, "height"))).ToArray();
        var (width, height) = (Of(picture.Root, "width"), Of(picture.Root, "height"));
        for (var i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].X >= 0 && boxes[i].Right <= width && boxes[i].Y >= 0 && boxes[i].Bottom <= height);
            for (var j = 0; j < i; j++)
                Assert.True(boxes[i].X >= boxes[j].Right || boxes[j].X >= boxes[i].Right
                    || boxes[i].Y >= boxes[j].Bottom || boxes[j].Y >= boxes[i].Bottom, $"Boxes {i} and {j} overlap.");
        }
    }

    private static double Of(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private sealed class Twice : Model
    {
        private readonly Dense _dense = new(4);

        public override IReadOnlyList<Layer> Layers => [_dense];

        public override ValueForward Build(ReadOnlySpan<Shape> inputs, WeightFactory weights)
        {
            var dense = weights.Child("dense", _dense, inputs);
            return (x, call) => [dense(x, call)[0], dense(x, call)[0]];
        }
    }
}
