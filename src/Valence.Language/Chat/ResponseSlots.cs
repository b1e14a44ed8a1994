using System.Text.RegularExpressions;
using Valence.Classification;
using Valence.Text;

namespace Valence.Language;

/// <summary>Places in answers, such as <c>{city}</c>, that a part of a question of that type fills.</summary>
internal static partial class ResponseSlots
{
    /// <summary>The types that an answer asks for.</summary>
    public static IEnumerable<string> Of(string response) =>
        Slot().Matches(response).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>Refuses intents that a tagger cannot fill, or that have no answer where nothing fills them.</summary>
    /// <exception cref="DataException">A type is none of the tagger's, or an intent has such answers alone.</exception>
    public static void Check(Intents intents, TextTagger tagger)
    {
        string[] types = [.. tagger.Types];
        foreach (var intent in intents.Answered.Append(intents.Fallback))
        {
            if (intent.Responses.SelectMany(Of).FirstOrDefault(type => !types.Contains(type)) is { } unknown)
                throw new DataException($"Intent '{Printable.Label(intent.Tag)}': an answer asks for "
                    + $"'{{{Printable.Label(unknown)}}}', which the tagger does not find. "
                    + NearName.List(unknown, types, "It finds"));
            if (intent.Responses.All(response => Of(response).Any()))
                throw new DataException($"Intent '{Printable.Label(intent.Tag)}': expected an answer without "
                    + $"'{{{Of(intent.Responses[0]).First()}}}' too, for questions that do not say it.");
        }
    }

    /// <summary>The answers that ask for most of what is known, and for nothing else, with it filled in.</summary>
    public static IReadOnlyList<string> Filled(IReadOnlyList<string> responses,
        IReadOnlyDictionary<string, string> known) => [.. responses
            .Where(response => Of(response).All(known.ContainsKey))
            .GroupBy(response => Of(response).Count()).MaxBy(group => group.Key)!
            .Select(response => Slot().Replace(response, match => known[match.Groups[1].Value]))];

    [GeneratedRegex(@"\{([^{}\s]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Slot();
}
