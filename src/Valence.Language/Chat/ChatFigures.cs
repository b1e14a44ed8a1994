using System.Globalization;

namespace Valence.Language;

/// <summary>How a chatbot deals with questions that it did not learn from.</summary>
/// <param name="Questions">Questions that mean an intent.</param>
/// <param name="Answered">Those of them that are answered.</param>
/// <param name="Right">Those of them that are answered by their intent.</param>
/// <param name="Best">Those of them whose intent is the most probable one, answered or not.</param>
/// <param name="None">Questions that mean no intent.</param>
/// <param name="NoneLeft">Those of them that are left to the fallback.</param>
public sealed record ChatFigures(int Questions, int Answered, int Right, int Best, int None, int NoneLeft)
{
    /// <summary>The part of questions whose intent is the most probable one, from 0 to 1.</summary>
    public double Accuracy => Share(Best, Questions);

    /// <summary>The part of questions of an intent that are answered, from 0 to 1.</summary>
    public double ShareAnswered => Share(Answered, Questions);

    /// <summary>The part of questions of an intent that are answered, and by their intent, from 0 to 1.</summary>
    public double ShareRight => Share(Right, Questions);

    /// <summary>The part of questions of no intent that are left to the fallback, from 0 to 1; NaN where there are
    /// none.</summary>
    public double NoneRecall => Share(NoneLeft, None);

    /// <summary>The part of all answers that are false: of another intent, or to a question of none, from 0 to
    /// 1.</summary>
    public double FalseAnswers => Share(Answered - Right + None - NoneLeft, Answered + None - NoneLeft);

    /// <summary>A line a figure.</summary>
    public override string ToString() => string.Join('\n', ((string?[])
        [
            string.Create(CultureInfo.InvariantCulture, $"questions of an intent  {Questions}: {ShareAnswered:P1} "
                + $"answered, {ShareRight:P1} by the right intent ({Accuracy:P1} where all were answered)"),
            None == 0 ? null : string.Create(CultureInfo.InvariantCulture,
                $"questions of none       {None}: {NoneRecall:P1} left to the fallback"),
            string.Create(CultureInfo.InvariantCulture, $"false answers           {FalseAnswers:P1} of all answers"),
        ]).OfType<string>());

    private static double Share(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;
}
