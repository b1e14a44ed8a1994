using TorchSharp;
using Valence.Backends;
using Valence.Bench.Turns;
using Valence.Threading;

namespace Valence.Bench.Peers;

/// <summary>Who works: what <see cref="Worker.Run"/> is told to build.</summary>
internal static class Engine
{
    public const string Valence = "Valence", Torch = "libtorch", Onnx = "ONNX Runtime", OpenBlas = "OpenBLAS";

    /// <summary>Valence with matrices of 8 bits.</summary>
    public const string Int8 = "Valence, int8";

    /// <summary>libtorch with encoders of its own modules.</summary>
    public const string TorchModules = "libtorch's modules";

    /// <summary>Names to build that are no network.</summary>
    public const string Products = "products", Processor = "processor";

    /// <param name="engine">One of the constants.</param>
    /// <param name="threads">Threads of each call.</param>
    /// <param name="folder">The folder with exercises and exported networks.</param>
    public static Func<string, Action<string>> Of(string engine, int threads, string folder)
    {
        switch (engine)
        {
            case Valence or Int8:
                var workers = new Workers(threads);
                var backend = new CpuBackend(threads);
                return name => name switch
                {
                    Products => OneByOne(product => Multiplication.ByValence(product, workers)),
                    Processor => new Processor(workers).Call,
                    _ => new TrainedNetwork(Network(name), Exercise(name).Texts, backend, engine != Int8 ? null
                        : model =>
                        {
                            model.BuildFor([1, Network(name).Length]);
                            model.Quantize();
                        }).Call,
                };
            case Torch or TorchModules:
                torch.set_num_threads(threads);
                return name => name == Products ? OneByOne(Multiplication.ByTorch)
                    : new TorchNetwork(Network(name), Exercise(name), engine == TorchModules).Call;
            case Onnx:
                return name => new OnnxNetwork(Network(name), Exercise(name), folder, threads).Call;
            case OpenBlas:
                Bench.OpenBlas.UseThreads(threads);
                return _ => OneByOne(Multiplication.ByOpenBlas);
            default:
                throw new ArgumentException($"Expected an engine, received '{engine}'.");
        }

        static Network Network(string name) => Row.All.Single(row => row.Name == name).Network;

        Exercise Exercise(string name) => Peers.Exercise.Read(folder, Network(name));
    }

    // Matrices of the last product alone are kept.
    private static Action<string> OneByOne(Func<Product, Action> prepare)
    {
        var (name, multiply) = ("", (Action)(() => { }));
        return task =>
        {
            if (task != name) (name, multiply) = (task, prepare(Product.Named(task)));
            multiply();
        };
    }
}
