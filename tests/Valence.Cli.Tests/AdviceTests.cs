using System.Text;
using System.Text.RegularExpressions;

namespace Valence.Cli.Tests;

/// <summary>Whoever does to the letter what each message of <c>train</c> says ends with a model.</summary>
public sealed partial class AdviceTests : IDisposable
{
    private const int MostSteps = 6;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A file that is refused or doubted.</summary>
    /// <param name="Says">Words of the first message.</param>
    /// <param name="Name">The file.</param>
    /// <param name="Content">Its bytes.</param>
    /// <param name="Args">Options given at first.</param>
    /// <param name="Known">Values of options that a message leaves to whoever knows the file.</param>
    /// <param name="Take">The piece of advice that fits the file, of several.</param>
    /// <param name="Edit">What is done to the file where a message says so.</param>
    public sealed record Chain(string Says, string Name, byte[] Content, string[] Args,
        Dictionary<string, string> Known, string Take, Dictionary<string, Func<string, string>> Edit)
    {
        public override string ToString() => $"{Name}: {Says}";
    }

    private static Chain Of(string says, string name, string content, string args = "", string known = "",
        string take = "",
        params (string When, string Old, string New)[] edits) =>
        Of(says, name, Encoding.UTF8.GetBytes(content), args, known, take, edits);

    private static Chain Of(string says, string name, byte[] content, string args = "", string known = "",
        string take = "",
        params (string When, string Old, string New)[] edits) => new(says, name, content,
            args.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            known.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(pair => pair[0], pair =>
                pair[1]),
            take, edits.ToDictionary(edit => edit.When, edit => (Func<string, string>)(text =>
            {
                Assert.Contains(edit.Old, text);
                return text.Replace(edit.Old, edit.New);
            })));

    private const string Two = "a good film,1\na bad film,0\n";
    private const string Csv = "text,label\n" + Two;
    private const string Json = "{\"text\":\"a good film\",\"label\":1}\n{\"text\":\"a bad film\",\"label\":0}\n";
    private static readonly byte[] Cyrillic =
        CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("text,label\nхороший фильм,1\nплохой фильм,0\n");

    private static readonly Chain[] All =
    [
        Of("delimited by ';'", "a.csv", Csv.Replace(',', ';'), known: "--delimiter ;"),
        Of("delimited by a tab", "a.csv", Csv.Replace(',', '\t'), known: "--delimiter tab"),
        Of("delimited by '|'", "a.csv", Csv.Replace(',', '|'), known: "--delimiter |"),
        Of("The only column looks delimited by ';'", "a.csv", "said;mood\na;b;1\nc;0\n", known: "--label-column mood "
            + "--text-column said", edits: ("Quote columns", "a;b", "\"a;b\"")),
        Of("looks like data", "a.csv", Two, known: "--text-column 1 --label-column 2"),
        Of("was taken for the header", "a.csv", "a film,good\na film,bad\nso,good\nso,bad\n",
            "--text-column 1 --label-column 2"),
        Of("cannot be text and label at once", "a.csv", Two, "--text-column 1 --label-column 2",
            known: "--text-column 1 --label-column 2"),
        Of("could all be the text", "a.csv", "text,review,label\na,good,1\nb,bad,0\n", known: "--text-column review"),
        Of("could all be the label", "a.csv", "text,label,class\ngood,x,1\nbad,x,0\n", known: "--label-column class"),
        Of("holds the text is not clear", "a.csv", "words,mark\ngood,1\nbad,0\n",
            known: "--text-column words --label-column mark"),
        Of("there is no column 'txt'", "a.csv", Csv, "--text-column txt"),
        Of("has no column 'text': give its number", "a.csv", Two, "--no-header --text-column text --label-column 2",
            known: "--text-column 1"),
        Of("there are 2 columns 'text': give the number", "a.csv", "text,text,label\ngood,x,1\nbad,y,0\n",
            "--text-column text",
            known: "--text-column 1"),
        Of("cannot be text and label at once", "a.csv", Csv, "--text-column label", known: "--text-column text"),
        Of("cannot be text and label at once", "a.csv", Csv, "--label-column text", known: "--label-column label"),
        Of("found 3. Quote columns", "a.csv", "text,label\ngood, really,1\nbad,0\n", edits: ("Quote columns",
            "good, really",
            "\"good, really\"")),
        Of("found 3. Quote columns", "a.csv", "text|label,x\na|good,1,3\nb|bad,0,4\n",
            "--text-column 1 --label-column 2",
            known: "--delimiter |", take: "--delimiter"),
        Of("found 1. Complete the row", "a.csv", Csv + "so\n", edits: ("Complete the row", "so\n", "so,1\n")),
        Of("text follows a closing quote", "a.csv", "text,label\n\"good\" film,1\nbad,0\n"),
        Of("never closed", "a.csv", "text,label\ngood,1\n\"bad,0\n"),
        Of("begins with a quote that is closed at line", "a.csv", Csv + "\"a film,1\nso,0\nb\",0\n"),
        Of("begins with a quote that is closed at line", "a.csv", "text,label\n\"a, good film\",1\n\"a bad "
            + "film\",0\n\"a film,1\nb\",0\n",
            edits: ("twice, inside quotes", "\"a film,1\nb\",0", "\"\"\"a film\",1\n\"b\"\"\",0")),
        Of("label is empty", "a.csv", Csv + "so,\n", edits: ("Fill it in", "so,", "so,1")),
        Of("not valid UTF-8", "a.csv", [.. "text,label\na na"u8, 0xEF, .. "ve film,1\nbad,0\n"u8]),
        Of("not valid UTF-8", "a.csv", Cyrillic, known: "--encoding windows-1251"),
        Of("zero bytes at every other place", "a.csv", Encoding.Unicode.GetBytes(Csv)),
        Of("zero bytes at every other place", "a.csv", Encoding.BigEndianUnicode.GetBytes(Csv)),
        Of("the bytes look like UTF-8", "a.csv", Csv, "--encoding utf-16"),
        Of("not of the encoding", "a.csv", "text,label\ngüt,1\nbad,0\n", "--encoding us-ascii",
            known: "--encoding utf-8"),
        Of("the encoding given is", "a.csv", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Csv)],
            "--encoding windows-1252"),
        Of("NUL character", "a.csv", Csv.Replace("film,0", "fi\0lm,0") + string.Concat(Enumerable.Repeat(Two, 20)),
            edits: ("Remove it", "\0", "")),
        Of("is not valid JSON", "a.json", Json.Replace("\"label\":0", "\"label\" 0"), edits: ("not valid JSON",
            "\"label\" 0", "\"label\":0")),
        Of("is not closed", "a.json", "[" + Json.Trim().Replace("\n", ",\n"), edits: ("not closed", "0}", "0}]")),
        Of("expected ',' or ']'", "a.json", "[" + Json + "]", edits: ("expected ',' or ']'", "1}\n", "1},\n")),
        Of("Write it in quotes", "a.json", Json.Replace("\"a bad film\"", "5"), edits: ("Write it in quotes", ":5,",
            ":\"5\",")),
        Of("texts are under another key", "a.json", Json.Replace("\"label\"", "\"words\":\"so\",\"label\"")
            .Replace("\"text\":\"a bad film\"",
            "\"text\":null"), known: "--text-column words"),
        Of("found an array. A text has", "a.json", Json.Replace(":0", ":[0,1]"), edits: ("write the one that counts",
            "[0,1]", "0")),
        Of("labels are under another key", "a.json", Json.Replace("\"label\":", "\"label\":[],\"mark\":"),
            known: "--label-column mark",
            take: "--label-column"),
        Of("array of JSON objects, found one of other values", "a.json", "[[\"a good film\",1],[\"a bad film\",0]]",
            edits: ("Write one object a line, such as {\"text\": \"good\", \"label\": \"1\"}",
                "[[\"a good film\",1],[\"a bad film\",0]]", Json)),
        Of("orient=\"index\"", "a.json", "{\"0\":{\"text\":\"a good film\",\"label\":1}}", edits: ("orient=\"records\"",
            "{\"0\":{\"text\":\"a good film\",\"label\":1}}", Json)),
        Of("the row has no label", "a.json", "{\"text\":\"so\"}\n" + Json, edits: ("Fill it in", "\"so\"",
            "\"so\",\"label\":1")),
        Of("the line has no label", "a.txt", "so\n__label__a good\n__label__b bad\n", edits: ("Write one, or",
            "so\n", "so __label__a\n")),
        Of("looks like a missing one", "a.csv", Csv + "so,nan\n", edits: ("fill it in", "nan", "1")),
        Of("letters of two scripts", "a.csv", "text,label\ngood,p\u043Es\nbad,neg\n", edits: ("Write them in one",
            "p\u043Es", "pos")),
        Of("one with a list for each column", "a.json", "{\"text\":[\"good\",\"bad\"],\"label\":[1,0]}",
            edits: ("Write one object a line",
            "{\"text\":[\"good\",\"bad\"],\"label\":[1,0]}", Json)),
        Of("row has no label", "a.json", Json + "{\"text\":\"so\"}\n", edits: ("Fill it in", "\"so\"",
            "\"so\",\"label\":1")),
        Of("half of a character", "a.json", Json.Replace("bad", "\\ud83d"), edits: ("write both halves", "\\ud83d",
            "\\ud83d\\ude00")),
        Of("which have no delimiter", "a.json", Json, "--delimiter ,", take: "leave out"),
        Of("which have no header", "a.json", Json, "--no-header", take: "leave out"),
        Of("which have no quotes", "a.json", Json, "--quote none", take: "leave out"),
        Of("not valid JSON", "a.jsonl", Csv, take: "--format csv"),
        Of("2 labels ('a', 'b')", "a.txt", "__label__a good\n__label__a __label__b bad\n__label__b so\n",
            edits: ("keep the one that counts",
            "__label__a __label__b", "__label__b")),
        Of("2 labels ('a', 'b')", "a.txt", "__label__a good\n__label__a __label__b bad\n",
            edits: ("join them to one, such as __label__a+b",
            "__label__a __label__b", "__label__a+b")),
        Of("the line has no label", "a.txt", "__label__a good\n__label__b bad\nso\n", edits: ("remove the line",
            "so\n", "")),
        Of("no labels", "a.txt", "good a film\nbad a film\n", take: "--format label-first"),
        Of("no labels", "a.txt", Two, known: "--delimiter , --text-column 1 --label-column 2", take: "--delimiter"),
        Of("no labels. The lines look delimited by ','", "a.txt", Two + Two, known: "--text-column 1 --label-column 2"),
        Of("no labels. The lines look delimited by a tab", "a.txt", "good\tgut\nbad\tschlecht\nfine\tfein\n",
            known: "--text-column 1 --label-column 2"),
        Of("first word of each line is taken", "a.txt", "POS good film\nNEG bad film\nPOS fine film\n",
            known: "--delimiter \u00A0 --text-column 2 --label-column 1"),
        Of("column 2 is taken for the label", "a.txt", "good\t1\nbad\t0\nfine\t1\n",
            known: "--text-column 1 --label-column 2"),
        Of("look alike and would be classes", "a.csv", Csv + "so,1\u200B\n", edits: ("Write them alike", "1\u200B",
            "1")),
        Of("differ only in upper and lower case", "a.csv", "text,label\ngood,Pos\nbad,neg\nfine,pos\n",
            edits: ("Write them alike", "Pos", "pos")),
        Of("at least two classes", "a.csv", "text,label,mark\ngood,x,1\nbad,x,0\n", known: "--label-column mark",
            take: "--label-column"),
        Of("hold no words", "a.csv", "text,words,label\n!,good,1\n?,bad,0\n", known: "--text-column words",
            take: "--text-column"),
        Of("script without blanks", "a.csv", "text,label\n这部电影很好看我很喜欢,1\n服务太差了不会再来了,0\n"),
    ];

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_advice_of_every_message_leads_to_a_model(int number)
    {
        var chain = All[number];
        _folder.Write(chain.Name, chain.Content);
        var args = chain.Args.ToList();
        var followed = new List<string>();
        for (var step = 0; step < MostSteps; step++)
        {
            var answer = Answer.To(["train", _folder[chain.Name], "--model", _folder[$"m{step}.valence"], "--recipe",
                "fasttext", "--epochs",
                "1", .. args]);
            var said = string.Join('\n', answer.Error.Split('\n').Where(line => !line.Contains("is there already",
                StringComparison.Ordinal)));
            if (step == 0) Assert.Contains(chain.Says, said);
            else if (answer.Code == 0 && !said.Contains(chain.Says, StringComparison.Ordinal)) return;
            followed.Add(said);
            Follow(chain, said, args);
        }
        Assert.Fail($"no model after: {string.Join('\n', followed)}");
    }

    [Fact]
    public void Folders_that_are_refused_or_doubted_lead_to_a_model()
    {
        foreach (var (part, label, text) in (IEnumerable<(string, string, string)>)
            [("test", "neg", "bad film"), ("test", "pos", "good film"), ("train", "neg", "poor film"), ("train", "pos",
                "fine film")])
            _folder.Write($"set/{part}/{label}/1", [.. Encoding.UTF8.GetBytes(text), 0xE9, (byte)'s']);
        var first = Answer.To("train", _folder["set"], "--model", _folder["m"], "--recipe", "fasttext", "--epochs",
            "1");
        Assert.Equal(2, first.Code);
        Assert.Contains("give --encoding windows-1252", first.Error);
        string[] args = ["--model", _folder["m"], "--recipe", "fasttext", "--epochs", "1", "--encoding",
            "windows-1252"];
        var doubted = Answer.To(["train", _folder["set"], .. args]).Succeeded();
        Assert.Contains($"give the folder '{Path.Combine(_folder["set"], "test")}'", doubted.Error);
        Assert.Contains("neg 1, pos 1", Answer.To(["train", Path.Combine(_folder["set"], "test"), .. args]).Succeeded()
            .Output);
    }

    private void Follow(Chain chain, string said, List<string> args)
    {
        foreach (var (when, edit) in chain.Edit)
            if (said.Contains(when, StringComparison.Ordinal))
            {
                _folder.Write(chain.Name, edit(File.ReadAllText(_folder[chain.Name])));
                return;
            }
        if (LeaveOut().Match(said) is { Success: true } left && (chain.Take.Length == 0 || chain.Take == "leave out"))
        {
            var option = left.Groups[1].Value switch
            {
                "delimiter" => "--delimiter",
                "header" => "--no-header",
                "quotes around columns" => "--quote",
                _ => "--encoding",
            };
            args.RemoveRange(args.IndexOf(option), option == "--no-header" ? 1 : 2);
            return;
        }
        if (Near().Match(said) is { Success: true } near)
        {
            Set(args, "--text-column", near.Groups[1].Value);
            return;
        }
        var advice = Advice().Matches(said).Select(match => match.Groups[1].Value).ToList();
        var taken = advice.FirstOrDefault(piece => chain.Take.Length > 0 && piece.StartsWith(chain.Take,
            StringComparison.Ordinal))
            ?? advice.FirstOrDefault()
            ?? (said.Contains("heck the label column", StringComparison.Ordinal) ? "--label-column" : null)
            ?? (said.Contains("heck the text column", StringComparison.Ordinal) ? "--text-column" : null)
            ?? (said.Contains("number", StringComparison.Ordinal) ? "--text-column" : null);
        Assert.True(taken is not null, $"no advice to follow in: {said}");
        foreach (Match option in Option().Matches(taken))
        {
            var name = option.Groups[1].Value;
            var value = option.Groups[2].Value.Trim('\'');
            if (name == "--no-header") Set(args, name, null);
            else if (value.Length > 0) Set(args, name, value);
            else Set(args, name, chain.Known[name].Replace('\u00A0', ' '));
        }
    }

    private static void Set(List<string> args, string name, string? value)
    {
        var at = args.IndexOf(name);
        if (at >= 0) args.RemoveRange(at, value is null ? 1 : 2);
        args.Add(name);
        if (value is not null) args.Add(value);
    }

    [GeneratedRegex("[Gg]ive (--[^.]+)\\.")]
    private static partial Regex Advice();

    [GeneratedRegex(@"(--[a-z-]+)(?: (?!and |by )('.'|[^\s,]+))?")]
    private static partial Regex Option();

    [GeneratedRegex("no (delimiter|header|quotes around columns): leave out|Leave out the encoding")]
    private static partial Regex LeaveOut();

    [GeneratedRegex("Did you mean '([^']+)'")]
    private static partial Regex Near();
}
