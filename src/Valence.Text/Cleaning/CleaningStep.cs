namespace Valence.Text;

/// <summary>One step of a <see cref="TextCleaning"/>: a kind and its arguments, with the function they make.</summary>
internal sealed class CleaningStep : IEquatable<CleaningStep>
{
    private readonly Func<string, string> _apply;

    public CleaningStep(CleaningStepKind kind, params string[] arguments)
    {
        Kind = kind;
        Arguments = arguments;
        _apply = kind.Build(arguments);
    }

    public CleaningStepKind Kind { get; }

    /// <summary>One for each of the kind's parameters.</summary>
    public IReadOnlyList<string> Arguments { get; }

    public string Apply(string text) => _apply(text);

    public bool Equals(CleaningStep? other) => other is not null && Kind == other.Kind && Arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object? obj) => Equals(obj as CleaningStep);

    public override int GetHashCode() => HashCode.Combine(Kind.Name, Arguments.Count > 0 ? Arguments[0] : "");
}
