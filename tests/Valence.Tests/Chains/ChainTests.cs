using Valence.Layers;
using Valence.Losses;
using Valence.Operations;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Tests.Layers;

namespace Valence.Tests.Chains;

/// <summary>Conditional random fields against all paths, one by one, in double precision.</summary>
public sealed class ChainTests
{
    private const int Cases = 1_000;

    [Fact]
    public void A_thousand_masked_chains_equal_the_sums_over_all_paths()
    {
        for (var number = 0; number < Cases; number++)
        {
            var chain = new RandomChain((ulong)number);
            var call = Calls.Eager();
            var scores = chain.Scores(call);
            var all = chain.Paths().Select(path => (Path: path, Score: chain.Score(path))).ToList();
            var total = Math.Log(all.Sum(one => Math.Exp(one.Score)));
            var place = $"case {number}: {chain}";
            Near(total, call.LogPartition(scores).Scalar, place);

            var (best, largest) = all.MaxBy(one => one.Score);
            var found = call.BestPath(scores).Ints.ToArray();
            Assert.True(chain.Steps.Select(t => found[t]).SequenceEqual(best)
                || Math.Abs(chain.Score([.. chain.Steps.Select(t => found[t])]) - largest) < 1e-6, place);

            var marginals = call.PairMarginals(scores).Floats;
            var expected = new double[marginals.Length];
            foreach (var (path, score) in all)
                for (var k = 0; k < path.Length; k++)
                    expected[(chain.Steps[k] * chain.Tags + (k == 0 ? 0 : path[k - 1])) * chain.Tags + path[k]]
                        += Math.Exp(score - total);
            // A single tag is certain, also where it is padding.
            if (chain.Tags == 1) Array.Fill(expected, 1);
            for (var i = 0; i < expected.Length; i++) Near(expected[i], marginals[i], $"{place}, marginal {i}");

            var (labels, truth) = chain.Truth();
            Near(total - chain.Score(truth), new CrfLoss().Compute(labels, scores, call).Scalar, place);
        }
    }

    [Fact]
    public void Padding_changes_not_one_bit()
    {
        for (var number = 0; number < Cases; number++)
        {
            var chain = new RandomChain((ulong)number);
            var alone = chain.WithoutPadding();
            var call = Calls.Eager();
            var (padded, whole) = (chain.Scores(call), alone.Scores(call));
            Assert.Equal(call.LogPartition(whole).Elements(), call.LogPartition(padded).Elements());
            var (ours, theirs) = (call.PairMarginals(padded).Elements(), call.PairMarginals(whole).Elements());
            var (path, expected) = (call.BestPath(padded).Ints.ToArray(), call.BestPath(whole).Ints.ToArray());
            var square = chain.Tags * chain.Tags;
            for (var k = 0; k < chain.Steps.Count; k++)
            {
                Assert.Equal(theirs[(k * square)..((k + 1) * square)],
                    ours[(chain.Steps[k] * square)..((chain.Steps[k] + 1) * square)]);
                Assert.Equal(expected[k], path[chain.Steps[k]]);
            }
            Assert.Equal(new CrfLoss().Compute(alone.Truth().Labels, whole, call).Elements(),
                new CrfLoss().Compute(chain.Truth().Labels, padded, call).Elements());
        }
    }

    [Fact]
    public void The_loss_has_the_gradient_of_differences()
    {
        var labels = Tensor.From([0f, 2, 1, 3, 3, 0, 2, 1, 1, 0], [2, 5]);
        var mask = Tensor.From([1f, 1, 1, 0, 0, 0, 1, 0, 1, 1], [2, 5]);
        var operation = new ChainScores(new(4, [7], [3], []));
        GradientCheck.Holds((call, x) => new CrfLoss { Reduction = Reduction.None }.Compute(labels,
            call.Run(operation, x[0], x[1], x[2], x[3], mask), call),
            Calls.Normal([2, 5, 4]), Calls.Normal([4, 4], 8), Calls.Normal([4], 9), Calls.Normal([4], 10));
    }

    [Fact]
    public void What_is_forbidden_is_never_answered()
    {
        for (var number = 0; number < 200; number++)
        {
            var layer = new Crf { ForbiddenTransitions = [1, 4, 6], ForbiddenStarts = [2], ForbiddenEnds = [0] };
            var unary = Calls.Normal([3, 6, 3], (ulong)number);
            var call = Calls.Eager();
            var scores = layer.Run(false, unary).Tensor;
            var path = call.BestPath(scores).Ints;
            for (var b = 0; b < 3; b++)
            {
                Assert.NotEqual(2, path[b * 6]);
                Assert.NotEqual(0, path[b * 6 + 5]);
                for (var t = 1; t < 6; t++)
                    Assert.DoesNotContain(path[b * 6 + t - 1] * 3 + path[b * 6 + t], (int[])[1, 4, 6]);
            }
            Assert.Equal(0, call.PairMarginals(scores).Floats[2]);
        }
    }

    [Fact]
    public void A_number_that_is_no_pair_is_refused() =>
        Assert.Contains("from 0 to 8", Assert.Throws<ArgumentOutOfRangeException>(() =>
            new Crf { ForbiddenTransitions = [9] }.Run(false, Calls.Normal([1, 2, 3]))).Message);

    [Fact]
    public void A_label_that_is_no_tag_is_told_with_its_row_and_place()
    {
        var scores = new Crf().Run(false, Calls.Normal([2, 3, 4])).Tensor;
        var error = Assert.Throws<LabelOutOfRangeException>(() =>
            new CrfLoss().Compute(Tensor.From([0f, 1, 2, 0, 4, 0], [2, 3]), scores, Calls.Eager()));
        Assert.Equal((4f, 1, 1), (error.Label, error.Row, error.Position));
    }

    [Fact]
    public void Predictions_without_pairs_are_told_what_the_model_lacks() =>
        Assert.Contains("new Crf()", Assert.Throws<ShapeException>(() =>
            new CrfLoss().Compute(Tensor.From([0f, 1], [1, 2]), Calls.Normal([1, 2, 3]), Calls.Eager())).Message);

    // Tags that follow from the tag before alone: what each step says is noise.
    [Fact]
    public void A_model_learns_what_follows_what_and_is_kept_in_a_file()
    {
        var random = new CounterRandom(3, 1);
        var (ids, tags) = (new int[64 * 8], new float[64 * 8]);
        for (var i = 0; i < ids.Length; i++)
        {
            tags[i] = i % 8 == 0 ? random.Below((ulong)i, 3) : (tags[i - 1] + 1) % 3;
            ids[i] = i % 8 == 0 ? 1 + (int)tags[i] : 4 + random.Below((ulong)i, 3);
        }
        var model = new Valence.Models.Sequential(new Embedding(7, 8, maskZero: true), new Dense(3), new Crf());
        model.Compile(new Adam(0.1), "crf_loss");
        var x = Tensor.From(ids, [64, 8]);
        var history = model.Fit(x, Tensor.From(tags, [64, 8]), epochs: 60, verbose: 0);
        Assert.True(history["loss"][^1] < 0.2, $"{history["loss"][^1]}");
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.keras");
        try
        {
            model.Save(file);
            var read = Valence.Models.Model.Load(file);
            Assert.Equal(model.Predict(x).Elements(), read.Predict(x).Elements());
            Assert.Equal(model.Evaluate(x, Tensor.From(tags, [64, 8]))["loss"],
                read.Evaluate(x, Tensor.From(tags, [64, 8]))["loss"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Near(double expected, double actual, string place) =>
        Assert.True(Math.Abs(expected - actual) <= 2e-6 * Math.Max(1, Math.Abs(expected)),
            $"{place}: {actual}, expected {expected}.");
}
