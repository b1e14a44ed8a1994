using Valence.Threading;

namespace Valence.Backends;

/// <summary>Work on independent rows, shared among threads in pieces that do not depend on how many there
/// are.</summary>
/// <typeparam name="TRows">The work on a range of rows.</typeparam>
internal struct RowWise<TRows> : IJob where TRows : struct, IRows
{
    private const int ElementsPerPiece = 1 << 14;

    private TRows _work;
    private int _rows;
    private int _perPiece;

    /// <summary>Runs <paramref name="work"/> on rows of <paramref name="width"/> elements.</summary>
    public static void Run(TRows work, int rows, int width, Workers workers)
    {
        var job = new RowWise<TRows>
        {
            _work = work,
            _rows = rows,
            _perPiece = Math.Max(1, ElementsPerPiece / Math.Max(1, width))
        };
        workers.Run(ref job, (rows + job._perPiece - 1) / job._perPiece);
    }

    /// <inheritdoc/>
    public void Run(int piece) => _work.Run(piece * _perPiece, Math.Min(_rows, (piece + 1) * _perPiece));
}

/// <summary>Work on a range of rows.</summary>
internal interface IRows
{
    /// <summary>Does rows <paramref name="first"/> to <paramref name="end"/> (exclusive).</summary>
    void Run(int first, int end);
}
