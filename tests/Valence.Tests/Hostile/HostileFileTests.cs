using System.Globalization;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Tests.Saving;

namespace Valence.Tests.Hostile;

/// <summary>Every hostile file through every way to open a model: refused by its rule, at once, in little memory, and
/// nothing is written.</summary>
public sealed class HostileFileTests(ITestOutputHelper output)
{
    private const long MostBytes = 100_000_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    [Fact]
    public void Every_file_is_refused_by_its_rule_whichever_way_it_is_opened()
    {
        var folder = Directory.CreateTempSubdirectory("valence-hostile-");
        var path = Path.Combine(folder.FullName, "model.keras");
        var around = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        var (slowest, largest) = (new Spent("", TimeSpan.Zero, 0), new Spent("", TimeSpan.Zero, 0));
        var problems = new List<string>();
        var count = 0;
        KerasFile.Load(KerasFile.ToBytes(ModelFiles.Text()), "warm");
        try
        {
            foreach (var file in HostileFile.All)
            {
                count++;
                File.WriteAllBytes(path, file.Bytes);
                foreach (var (way, open) in Ways(file.Bytes, path))
                {
                    var spent = Refused(file, way, open, problems);
                    if (spent.Time > slowest.Time) slowest = spent;
                    if (spent.Bytes > largest.Bytes) largest = spent;
                }
                if (folder.GetFileSystemInfos().Length != 1) problems.Add($"{file}: something was written beside it");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        output.WriteLine($"{count} files; the slowest: {slowest}; the largest: {largest}");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(count >= 350, $"{count} files");
        Assert.Equal(around, Directory.GetFileSystemEntries(Environment.CurrentDirectory));
    }

    [Fact]
    public void No_two_files_are_one() => Assert.Empty(HostileFile.All.GroupBy(file => (file.Family, file.What))
        .Where(group => group.Count() > 1).Select(group => group.Key));

    private static Spent Refused(HostileFile file, string way, Action open, List<string> problems)
    {
        var (time, bytes) = (OwnTime(), GC.GetAllocatedBytesForCurrentThread());
        var error = Record.Exception(open);
        var spent = new Spent($"{file}, {way}", OwnTime() - time, GC.GetAllocatedBytesForCurrentThread() - bytes);
        var rule = error switch
        {
            FileFormatException format => format.Rule,
            ConfigException config => config.Rule,
            _ => null,
        };
        if (rule != file.Rule || !error!.Message.EndsWith($"({rule})", StringComparison.Ordinal))
            problems.Add($"{file}, {way}: {error?.GetType().Name ?? "opened"} {error?.Message}");
        if (spent.Time > MostTime || spent.Bytes > MostBytes) problems.Add($"{spent}");
        return spent;
    }

    private static IEnumerable<(string Way, Action Open)> Ways(byte[] bytes, string path)
    {
        if (bytes.Length > 0) yield return ("file", () => KerasFile.Open(path));
        yield return ("bytes", () => KerasFile.Open(bytes.AsMemory(), "model.keras"));
        if (bytes.Length > 0) yield return ("stream", () => KerasFile.Open(new MemoryStream(bytes), "model.keras"));
        if (bytes.Length > 0)
            yield return ("stream of unknown length", () => KerasFile.Open(new Trickle(bytes), "model.keras"));
        // What a checkpoint resumes from: weights into a model that is there.
        if (bytes.Length > 0) yield return ("model", () => Model.Load(path));
    }

    // Of this thread alone, so that other tests and a busy machine do not count; where the system does not tell,
    // nothing is measured.
    private static TimeSpan OwnTime() => File.Exists("/proc/thread-self/schedstat")
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0],
            CultureInfo.InvariantCulture) / 1000)
        : TimeSpan.Zero;

    private sealed record Spent(string What, TimeSpan Time, long Bytes)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{What}: {Time.TotalMilliseconds:0} ms, {Bytes / 1e6:0.0} MB");
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, 1000));
    }
}
