using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>What all sealed files have: a description in JSON with its format and version, a network as a Keras file,
/// and a seal of all members.</summary>
/// <param name="DescriptionMember">The member of the description.</param>
/// <param name="Format">What the description's <c>format</c> is.</param>
/// <param name="Version">The newest version.</param>
/// <param name="FirstSealed">The first version whose files have a seal.</param>
/// <param name="Others">Members that a file may have beside description, network, trained texts and seal.</param>
internal sealed record SealedForm(string DescriptionMember, string Format, int Version, int FirstSealed = 1,
    params IReadOnlyList<string> Others)
{
    public const string NetworkMember = "network.keras";
    public const string Damaged = "Take an undamaged copy, or train again";

    /// <summary>The member that holds the network.</summary>
    public string Network { get; init; } = NetworkMember;

    /// <summary>Writes a description and a network.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="description">Fields after <c>format</c> and <c>version</c>.</param>
    /// <param name="network">The network.</param>
    /// <param name="trained">The texts that it learned from; null where it is not to know them again.</param>
    /// <exception cref="DataException">Its weights are no numbers, or too large to compute with.</exception>
    public void Write(Stream stream, JsonObject description, Model network, TrainedTexts? trained)
    {
        using var held = network.HoldWeights();
        RequireFinite(network);
        Write(stream, Whole(description), network, KerasTables.Default, false, PreparationTie.Training,
            trained is null ? [] : [(TrainedTexts.Member, trained.ToBytes())]);
    }

    /// <summary>Writes a description and whole files, of which one is the <see cref="Network"/>.</summary>
    public void Write(Stream stream, JsonObject description, params IReadOnlyList<(string Name, byte[] Content)> files)
    {
        var whole = Whole(description);
        ZipWriter.Write(stream, archive => ClassifierSeal.Write(archive, PreparationTie.Training,
            [Member(DescriptionMember, whole), .. files.Select(file => Member(file.Name, file.Content))]));
    }

    /// <summary>Writes the bytes of a description, a network and other members, with their seal.</summary>
    public void Write(Stream stream, byte[] description, Model network, KerasTables tables, bool keepsOptimizer,
        PreparationTie tie, params IReadOnlyList<(string Name, byte[] Content)> others) =>
        KerasFile.Prepare(network, written => ZipWriter.Write(stream, archive => ClassifierSeal.Write(archive, tie,
            [
                Member(DescriptionMember, description), (Network, written),
                .. others.Select(other => Member(other.Name, other.Content)),
            ])), tables, keepsOptimizer, compact: true);

    /// <summary>Refuses to write weights that could not be read again.</summary>
    /// <exception cref="DataException">They are no numbers.</exception>
    public static void RequireFinite(Model network)
    {
        if (!network.IsFinite())
            throw new DataException("The network's weights are no numbers, and no file of them could be opened again. "
                + "Train again with a lower learning rate.");
    }

    /// <summary>Reads what <see cref="Write(Stream, JsonObject, Model, TrainedTexts)"/> wrote.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">How the network is opened.</param>
    /// <param name="fields">The fields that the description may have, beside <c>format</c> and
    /// <c>version</c>.</param>
    /// <param name="make">What the description and the network are together; what it throws for wrong content becomes
    /// an error of the file.</param>
    /// <exception cref="FileFormatException">The file is damaged, of another form, or from a newer
    /// version.</exception>
    public T Read<T>(ModelSource source, KerasLoadOptions options, IReadOnlyList<string> fields,
        Func<ConfigReader, Model, T> make) => Read(source, fields, config =>
        {
            var network = ModelFormats.Default.Open(
                new ModelSource(source.Archive.OpenMember(Network), Network), options).Model;
            if (!network.IsFinite())
                throw new ConfigException(Network, "expected weights that are numbers, found NaN or infinity");
            return make(config, network);
        });

    /// <summary>The same of a file whose network <paramref name="make"/> opens.</summary>
    public T Read<T>(ModelSource source, IReadOnlyList<string> fields, Func<ConfigReader, T> make)
    {
        var (archive, place) = (source.Archive, source.Place with { Member = DescriptionMember });
        if (!archive.Contains(DescriptionMember))
            throw new FileFormatException("C-KIND", source.Place, $"expected a file of the form '{Format}', found "
                + "another archive", "Give a file that 'valence train' wrote");
        var config = new ConfigReader(Describe(archive, place), DescriptionMember, KerasTables.Default);
        return Content(place, () =>
        {
            TieOf(archive, config, source.Place);
            ClassifierFile.RefuseOthers(config, [.. fields, "format", "version"]);
            return make(config);
        });
    }

    private byte[] Whole(JsonObject description)
    {
        var whole = new JsonObject { ["format"] = Format, ["version"] = Version };
        foreach (var (name, value) in description) whole[name] = value?.DeepClone();
        return Encoding.UTF8.GetBytes(whole.ToJsonString());
    }

    private static (string, Action<Stream>) Member(string name, byte[] content) =>
        (name, stream => stream.Write(content));

    /// <summary>What a file's content comes to; what is wrong in it is the file's fault.</summary>
    public static T Content<T>(FilePlace place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is ValenceException and not FileFormatException
            or ArgumentException or InvalidOperationException or JsonException or FormatException)
        {
            throw new FileFormatException("C-CONTENT", place, error.Message.TrimEnd('.'), Damaged, error);
        }
    }

    /// <summary>Whose word it is that the network belongs to the rest, once all members are proved to be those that
    /// were sealed.</summary>
    /// <exception cref="FileFormatException">They are not, or the file is of another form or a newer
    /// version.</exception>
    public PreparationTie TieOf(ZipReader archive, ConfigReader config, FilePlace file)
    {
        if (config.Text("format") != Format) throw config.Wrong("format", $"'{Format}'");
        var version = config.Int("version");
        if (version < 1) throw config.Wrong("version", "a number from 1 on");
        if (version > Version)
            throw new FileFormatException("C-VERSION", file with { Member = DescriptionMember },
                string.Create(CultureInfo.InvariantCulture,
                    $"the file is of version {version}, this program reads up to {Version}"),
                "Use a newer Valence to read it");
        foreach (var member in archive.Members)
            if (member.Name != ClassifierSeal.Member && member.Name != DescriptionMember && member.Name != Network
                && member.Name != TrainedTexts.Member && !Others.Contains(member.Name))
                throw new FileFormatException("C-MEMBER", file with { Member = member.Name },
                    "expected the members of such a file, found another one", Damaged);
        if (version < FirstSealed && !archive.Contains(ClassifierSeal.Member)) return PreparationTie.None;
        var seal = ClassifierSeal.Read(archive, file);
        seal.Require(archive, file);
        return seal.Tie;
    }

    /// <summary>Fields of a file's description as facts for people, as far as they are there.</summary>
    /// <param name="source">The file.</param>
    /// <param name="fields">Their names, and what they are called.</param>
    public IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source,
        params IReadOnlyList<(string Field, string Shown)> fields)
    {
        var description = Describe(source.Archive, source.Place with { Member = DescriptionMember });
        foreach (var (field, shown) in fields)
            if (description.ValueKind == JsonValueKind.Object && description.TryGetProperty(field, out var value)
                && value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True
                    or JsonValueKind.False)
                yield return new(shown, value.ToString());
    }

    /// <summary>The description in the archive, not yet believed.</summary>
    public JsonElement Describe(ZipReader archive, FilePlace place)
    {
        // It is stored as it is, unless another program packed the file again: then it may be small, or little larger
        // than the file. The vocabulary is one text in it.
        var bounds = JsonLimits.For(archive.Length) with
        {
            MaxBytes = (int)Math.Min(Array.MaxLength, ZipLimits.FreeBytes + archive.Length),
            MaxTextBytes = int.MaxValue,
        };
        return StrictJson.ParseInPlace(archive.Read(DescriptionMember, bounds.MaxBytes), place, bounds);
    }
}
