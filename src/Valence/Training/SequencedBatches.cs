using Valence.Models;

namespace Valence.Training;

/// <summary>The batches of a <see cref="BatchSequence"/>.</summary>
internal sealed class SequencedBatches(Model model, BatchSequence batches) : IBatchSource
{
    private int _pass, _next;

    public int? Steps => batches.Count;

    public (int Pass, long Batches) Place
    {
        get => (_pass, _next);
        set
        {
            Begin(value.Pass);
            _next = (int)Math.Min(value.Batches, batches.Count);
        }
    }

    public void Begin(int epoch)
    {
        (_pass, _next) = (epoch, 0);
        batches.OnEpochBegin(epoch);
    }

    public bool Next(BatchBuffer buffer)
    {
        if (_next >= batches.Count) return false;
        buffer.Take(ModelInputs.Of(model, batches[_next++]));
        return true;
    }

    public int? RowOf(int row) => null;
}
