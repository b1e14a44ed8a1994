using Valence.Backends;
using Valence.Bench.Turns;

// Two checkouts of Valence in turns, so that whatever else the machine does falls on both.
//   dotnet run -c Release --project bench/Valence.Bench.Turns -- OLD_CHECKOUT NEW_CHECKOUT [--pairs 31]
//     [--starts 1] [--only mlp,lstm] [--memory] [--tables]
// --tables reads generated CSV files in the place of networks.
// One process may be faster than another of the same build from start to end, which pairs of rounds cannot see: what
// two checkouts differ by has to be more than a checkout and itself do, and to last over several --starts, each of new
// processes and so many pairs.
// The program starts itself as the workers, one compiled against each checkout, from this one's source: what is used of
// Valence here has to be in both.
if (args is ["worker"])
{
    using var backend = new CpuBackend();
    using var tables = new Tables();
    Worker.Run(name =>
    {
        if (name == Tables.Name) return tables.Read;
        var network = Network.All.Single(network => network.Name == name);
        return new TrainedNetwork(network, Texts.Random(network), backend).Call;
    });
    return 0;
}
if (args is not [var old, var @new, .. var options]) return Fail("expected two checkouts");
foreach (var checkout in (string[])[old, @new])
    if (!File.Exists(Path.Combine(checkout, "src/Valence/Valence.csproj"))) return Fail($"no checkout: {checkout}");
var (pairs, starts, networks, memory, ofTables) = (31, 1, Network.All, false, false);
while (options.Length > 0)
    switch (options)
    {
        case ["--memory", .. var rest]:
            (memory, options) = (true, rest);
            break;
        case ["--tables", .. var rest]:
            (ofTables, options) = (true, rest);
            break;
        case ["--pairs", var number, .. var rest] when int.TryParse(number, out pairs):
            options = rest;
            break;
        case ["--starts", var number, .. var rest] when int.TryParse(number, out starts):
            options = rest;
            break;
        case ["--only", var names, .. var rest]:
            networks = [.. Network.All.Where(network => names.Split(',').Contains(network.Name))];
            options = rest;
            if (networks.Length == names.Split(',').Length) break;
            return Fail($"expected networks of {string.Join(", ", Network.All.Select(network => network.Name))}; "
                + $"received {names}");
        default: return Fail($"expected an option and its value, received {string.Join(' ', options)}");
    }
if (pairs < 1 || starts < 1 || (long)pairs * starts > 1000) return Fail("expected from 1 to 1000 pairs in all");
var judge = new Judge(WorkerProcess.Build(Path.GetFullPath(old)), WorkerProcess.Build(Path.GetFullPath(@new)));
if (memory) judge.CompareMemory(networks);
else judge.CompareTimes(ofTables ? [(Tables.Name, Tables.Tasks)]
    : [.. networks.Select(network => (network.Name, network.Tasks))], pairs, starts);
return 0;

static int Fail(string problem)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine("usage: turns OLD_CHECKOUT NEW_CHECKOUT [--pairs 31] [--starts 1] [--only mlp,lstm] "
        + "[--memory] [--tables]");
    return 2;
}
