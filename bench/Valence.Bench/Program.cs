using System.Globalization;
using Valence.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = BenchOptions.Parse(args);
if (options is null) return 2;
return new PeerBenchmark(options).Run();
