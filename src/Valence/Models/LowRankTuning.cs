using Valence.Layers;

namespace Valence.Models;

/// <summary>Training by low-rank additions: <see cref="Model.EnableLora"/>.</summary>
internal static class LowRankTuning
{
    /// <summary>Beyond any matrix that there is.</summary>
    internal const int MostRank = 1 << 16;

    private static readonly string[] Projections = ["query_dense", "key_dense", "value_dense", "output_dense"];

    public static void Begin(Model model, int rank, double alpha, IReadOnlyList<string>? names)
    {
        model.RequireBuilt();
        var targets = Targets(model, names ?? Projections).ToList();
        RequireAll(model, targets, names);
        model.ChangeWeights(() =>
        {
            model.Trainable = false;
            foreach (var (matrix, _, beside) in targets)
            {
                foreach (var weight in beside) weight.Trainable = !weight.IsState;
                matrix.AddLowRank(rank, alpha);
            }
            Thaw(model, targets.Select(target => target.Matrix).ToHashSet());
        });
        // Another model may have given all weights their first values, and looks for none any more.
        if (targets.Any(target => target.Matrix.Guard is not null)) FirstValues.Give(model);
    }

    public static void End(Model model) => model.ChangeWeights(() =>
    {
        foreach (var weight in model.StoredWeights) weight.Merge();
    });

    // The matrices of layers of these names, or of parts of layers, with the weights beside each.
    private static IEnumerable<Target> Targets(Layer layer, IReadOnlyList<string> names)
    {
        foreach (var child in layer.Children)
            foreach (var target in Targets(child, names)) yield return target;
        foreach (var matrix in Own(layer).Where(weight => weight.MayHaveAddition))
        {
            var scope = matrix.Path[..^matrix.Name.Length];
            string[] known = [layer.Name, .. scope.Split('/', StringSplitOptions.RemoveEmptyEntries)];
            if (known.Intersect(names).LastOrDefault() is { } name)
                yield return new(matrix, name, [.. Own(layer).Where(weight => weight.Path == scope + weight.Name)]);
        }
    }

    private static IEnumerable<Weight> Own(Layer layer) =>
        layer.StoredWeights.Except(layer.Children.SelectMany(child => child.StoredWeights));

    private static void RequireAll(Model model, List<Target> targets, IReadOnlyList<string>? names)
    {
        if (targets.Count == 0 && names is null)
            throw new ArgumentException($"{model.Place}: expected blocks of a transformer, whose projections get "
                + "additions, found none. Name the layers that shall have them.", nameof(names));
        if (names?.Except(targets.Select(target => target.Name)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"{model.Place}: expected names of layers with a matrix that may have an "
                + $"addition, such as those of Dense, received '{unknown}'.", nameof(names));
        foreach (var (matrix, name, _) in targets)
        {
            if (matrix.Constraint is not null)
                throw new ArgumentException($"{model.Place}: expected matrices without a constraint, which an addition "
                    + $"would break; '{matrix.Path}' of '{name}' has one. Leave it out.", nameof(names));
            if (matrix.LowRank is not null)
                throw new InvalidOperationException($"{model.Place}: '{matrix.Path}' of '{name}' has an addition "
                    + $"already. Call {nameof(Model.MergeLora)} first.");
        }
    }

    // Layers are frozen as a whole where nothing inside learns.
    private static bool Thaw(Layer layer, IReadOnlySet<Weight> targets)
    {
        var learns = Own(layer).Any(targets.Contains);
        foreach (var child in layer.Children) learns |= Thaw(child, targets);
        if (learns) layer.Thaw();
        return learns;
    }

    private readonly record struct Target(Weight Matrix, string Name, IReadOnlyList<Weight> Beside);
}
