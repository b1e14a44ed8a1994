using System.Globalization;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What a search tries: names of settings and the values of each, of which all combinations are
/// trials.</summary>
/// <remarks>
/// In words: <c>recipe=lstm,cnn rate=.001,.003 length=128..512</c>. Names are recipe, rate (the size of steps), length
/// (words or tokens that a network reads at once), epochs, patience, batch (texts in a step), words (ids of the
/// vocabulary), split (whitespace, character), cleaning, grams (words in a row that are a feature of the linear
/// model, 1 to 3), and, with texts without labels, vectors (learned, none) and unlabelled (sure, none). A range of
/// whole numbers means doubling, <c>128..512</c> is 128, 256, 512; one of rates means half decades, <c>.001...01</c> is
/// .001, .003, .01; both ends are in it.
/// </remarks>
public sealed class TrialGrid
{
    private const string RecipeName = "recipe";

    private readonly IReadOnlyList<(string Name, int Position, string[] Values)> _lists;

    private TrialGrid(IReadOnlyList<(string Name, int Position, string[] Values)> lists) => _lists = lists;

    /// <summary>How many trials there are, of one recipe where none is named.</summary>
    public long Count => _lists.Aggregate(1L, (count, list) =>
        count > long.MaxValue / list.Values.Length ? long.MaxValue : count * list.Values.Length);

    /// <summary>Reads names and values in the words above.</summary>
    /// <exception cref="FormatException">A name or value is none, or is given twice; the message has its
    /// place.</exception>
    public static TrialGrid Parse(string text)
    {
        Require.NotNull(text);
        var lists = new List<(string Name, int Position, string[] Values)>();
        foreach (var (part, at) in Pieces(text, 0, char.IsWhiteSpace))
        {
            if (part.Length == 0) continue;
            var end = part.IndexOf('=');
            if (end <= 0)
                throw new FormatException(Inv($"Expected a name and values such as rate=.001,.003, received '{part}' ")
                    + Inv($"at character {at}."));
            var name = part[..end];
            var choice = TrialChoice.All.FirstOrDefault(one => one.Name == name);
            if (choice is null && name != RecipeName)
                throw new FormatException(Inv($"There is no '{name}' to try (character {at}). ")
                    + NearName.List(name, [RecipeName, .. TrialChoice.All.Select(one => one.Name)]));
            if (lists.Any(list => list.Name == name))
                throw new FormatException(Inv($"'{name}' is there twice (character {at}). Give its values in one ")
                    + "list.");
            var values = new List<string>();
            foreach (var (given, place) in Pieces(part[(end + 1)..], at + end, letter => letter == ','))
                foreach (var value in Values(choice, given, place))
                    if (values.Contains(value))
                        throw new FormatException(Inv($"{name}: {value} is there twice (character {place})."));
                    else values.Add(value);
            lists.Add((name, at, [.. values]));
        }
        return lists.Count > 0 ? new(lists)
            : throw new FormatException("Expected what to try, such as \"recipe=lstm,cnn rate=.001,.003\", received "
                + "nothing.");
    }

    /// <summary>The same in words, ranges as their values.</summary>
    public override string ToString() =>
        string.Join(' ', _lists.Select(list => $"{list.Name}={string.Join(',', list.Values)}"));

    /// <summary>Whether recipes are named.</summary>
    internal bool HasRecipes => _lists.Any(list => list.Name == RecipeName);

    /// <summary>Whether a recipe is named.</summary>
    internal bool Names(string recipe) =>
        _lists.Any(list => list.Name == RecipeName && list.Values.Contains(recipe));

    /// <summary>Whether a name has a value.</summary>
    internal bool Has(TrialChoice choice, string value) =>
        _lists.Any(list => list.Name == choice.Name && list.Values.Contains(value));

    /// <summary>All combinations.</summary>
    /// <param name="settings">What holds for all of them.</param>
    /// <exception cref="ArgumentException">There is no such recipe, a recipe has no such setting, or the settings say
    /// it too.</exception>
    internal IReadOnlyList<Trial> Trials(TrainingSettings settings)
    {
        var trials = Known(settings).Select(recipe => new Trial(recipe, settings with { Recipe = recipe })).ToList();
        foreach (var trial in trials) RefuseOthers(trial.Recipe, settings);
        foreach (var (name, position, values) in _lists)
        {
            if (TrialChoice.All.FirstOrDefault(one => one.Name == name) is not { } choice) continue;
            if (choice.IsSet(settings))
                throw Wrong(Inv($"'{name}' (character {position}) is given besides, for all trials. Leave one of the ")
                    + "two out.");
            if (trials.FirstOrDefault(trial => !choice.IsOf(trial.Original)) is { } other)
                throw Wrong(Inv($"'{name}' (character {position}): the recipe {other.Original.Name} has no use for it")
                    + (choice.IsOfSteps && other.Original.IsFittedExactly
                        ? ", as it is fitted exactly, without steps" : "")
                    + $". Leave {name} or the recipe out.");
            trials = [.. trials.SelectMany(trial => values.Select(value => trial.With(choice, value)))];
        }
        return trials;
    }

    private IEnumerable<Recipe> Known(TrainingSettings settings)
    {
        if (_lists.FirstOrDefault(list => list.Name == RecipeName) is not { Name: not null } named)
            return settings.Recipe is { } own ? [own] : Recipes.Tried;
        if (settings.Recipe is not null)
            throw Wrong(Inv($"'{RecipeName}' (character {named.Position}) is given besides, for all trials. Leave one ")
                + "of the two out.");
        Recipe[] known = [.. Recipes.All, .. settings.MoreRecipes];
        return [.. named.Values.Select((name, i) => known.FirstOrDefault(recipe => recipe.Name == name) ?? throw Wrong(
            Inv($"There is no recipe '{name}' (character {Place(i)}). ")
                + NearName.List(name, known.Select(recipe => recipe.Name))))];

        // Names of recipes are kept as they stand.
        int Place(int i) => named.Position + RecipeName.Length + 1
            + named.Values.Take(i).Sum(before => before.Length + 1);
    }

    // What holds for all of them has to hold for each.
    private static void RefuseOthers(Recipe recipe, TrainingSettings settings)
    {
        foreach (var choice in TrialChoice.All)
            if (choice.IsSet(settings) && !choice.IsOf(recipe))
                throw Wrong($"'{choice.Name}' is given by a setting of its own for all trials, and the recipe "
                    + $"{recipe.Name} has no use for it. Leave one of the two out.");
    }

    private static ArgumentException Wrong(string message) => new($"Try: {message}");

    // Between separators, each with the place of its first letter, counted from 1.
    private static IEnumerable<(string Piece, int At)> Pieces(string text, int before, Func<char, bool> separates)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !separates(text[i])) continue;
            yield return (text[start..i], before + start + 1);
            start = i + 1;
        }
    }

    private static IReadOnlyList<string> Values(TrialChoice? choice, string given, int at)
    {
        if (choice is null)
            return given.Length > 0 ? [given]
                : throw new FormatException(Inv($"{RecipeName} (character {at}): expected a recipe, received ")
                    + "nothing.");
        var dots = choice.Kind.HasRanges ? given.IndexOf("..", StringComparison.Ordinal) : -1;
        if (dots < 0) return [choice.Read(given) ?? throw Unread(given)];
        var (first, last) = (given[..dots], given[(dots + 2)..]);
        var (low, high) = (choice.Read(first) ?? throw Unread(given), choice.Read(last) ?? throw Unread(given));
        if (Number(low) > Number(high))
            throw new FormatException(Inv($"{choice.Name} (character {at}): expected a range from the smaller to the ")
                + $"larger number, received '{given}'.");
        return low == high ? [low] : choice.Kind.AreWhole ? Doubled(low, high) : HalfDecades(low, high);

        FormatException Unread(string received) => new(Inv($"{choice.Name} (character {at}): expected ")
            + $"{choice.Expected}{(choice.Kind.HasRanges ? ", or a range FIRST..LAST" : "")}, received '{received}'.");
    }

    private static List<string> Doubled(string low, string high)
    {
        var values = new List<string>();
        for (var value = (long)Number(low); value < Number(high); value *= 2)
            values.Add(value.ToString(CultureInfo.InvariantCulture));
        return [.. values, high];
    }

    private static List<string> HalfDecades(string low, string high)
    {
        var values = new List<string> { low };
        for (var decade = Decade(low) - 1; decade <= Decade(high) + 1; decade++)
            foreach (var step in (string[])["1", "3"])
            {
                var value = TrialChoice.Rate.Read(Inv($"{step}E{decade}"));
                if (value is not null && Number(value) > Number(low) && Number(value) < Number(high)) values.Add(value);
            }
        return [.. values, high];

        static int Decade(string number) => (int)Math.Floor(Math.Log10(Number(number)));
    }

    private static double Number(string value) => double.Parse(value, CultureInfo.InvariantCulture);

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
