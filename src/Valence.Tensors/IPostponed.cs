namespace Valence;

/// <summary>Work on a tensor's elements that is carried out when somebody asks for them.</summary>
internal interface IPostponed
{
    /// <summary>Carries out all of it.</summary>
    void CatchUp();

    /// <summary>Carries it out for the given rows.</summary>
    /// <param name="rows">Indices along the tensor's first axis, all within it; they may repeat.</param>
    void CatchUp(ReadOnlySpan<int> rows);

    /// <summary>The elements are about to be overwritten: what waits is void.</summary>
    void Cancel();
}
