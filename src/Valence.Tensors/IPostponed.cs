namespace Valence;

/// <summary>Changes of a tensor's elements that are carried out when somebody asks for them.</summary>
internal interface IPostponed
{
    /// <summary>Carries out all changes.</summary>
    void CatchUp();

    /// <summary>Carries out those of the given rows.</summary>
    /// <param name="rows">Indices along the tensor's first axis, all within it; they may repeat.</param>
    void CatchUp(ReadOnlySpan<int> rows);
}
