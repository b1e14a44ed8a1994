namespace Valence.Classification;

/// <summary>A picture, and what it shows in words.</summary>
/// <param name="Svg">The picture.</param>
/// <param name="Description">The words.</param>
internal sealed record ReportPicture(string Svg, string Description) : ReportBlock;
