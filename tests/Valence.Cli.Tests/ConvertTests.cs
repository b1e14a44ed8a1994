using System.Text.Json;
using Valence.Classification;
using Valence.Formats;
using Valence.Models;
using Valence.Text;

namespace Valence.Cli.Tests;

public sealed class ConvertTests : IDisposable
{
    private static readonly string[] Whole = [".keras", ".h5"];
    private static readonly string[] WeightsAlone = [".weights.h5", ".safetensors", ".npz"];
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var from in Whole.Concat(WeightsAlone))
                foreach (var to in Whole.Concat(WeightsAlone)) pairs.Add(from, to);
            return pairs;
        }
    }

    private static Answer Convert(params string[] args) => Answer.To(["convert", .. args]);

    private string Saved(string name, Model? model = null)
    {
        model ??= Network.Lstm();
        if (WeightsAlone.Any(name.EndsWith)) model.SaveWeights(_folder[name]);
        else model.Save(_folder[name]);
        return _folder[name];
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_form_becomes_every_other_and_the_weights_keep_their_bits(string from, string to)
    {
        var other = Saved("other.keras", Network.Lstm(seed: 2));
        var source = Saved("a" + from);
        Convert([source, _folder["b" + to], .. WeightsAlone.Contains(from) ? (string[])["--architecture", other] : []])
            .Succeeded();
        var model = Model.Load(other);
        var report = model.LoadWeights(_folder["b" + to]);
        Assert.Equal(["words", "walk", "answer"], report.Loaded);
        Assert.Equal(Network.Lstm().GetWeights().SelectMany(weight => weight.Floats.ToArray()),
            model.GetWeights().SelectMany(weight => weight.Floats.ToArray()));
        if (Whole.Contains(to))
            Assert.Equal(Network.Lstm().Predict(Network.Ids(5)).Floats, Model.Load(_folder["b" + to])
                .Predict(Network.Ids(5)).Floats);
    }

    [Fact]
    public void The_optimizer_goes_along_between_whole_models()
    {
        Convert(Saved("a.keras"), _folder["b.h5"]).Succeeded();
        Convert(_folder["b.h5"], _folder["c.keras"]).Succeeded();
        Assert.Equal(Model.Load(_folder["a.keras"]).Optimizer!.Variables.SelectMany(Elements),
            Model.Load(_folder["c.keras"]).Optimizer!.Variables.SelectMany(Elements));
        static IEnumerable<double> Elements(Optimizers.OptimizerVariable variable) =>
            variable.Value.Type == ElementType.Int32 ? variable.Value.Ints.ToArray().Select(i => (double)i)
                : variable.Value.Floats.ToArray().Select(f => (double)f);
    }

    [Fact]
    public void What_the_target_cannot_hold_is_named()
    {
        Assert.Contains("Left out: the architecture; the training configuration and the optimizer's state",
            Convert(Saved("a.keras"), _folder["b.safetensors"]).Succeeded().Output);
        Assert.Contains("Left out: cleaning, vocabulary, classes and threshold",
            Convert(Trained.Model(_folder), _folder["c.keras"]).Succeeded().Output);
        var json = JsonDocument.Parse(Convert(Trained.Model(_folder), _folder["c.npz"], "--json")
            .Succeeded().Lines[0]).RootElement;
        Assert.Equal(3, json.GetProperty("weights").GetInt32());
        Assert.Equal("cleaning, vocabulary, classes and threshold", json.GetProperty("left_out")[2].GetString());
    }

    [Fact]
    public void A_classifier_goes_out_and_comes_back_and_answers_the_same()
    {
        var classifier = Trained.Model(_folder);
        foreach (var form in Whole.Concat(WeightsAlone))
        {
            Convert(classifier, _folder["n" + form]).Succeeded();
            Convert([_folder["n" + form], _folder["back.valence"], "--force", .. Whole.Contains(form)
                ? (string[])["--preprocessing-of", classifier] : ["--architecture", classifier]]).Succeeded();
            Assert.Equal(Answer.To("predict", classifier, "a great film", "awful").Output,
                Answer.To("predict", _folder["back.valence"], "a great film", "awful").Succeeded().Output);
        }
    }

    [Fact]
    public void The_tokenizer_of_a_classifier_is_written_for_Keras()
    {
        Assert.Contains("Left out: the network", Convert(Trained.Model(_folder), _folder["t.json"]).Succeeded().Output);
        Assert.Equal(((WordEncoder)TextClassifier.Load(Trained.Model(_folder)).Encoder).Tokenizer.WordIndex,
            Tokenizer.FromJson(File.ReadAllText(_folder["t.json"])).WordIndex);
        Convert(Saved("a.npz"), _folder["u.json"]).Failed(2, "Tokenizer", "NumPy arrays");
    }

    [Fact]
    public void The_layers_of_a_model_are_written_as_a_description_and_take_the_weights_again()
    {
        Assert.Contains("Left out: the weights", Convert(Saved("a.keras"), _folder["u.json"]).Succeeded().Output);
        Answer.To("convert", Saved("a.weights.h5"), _folder["b.keras"], "--architecture",
            _folder["u.json"]).Succeeded();
        NpyWriter.Save(_folder["ids.npy"], Network.Ids(3));
        Answer.To("compare", _folder["a.keras"], _folder["b.keras"], "--data", _folder["ids.npy"], "--tolerance", "0")
            .Succeeded();
    }

    [Fact]
    public void A_classifier_needs_what_a_network_lacks()
    {
        Convert(Saved("a.keras"), _folder["b.valence"])
            .Failed(2, "cleaning, vocabulary, classes and threshold", "--preprocessing-of");
        Convert(Saved("a.keras"), _folder["b.valence"], "--preprocessing-of", Trained.Model(_folder))
            .Failed(2, "does not fit the classifier", "length");
        Assert.False(File.Exists(_folder["b.valence"]));
    }

    [Fact]
    public void Weights_alone_need_an_architecture_where_a_model_is_written()
    {
        foreach (var form in WeightsAlone)
            foreach (var to in Whole) Convert(Saved("a" + form), _folder["b" + to])
                .Failed(2, "a" + form, "--architecture");
        Convert(Saved("a.npz"), _folder["b.weights.h5"]).Failed(2, "--architecture");
    }

    [Fact]
    public void Arrays_by_name_need_no_architecture()
    {
        Convert(Saved("a.safetensors"), _folder["b.npz"]).Succeeded();
        Convert(_folder["b.npz"], _folder["c.safetensors"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(_folder["a.safetensors"]), File.ReadAllBytes(_folder["c.safetensors"]));
        Assert.Contains("Left out: the optimizer's state", Convert(Saved("a.weights.h5"), _folder["d.npz"])
            .Succeeded().Output);
        Assert.Equal(["words", "walk", "answer"], Model.Load(Saved("m.keras")).LoadWeights(_folder["d.npz"]).Loaded);
    }

    [Fact]
    public void Weights_of_another_architecture_are_refused_and_nothing_is_written()
    {
        var wider = Saved("wider.keras", Network.Lstm(units: 4));
        var renamed = Saved("renamed.keras", Network.Lstm(last: "verdict"));
        foreach (var form in WeightsAlone) Convert(Saved("a" + form), _folder["b.keras"], "--architecture", wider)
            .Failed(2, "a" + form, "expected");
        Convert(Saved("a.safetensors"), _folder["b.keras"], "--architecture", renamed).Failed(2, "answer/kernel");
        Assert.False(File.Exists(_folder["b.keras"]));
        Assert.DoesNotContain(_folder.Names, name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".weights.h5")]
    [InlineData(".safetensors")]
    public void Layers_are_left_alone_only_when_asked_and_the_report_says_which(string form)
    {
        var wider = Saved("wider.keras", Network.Lstm(units: 4));
        var renamed = Saved("renamed.keras", Network.Lstm(last: "verdict"));
        var source = Saved("a" + form);
        var skipped = Convert(source, _folder["b.keras"], "--architecture", wider, "--skip-mismatch")
            .Succeeded().Output;
        Assert.Contains("Loaded: words\n", skipped.ReplaceLineEndings("\n"));
        Assert.Contains($"As it was in {wider}: walk: ", skipped);
        var named = Convert(source, _folder["c.keras"], "--architecture", renamed, "--by-name").Succeeded().Output;
        Assert.Contains("Loaded: words, walk\n", named.ReplaceLineEndings("\n"));
        Assert.Contains("verdict: the file has no layer of this name", named);
        Convert(source, _folder["d.keras"], "--skip-mismatch").Failed(2, "--architecture");
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_when_asked()
    {
        var target = _folder.Write("b.h5", "precious");
        Convert(Saved("a.keras"), target).Failed(2, "b.h5", "--force");
        Assert.Equal("precious", File.ReadAllText(target));
        Convert(Saved("a.keras"), target, "--force").Succeeded();
        Assert.NotEqual("precious", File.ReadAllText(target));
        Convert(_folder.Write("bad.keras", "PK nonsense"), target, "--force").Failed(2, "bad.keras");
        Assert.Contains("Layer (type)", Answer.To("inspect", target).Succeeded().Output);
    }

    [Fact]
    public void A_learned_vocabulary_is_not_lost_without_a_word()
    {
        var source = Saved("texts.keras", Network.OfTexts());
        Convert(source, _folder["b.h5"]).Failed(2, "vectors", "learned vocabulary", ".h5", ".keras");
        Assert.False(File.Exists(_folder["b.h5"]));
        Assert.Contains("the learned vocabulary of 'vectors' (7 tokens)", Convert(source, _folder["b.safetensors"])
            .Succeeded().Output);
        Convert(source, _folder["c.keras"]).Succeeded();
        Assert.Equal(0.0,
            JsonDocument.Parse(Answer.To("compare", source, _folder["c.keras"], "--data",
                _folder.Write("t.txt", "a great film\nawful\n"), "--json")
                    .Succeeded().Lines[0]).RootElement.GetProperty("max").GetDouble());
    }

    [Fact]
    public void Names_that_say_nothing_and_sources_that_hold_nothing_are_wrong_usage()
    {
        var source = Saved("a.keras");
        Convert(source, _folder["b.onnx"]).Failed(2, "b.onnx", ".safetensors");
        Convert(source, _folder["b.npy"]).Failed(2, "b.npy");
        Convert(source, _folder["no/b.h5"]).Failed(2, "does not exist");
        Convert(source, "").Failed(2, "empty");
        Convert("", _folder["b.h5"]).Failed(2, "empty");
        Convert(_folder["none"], _folder["b.h5"]).Failed(2, "none", "no such file");
        Convert(_folder.Reviews(), _folder["b.h5"]).Failed(2, "reviews.csv");
        var whole = File.ReadAllBytes(source);
        Convert(_folder.Write("cut.keras", whole[..(whole.Length / 2)]), _folder["b.h5"]).Failed(2, "cut.keras");
        Convert(_folder.Write("t.json", new Tokenizer().ToJson()), _folder["b.npz"]).Failed(2, "holds no weights");
        NpyWriter.Save(_folder["s.npy"], Network.Ids(2));
        Convert(_folder["s.npy"], _folder["b.keras"], "--architecture", source).Failed(2, "s.npy", "weights");
        Assert.DoesNotContain(_folder.Names, name => name.StartsWith("b.", StringComparison.Ordinal));
    }
}
