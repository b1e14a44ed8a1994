namespace Valence.Classification.Tests.Search;

public sealed class TrialRankingTests
{
    private static readonly Recipe[] Kinds = [Recipes.Linear, Recipes.Cnn, Recipes.Lstm, Recipes.Gru, Recipes.Mlp];

    [Fact]
    public void The_best_of_a_table_is_first_and_others_are_of_other_recipes()
    {
        var ranking = new TrialRanking();
        (int Kind, double Score)[] table = [(0, 10), (1, 12), (1, 15), (1, 14), (2, 3), (3, 11), (4, 4)];
        foreach (var (i, (kind, score)) in table.Index()) Add(ranking, Outcome(kind, score, i));
        Assert.Equal(15, ranking.Best!.Judged.Score);
        Assert.Equal(14, ranking.Next!.Judged.Score);
        Assert.Equal([15.0, 11, 10, 4], ranking.Kept.Select(one => one.Outcome.Judged.Score));
    }

    [Fact]
    public void Where_recipes_are_few_their_next_trials_are_kept_too()
    {
        var ranking = new TrialRanking();
        foreach (var (i, score) in ((double[])[5, 9, 7, 8, 6]).Index()) Add(ranking, Outcome(i % 2, score, i));
        Assert.Equal([9.0, 8, 7, 6], ranking.Kept.Select(one => one.Outcome.Judged.Score));
    }

    [Fact]
    public void Texts_right_by_chance_decide_nothing_and_the_loss_does()
    {
        var ranking = new TrialRanking();
        // Two of a hundred more are right: chance.
        Assert.True(Add(ranking, Right(80, loss: 0.5)));
        Assert.False(Add(ranking, Right(82, loss: 0.6)));
        Assert.True(Add(ranking, Right(79, loss: 0.4)));
        Assert.True(Add(ranking, Right(99, loss: 0.9)));
    }

    [Fact]
    public void Random_tables_are_ranked_as_sorting_ranks_them()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var (ranking, table) = (new TrialRanking(), new List<TrialOutcome>());
            for (var i = random.Next(1, 20); i > 0; i--)
            {
                table.Add(Outcome(random.Next(Kinds.Length), random.Next(1_000_000), table.Count));
                Add(ranking, table[^1]);
            }
            var sorted = table.OrderByDescending(one => one.Judged.Score).ToList();
            Assert.Same(sorted[0], ranking.Best);
            Assert.Same(sorted.ElementAtOrDefault(1), ranking.Next);
            var leaders = sorted.GroupBy(one => one.Trial.Recipe.Name).Select(group => group.First()).ToList();
            var expected = leaders.Concat(sorted.Except(leaders)).Take(TrialRanking.MostKept).ToHashSet();
            Assert.Equal(sorted.Where(expected.Contains), ranking.Kept.Select(one => one.Outcome));
        }
    }

    private static bool Add(TrialRanking ranking, TrialOutcome outcome) =>
        ranking.Add(new(outcome, null, [], PartOfMean.None));

    private static TrialOutcome Outcome(int kind, double score, int number) => new(new Trial(Kinds[kind], new())
        .With(TrialChoice.Epochs, $"{number + 1}"), new(new(Kinds[kind].Name, 1, 0, 10, 1) { Measure = "F1" }, score,
            []), 1);

    private static TrialOutcome Right(int right, double loss) => new(new(Recipes.Cnn, new()),
        new(new("cnn", 1, right, 100, loss), right, [.. Enumerable.Range(0, 100).Select(i => i < right)]), 1);
}
