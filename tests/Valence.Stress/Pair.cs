namespace Valence.Stress;

/// <summary>Two methods, called by several threads at once.</summary>
/// <param name="Serial">What one thread gets of the kind.</param>
/// <param name="Kind">The kind of model.</param>
/// <param name="A">A method.</param>
/// <param name="B">Another, or the same.</param>
/// <param name="IsFresh">Whether the models were never used before.</param>
internal sealed record Pair(Serial Serial, Kind Kind, Method A, Method B, bool IsFresh)
{
    private bool Changes => A.Group == Group.Change || B.Group == Group.Change;

    private bool Trains => A.Steps + B.Steps > 0;

    // Where states go on and weights change too, there are too many orders to compare with.
    private bool IsTold => !Kind.IsStateful || !Changes && !Trains;

    /// <summary>Calls them, and says what went wrong.</summary>
    public Outcome Run(int threads, int calls, Random random)
    {
        var world = Kind.Make(Serial.Files);
        if (!IsFresh) world.Warm();
        int[] waits = [.. Enumerable.Range(0, threads).Select(_ => random.Next(2000))];
        var results = AtOnce.Run(threads, thread =>
        {
            Thread.SpinWait(waits[thread]);
            return Enumerable.Range(0, calls).Select(call => Result((thread + call) % 2 == 0 ? A : B, thread)).ToList();
        }).SelectMany(results => results).ToList();
        var refused = results.Count(result => result.Error is not null);
        List<string> wrong = [.. results.Select(result => Wrong(result, results.Count)).OfType<string>()];
        if (wrong.Count == 0 && End(world, results) is { } end) wrong.Add(end);
        return new(results.Count, refused, wrong);

        (Method Method, int Thread, string Answer, Exception? Error) Result(Method method, int thread)
        {
            try
            {
                return (method, thread, method.Call(world, thread), null);
            }
            catch (Exception error)
            {
                return (method, thread, "", error);
            }
        }
    }

    public override string ToString() => $"{Kind.Name}{(IsFresh ? ", unused" : "")}: {A.Signature} and {B.Signature}";

    private string? Wrong((Method Method, int Thread, string Answer, Exception? Error) result, int calls)
    {
        var (method, thread, answer, error) = result;
        if (error is not null)
            return IsRefusal(error) && MayRefuse(method) ? null : $"{method.Signature} threw {error}";
        if (!IsTold || method.Group is Group.Add or Group.End || Kind.IsStateful && method.Group == Group.Session)
            return null;
        // An added layer changes what the model says of itself, and not what it answers.
        if (IsFresh && Adds && method.Group is Group.Describe or Group.Read) return null;
        if (IsFresh && !Kind.KnowsInputs && answer == Methods.Bits()) return null;
        var steps = Kind.IsStateful ? calls : calls * Math.Max(A.Steps, B.Steps);
        return Serial.Allows(method, thread, answer, Changes ? 2 : 1, steps) ? null
            : $"{method.Signature} answered what no order of the calls does: {answer}";
    }

    // No step is lost, and none is taken twice.
    private string? End(World world, List<(Method Method, int Thread, string Answer, Exception? Error)> results)
    {
        if (!IsTold || IsFresh && !Kind.KnowsInputs) return null;
        var done = results.Where(result => result.Error is null).Select(result => result.Method);
        var look = Methods.All.First(method => method.Signature ==
            (Kind.IsStateful ? "Model.PredictAll(Data, Int32, Nullable<Verbosity>, CancellationToken)"
                : "Layer.GetWeights()"));
        var answer = look.Call(world, 0);
        var steps = done.Sum(method => Kind.IsStateful ? method.CarriesStates ? 1 : 0 : method.Steps);
        return (Changes ? Serial.Allows(look, 0, answer, 2, steps) : Serial.Answer(look, 0, 0, steps) == answer) ? null
            : $"afterwards the model is not where {steps} steps bring it";
    }

    private bool Adds => A.Group == Group.Add || B.Group == Group.Add;

    private bool MayRefuse(Method method) =>
        Refusals.IsRefused(method.Group, A.Group) || Refusals.IsRefused(method.Group, B.Group)
        || Kind.IsStateful && method.CarriesStates
        || IsFresh && !Kind.KnowsInputs && method.Group is not (Group.Ask or Group.Train or Group.Apart);

    // A sentence of this library's own.
    private static bool IsRefusal(Exception error) => error is ObjectDisposedException
        || error.GetType() == typeof(InvalidOperationException) && error.Message.EndsWith('.')
        && error.TargetSite?.DeclaringType?.FullName?.StartsWith("Valence.", StringComparison.Ordinal) == true;
}
