using Valence.Bench;

if (args.Length == 0 || args.Contains("products")) ProductBench.Run();
if (args.Contains("recurrent")) RecurrentBench.Run();
