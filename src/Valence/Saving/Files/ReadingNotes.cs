using System.Globalization;

namespace Valence.Saving;

/// <summary>What a description means otherwise than its words mean today, gathered while it is read.</summary>
/// <param name="kerasVersion">The version of Keras that wrote it, or null where it does not say.</param>
/// <param name="isKeras2">Whether that is the second or first one.</param>
internal sealed class ReadingNotes(string? kerasVersion, bool isKeras2)
{
    private const int MostPlaces = 3;
    private readonly Dictionary<string, List<string>> _notes = new(StringComparer.Ordinal);

    /// <summary>Whether the description is one of Keras 2, or an earlier one.</summary>
    public bool IsKeras2 { get; } = isKeras2;

    /// <summary>What wrote the description, in words.</summary>
    public string Writer { get; } = kerasVersion is null ? "an earlier Keras" : $"Keras {kerasVersion}";

    /// <summary>Every note once, with the first places that it is about.</summary>
    public IReadOnlyList<string> All => [.. _notes.Select(note => note.Value.Count == 0 ? note.Key
        : string.Create(CultureInfo.InvariantCulture, $"{note.Key} ({string.Join(", ", note.Value.Take(MostPlaces))}"
            + $"{(note.Value.Count > MostPlaces ? $" and {note.Value.Count - MostPlaces} more" : "")})"))];

    /// <summary>Notes a sentence without its full stop; several of one place are one.</summary>
    public void Add(string sentence, string? place = null)
    {
        if (!_notes.TryGetValue(sentence, out var places)) _notes[sentence] = places = [];
        if (place is not null && !places.Contains(place)) places.Add(place);
    }
}
