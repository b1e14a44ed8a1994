using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Formats.Tests;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Saving;

namespace Valence.Tests.Hostile;

/// <summary>Files that differ from what Keras writes in nothing that matters: they open and predict the same.</summary>
public sealed class BenignTwinTests
{
    private static readonly byte[] Good = KerasFile.ToBytes(ModelFiles.Text());
    private static readonly Tensor Ids = Tensor.From(new[] { 1, 2, 3, 4, 5, 0 }, [1, 6]);

    public static TheoryData<string, byte[]> Twins()
    {
        var parts = ZipReader.Open(Good, "good").Members.ToDictionary(
            member => member.Name, member => ZipReader.Open(Good, "good").Read(member.Name).ToArray());
        byte[] Archive(bool deflate = false, bool reversed = false, params CraftedMember[] more)
        {
            var members = parts.Select(part => new CraftedMember(part.Key, part.Value, deflate)).Concat(more);
            return CraftedZip.Of([.. reversed ? members.Reverse() : members]).ToBytes();
        }

        var config = ModelFiles.Config(Good);
        var pretty = config.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        var noted = ModelFiles.Config(Good);
        noted["note"] = "for whom it may concern";
        var shared = ModelFiles.Config(Good);
        shared["config"]!["layers"]![3]!["shared_object_id"] = 139847007395472;
        var reordered = new JsonObject(config["config"]!.AsObject().Reverse()
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
        var turned = ModelFiles.Config(Good);
        turned["config"] = reordered;
        var named = ModelFiles.Config(Good);
        ModelFiles.Layer(named, 3)["name"] = "café 😀";
        return new()
        {
            { "as written", Good },
            { "deflated", Archive(deflate: true) },
            { "members in another order", Archive(reversed: true) },
            { "an asset that no layer reads",
                Archive(more: new CraftedMember("assets/readme.txt", "hello"u8.ToArray())) },
            { "an entry for the folder of assets",
                Archive(more: new CraftedMember("assets/", []) { Attributes = 0x41ed0010 }) },
            { "zip64 fields",
                CraftedZip.Of(
                    [.. parts.Select(part => new CraftedMember(part.Key, part.Value) { LocalLength = uint.MaxValue,
                        LocalPacked = uint.MaxValue, LocalExtra =
                            CraftedZip.Zip64(part.Value.Length, part.Value.Length) })]).ToBytes() },
            { "times in extra fields",
                CraftedZip.Of(
                    [.. parts.Select(
                        part => new CraftedMember(part.Key, part.Value) { Extra = [0x55, 0x54, 5, 0, 1, 1, 2, 3, 4],
                            LocalExtra = [0x55, 0x54, 5, 0, 1, 1, 2, 3, 4] })]).ToBytes() },
            { "pretty-printed", ModelFiles.With(Good, pretty) },
            { "byte order mark",
                ModelFiles.With(Good, "config.json", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(pretty)]) },
            { "fields in another order", ModelFiles.With(Good, turned.ToJsonString()) },
            { "unknown field beside the class", ModelFiles.With(Good, noted.ToJsonString()) },
            { "shared_object_id", ModelFiles.With(Good, shared.ToJsonString()) },
            { "a name with an accent and an emoji", ModelFiles.With(Good, named.ToJsonString()) },
            { "unknown compile configuration",
                ModelFiles.With(Good, Changed(json => json["compile_config"]!["loss"] = "of_my_own")) },
            { "a thousand and one metrics",
                ModelFiles.With(Good,
                    Changed(json => json["compile_config"]!["metrics"] =
                        new JsonArray([.. Enumerable.Repeat("mae", 1001).Select(name => (JsonNode)name)]))) },
            { "extra groups and datasets",
                ModelFiles.With(Good, "model.weights.h5", WithMore(parts["model.weights.h5"])) },
            { "weights as float64",
                ModelFiles.With(Good, "model.weights.h5", WithMore(parts["model.weights.h5"], asDoubles: true)) },
        };
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void Twins_of_good_files_open_and_predict_the_same(string what, byte[] bytes)
    {
        var expected = KerasFile.Load(Good, "good").Predict(Ids).Floats.ToArray();
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            Assert.Equal(expected, KerasFile.Load(path).Predict(Ids).Floats.ToArray());
            Assert.Equal(expected, KerasFile.Load(new MemoryStream(bytes), what).Predict(Ids).Floats.ToArray());
            Assert.Equal(expected, KerasFile.Load(bytes, what).Predict(Ids).Floats.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Weights_that_are_not_numbers_open_and_are_reported()
    {
        var model = ModelFiles.Text();
        model.InitializeWeights();
        model.Weights[^1].Value.Change<float>()[0] = float.NaN;
        Assert.Contains("not finite", Assert.Single(KerasFile.Open(KerasFile.ToBytes(model), "nan.keras").Ignored));
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Good);
            using var source = ByteSource.OpenFile(path, 1 << 30);
            source.RequireIntact();
            using (var file = new FileStream(path, FileMode.Append)) file.Write([0]);
            Assert.Equal("F04", Assert.Throws<FileFormatException>(source.RequireIntact).Rule);
            File.WriteAllBytes(path, Good[..100]);
            Assert.Equal("F04", Assert.Throws<FileFormatException>(() => source.Slice(90, 20)).Rule);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_file_is_refused_as_a_model()
    {
        Assert.Equal("F02", Assert.Throws<FileFormatException>(() => KerasFile.Load(Path.GetTempPath())).Rule);
        if (OperatingSystem.IsLinux())
            Assert.Equal("F01", Assert.Throws<FileFormatException>(() => KerasFile.Load("/dev/zero")).Rule);
        var path = Path.GetTempFileName();
        try
        {
            Assert.Equal("F01", Assert.Throws<FileFormatException>(() => KerasFile.Load(path)).Rule);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_vocabulary_beyond_its_embedding_is_refused_at_the_first_word_beyond()
    {
        var model = new Sequential(new InputLayer([-1, 1], ElementType.String),
            new TextVectorization(new() { Vocabulary = ["a", "b", "c"], OutputSequenceLength = 2 }),
            new Embedding(3, 2), new GlobalAveragePooling1D(), new Dense(1));
        model.BuildFor([-1, 1]);
        var opened = KerasFile.Load(KerasFile.ToBytes(model), "model.keras");
        Assert.Throws<IdOutOfRangeException>(() => opened.Predict(Tensor.From(["c"], [1, 1])));
    }

    private static string Changed(Action<JsonNode> change)
    {
        var config = ModelFiles.Config(Good);
        change(config);
        return config.ToJsonString();
    }

    private static byte[] WithMore(byte[] weights, bool asDoubles = false)
    {
        var file = new Hdf5Writer();
        Copy(Hdf5File.Open(weights, new("good")).Root, file.Root);
        file.Root.Group("notes").SetAttribute("by", "somebody");
        file.Root.Add<float>("layers/dense/vars/9", [1], [1]);
        file.Root.Add<long>("seed_generator/vars/0", [2], [1, 2]);
        return file.ToBytes();

        void Copy(Hdf5Group from, Hdf5GroupWriter to)
        {
            foreach (var dataset in from.Datasets.Values)
            {
                if (dataset.Path.StartsWith("/optimizer", StringComparison.Ordinal)) continue;
                var values = new double[dataset.Count];
                dataset.Read(values);
                if (asDoubles) to.Add<double>(dataset.Path[1..], [.. dataset.Shape], values);
                else to.Add<float>(dataset.Path[1..], [.. dataset.Shape], [.. values.Select(value => (float)value)]);
            }
            foreach (var group in from.Groups.Values) Copy(group, file.Root);
        }
    }
}
