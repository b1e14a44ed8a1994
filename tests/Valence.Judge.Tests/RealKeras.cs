using Valence.Judge;

namespace Valence.Judge.Tests;

/// <summary>Real Keras for the tests of a class; they skip where there is none.</summary>
public sealed class RealKeras : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-judge-").FullName;
    private readonly Lazy<(KerasProcess Process, Examiner Examiner)> _judge;

    public RealKeras() => _judge = new(() =>
    {
        var process = new KerasProcess(Python);
        return (process, new(process, Folder));
    });

    /// <summary>A folder for files that is deleted at the end.</summary>
    public string Folder => _folder;

    /// <summary>The interpreter.</summary>
    internal string Python
    {
        get
        {
            var (python, reason) = KerasEnvironment.Python;
            Assert.SkipWhen(python is null, reason);
            return python;
        }
    }

    /// <summary>What opens, predicts, writes and has Keras open it again.</summary>
    internal Examiner Examiner
    {
        get
        {
            // The skip of a test must not be what the lazy value remembers.
            _ = Python;
            return _judge.Value.Examiner;
        }
    }

    /// <summary>Real Keras itself.</summary>
    internal KerasProcess Process
    {
        get
        {
            _ = Python;
            return _judge.Value.Process;
        }
    }

    public void Dispose()
    {
        if (_judge.IsValueCreated)
        {
            _judge.Value.Examiner.Dispose();
            _judge.Value.Process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }
}
