using System.CommandLine;
using System.Text.Json.Nodes;
using Valence.Classification;

namespace Valence.Cli;

/// <summary>What wrong answers cost, for the page of a report.</summary>
internal static class CostOption
{
    /// <summary>The option <c>--cost</c>.</summary>
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--cost")
        {
            Description = "With --report, of two classes: what a wrong answer to a text of a class costs, LABEL=COST,… "
                + "such as \"negative=5\"; the page shows what each threshold costs. 1 for those that are not given.",
            HelpName = "COSTS",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }, ..] && ClassWeightOption.Parse(given, IsCost) is null)
                result.AddError($"{option.Name}: expected costs from 0 to 1e6 such as negative=5,positive=1, received "
                    + $"'{given}'.");
        });
        return option;
    }

    /// <summary>The costs by class, or null where none are given.</summary>
    public static IReadOnlyDictionary<string, double>? Of(string? given, bool hasReport) => given is null ? null
        : hasReport ? ClassWeightOption.Parse(given, IsCost)
        : throw new UsageException("--cost is for a page. Give --report FILE too, or leave it out.");

    /// <summary>What is wrong with costs is told before any work is done.</summary>
    /// <exception cref="UsageException">The task does not have the classes of the costs.</exception>
    public static void Check(TextTask task, IReadOnlyDictionary<string, double>? costs)
    {
        try
        {
            _ = CostSection.Of(task, costs);
        }
        catch (Exception error) when (error is DataException or ArgumentException)
        {
            // The parameter's name is for programs.
            throw new UsageException($"--cost: {error.Message.Split(" (Parameter ")[0]}", error);
        }
    }

    /// <summary>What the costs come to, for programs; null where they were not given.</summary>
    public static JsonObject? Json(ReportedRows rows, IReadOnlyDictionary<string, double>? costs)
    {
        if (costs is null || ThresholdCosts.Of(rows, costs) is not { } found) return null;
        var names = rows.Classes!.Matrix.Classes;
        return new()
        {
            ["of"] = new JsonObject { [names[0]] = found.Each.First, [names[1]] = found.Each.Second },
            ["model"] = Json(found.AtModel),
            ["cheapest"] = Json(found.Cheapest),
        };
    }

    private static JsonObject Json(WrongAnswers at) => new()
    {
        ["threshold"] = at.Threshold,
        ["first_taken_for_second"] = at.First,
        ["second_taken_for_first"] = at.Second,
        ["cost"] = at.Cost,
    };

    private static bool IsCost(double cost) => cost is >= 0 and <= ThresholdCosts.Most;
}
