using Valence.Bench;

if (args.Length == 0 || args.Contains("products")) ProductBench.Run();
