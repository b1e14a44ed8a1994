namespace Valence.Stress;

/// <summary>What one thread alone gets of a kind, whatever was trained, given and asked before.</summary>
/// <remarks>A model is where so many steps have brought it from one of two sets of weights; a stateful one, where so
/// many calls have brought its states.</remarks>
internal sealed class Serial
{
    private readonly Kind _kind;
    private readonly World _twin;
    private readonly List<IReadOnlyList<Tensor>>[] _weights;
    private readonly Dictionary<(Method Method, int Set, int Model), List<string>> _answers = [];

    public Serial(Kind kind, string folder)
    {
        (_kind, Files) = (kind, new(folder));
        _twin = Made();
        Files.Write(_twin);
        _weights = [.. Files.Sets.Select(set => new List<IReadOnlyList<Tensor>> { set })];
    }

    public Files Files { get; }

    /// <summary>Whether a method may give this answer after at most so many steps from one of the first sets of
    /// weights.</summary>
    public bool Allows(Method method, int thread, string answer, int sets, int steps)
    {
        for (var set = 0; set < sets; set++)
            for (var step = 0; step <= steps; step++)
                if (Answer(method, thread, set, step) == answer) return true;
        return false;
    }

    /// <summary>What a method answers after so many steps.</summary>
    public string Answer(Method method, int thread, int set, int step)
    {
        var model = thread % _twin.Models;
        if (!_answers.TryGetValue((method, set, model), out var answers)) _answers[(method, set, model)] = answers = [];
        while (answers.Count <= step)
            answers.Add(method.Call(_kind.IsStateful ? Asked(method.CarriesStates ? answers.Count : 0)
                : With(set, answers.Count), model));
        return answers[step];
    }

    private World With(int set, int step)
    {
        var weights = _weights[set];
        while (weights.Count <= step)
        {
            _twin[0].SetWeights(weights[^1]);
            _twin[0].TrainOnBatch(_twin.X, _twin.Y);
            weights.Add(_twin[0].GetWeights());
        }
        _twin[0].SetWeights(weights[step]);
        return _twin;
    }

    private World Asked(int times)
    {
        var world = Made();
        for (var i = 0; i < times; i++) world[0].PredictAll(world.X, world.Rows);
        return world;
    }

    private World Made()
    {
        var world = _kind.Make(Files);
        world.Warm();
        return world;
    }
}
