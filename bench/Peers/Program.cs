using System.Diagnostics;
using Valence.Bench.Peers;
using Valence.Bench.Turns;

// Valence beside libtorch and ONNX Runtime, in turns, so that whatever else the machine does falls on all.
//   bench/Peers/run REVIEWS ONNX [--only mlp,lstm] [--roofline] [--int8] [--rounds 11] [--seconds 10]
//     [--markdown FILE]
// REVIEWS is a folder with train.csv.gz, ONNX a folder or a .tar.gz of NAME.onnx. It does every row, then the
// roofline; with --only these rows alone, with --roofline the roofline alone, with --int8
// encoders with matrices of 8 bits alone. No round of a task begins after --seconds
// of it. All takes about twelve minutes of two quiet processors. It starts itself as the workers; run adds --libraries,
// a folder of what peers need and the system lacks.
if (args is ["worker", { } engine, { } threads, { } folder])
{
    Worker.Run(Engine.Of(engine, int.Parse(threads), folder));
    return 0;
}
if (args is not [{ } reviews, { } onnx, .. var options]) return Fail("expected reviews and exported networks");
if (!File.Exists(Path.Combine(reviews, "train.csv.gz"))) return Fail($"no train.csv.gz in {reviews}");
if (!File.Exists(onnx) && !Directory.Exists(onnx)) return Fail($"no file or folder {onnx}");
var (rounds, seconds) = (11, 10.0);
var (rows, roofline, int8) = ((Row[]?)null, false, false);
string? markdown = null, libraries = null;
while (options.Length > 0)
    switch (options)
    {
        case ["--roofline", .. var rest]:
            (roofline, options) = (true, rest);
            break;
        case ["--rounds", var number, .. var rest] when int.TryParse(number, out rounds) && rounds > 0:
            options = rest;
            break;
        case ["--seconds", var number, .. var rest] when double.TryParse(number, out seconds) && seconds > 0:
            options = rest;
            break;
        case ["--int8", .. var rest]:
            (int8, options) = (true, rest);
            break;
        case ["--markdown", var path, .. var rest]:
            (markdown, options) = (path, rest);
            break;
        case ["--libraries", var prepared, .. var rest]:
            (libraries, options) = (prepared, rest);
            break;
        case ["--only", var names, .. var rest]:
            rows = [.. Row.All.Where(row => names.Split(',').Contains(row.Name))];
            options = rest;
            if (rows.Length == names.Split(',').Length) break;
            return Fail($"expected rows of {string.Join(", ", Row.All.Select(row => row.Name))}; received {names}");
        default: return Fail($"expected an option and its value, received {string.Join(' ', options)}");
    }
if (rows is null && !int8) (rows, roofline) = (roofline ? [] : Row.All, true);
rows ??= [];

using var file = markdown is null ? StreamWriter.Null : new StreamWriter(markdown) { AutoFlush = true };
using var place = new Place(libraries);
Row[] encoders = int8 ? [.. Row.All.Where(row => row.HasModules)] : [];
place.Prepare(reviews, onnx, [.. rows.Union(encoders).Union(roofline ? [Roofline.Row] : [])]);
var clock = Stopwatch.StartNew();
Print($"{Machine.Processor}, {Environment.ProcessorCount} processors, {Place.Threads} threads, .NET "
    + $"{Environment.Version}, {Version(typeof(TorchSharp.torch))}, "
    + $"{Version(typeof(Microsoft.ML.OnnxRuntime.InferenceSession))}. Medians of at most {rounds} rounds of each in "
    + $"turns; {Machine.Load} at the beginning.");
Print("");
if (rows.Length > 0) new Comparison(place, new(rounds, seconds), Print).Run(rows);
if (int8) new Int8Comparison(place, new(rounds, seconds), Print).Run(encoders);
if (rows.Length > 0 && roofline) Print("");
// Its rates need no intervals, but six workers have to have their turn.
if (roofline) new Roofline(place, new(Math.Min(rounds, 5), 3 * seconds), Print).Run();
Print("");
Print($"{clock.Elapsed.TotalMinutes:F1} minutes; {Machine.Load} at the end.");
return 0;

void Print(string line)
{
    Console.WriteLine(line);
    file.WriteLine(line);
}

static string Version(Type type) => $"{type.Assembly.GetName().Name} {type.Assembly.GetName().Version!.ToString(3)}";

static int Fail(string problem)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine("usage: bench/Peers/run REVIEWS ONNX [--only mlp,lstm] [--roofline] [--int8] [--rounds 11] "
        + "[--seconds 10] [--markdown FILE]");
    return 2;
}
