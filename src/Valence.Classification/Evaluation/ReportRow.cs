namespace Valence.Classification;

/// <summary>One row of a classification report: a class, or an average over the classes.</summary>
/// <param name="Name">The class, <c>macro avg</c> or <c>weighted avg</c>.</param>
/// <param name="Precision">Of the rows taken for the class, the share that is of it; 0 where none was taken for
/// it.</param>
/// <param name="Recall">Of the rows of the class, the share taken for it; 0 where there is none.</param>
/// <param name="F1">The harmonic mean of precision and recall, <c>2·correct / (support + predicted)</c>; 0 where both
/// are undefined.</param>
/// <param name="Support">The number of rows of the class, or of all.</param>
public sealed record ReportRow(string Name, double Precision, double Recall, double F1, long Support);
