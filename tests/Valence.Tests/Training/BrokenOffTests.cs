using Valence.Stress;
using Valence.Tests.Golden;

namespace Valence.Tests.Training;

/// <summary>Random trainings with all callbacks that break off at random moments, again and again, end as unbroken
/// ones: weights, optimizer, history, files and what the callbacks say.</summary>
public sealed class BrokenOffTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void A_resumed_training_ends_as_an_unbroken_one(int seed)
    {
        using var whole = new RunFolder();
        using var broken = new RunFolder();
        var expected = new RandomTraining(seed, whole.Path, deletesBackup: false);
        expected.Fit();

        var moments = new Random(seed);
        RandomTraining run;
        for (var left = 20; ; left--)
        {
            run = new(seed, broken.Path, deletesBackup: false);
            var (calls, breaksAfter) = (0, left == 0 ? 0 : moments.Next(2, 14));
            try
            {
                run.Fit(() =>
                {
                    if (++calls == breaksAfter) throw new IOException("gone");
                });
                break;
            }
            catch (IOException)
            {
                // The process is gone; the next one begins with what is on the disk.
            }
        }
        Assert.Equal(expected.Outcome(), run.Outcome());
    }

    [Fact]
    public void A_killed_training_ends_as_an_unbroken_one()
    {
        var (report, isRight) = new Kills(seed: 1, output.WriteLine).Run(Victim.OfFit, 4);
        Assert.True(isRight, report);
    }
}
