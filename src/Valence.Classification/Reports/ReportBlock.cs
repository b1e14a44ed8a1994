namespace Valence.Classification;

/// <summary>A part of a section, which every form of a report writes in its own way.</summary>
internal abstract record ReportBlock;
