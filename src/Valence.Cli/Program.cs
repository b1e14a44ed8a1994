using Valence.Cli;

// Before anything else, so that an early Ctrl-C is answered as a late one is.
using var interruption = new Interruption();
return CommandLine.Run(args, Console.OpenStandardInput(), Console.Out, Console.Error, interruption.Token);
