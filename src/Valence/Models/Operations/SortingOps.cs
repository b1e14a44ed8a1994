
namespace Valence.Models;

/// <summary>Order of elements.</summary>
public static class SortingOps
{
    extension(SymbolicTensor x)
    {
        /// <summary>The elements in ascending order, NaN last.</summary>
        public SymbolicTensor Sort(int? axis = -1) => OperationUse.One("numpy.Sort", [("axis", axis)], x);

        /// <summary>The positions of elements in ascending order, equal ones in their order.</summary>
        public SymbolicTensor ArgSort(int? axis = -1) => OperationUse.One("numpy.Argsort", [("axis", axis)], x);

        /// <summary>Whether the classes x are among the k largest predictions.</summary>
        public SymbolicTensor InTopK(Term predictions, int k) =>
            OperationUse.One("math.InTopK", [("k", k)], x, predictions);

        /// <summary>Where values belong in an ascending sequence.</summary>
        public SymbolicTensor SearchSorted(Term values, string side = "left") =>
            OperationUse.One("numpy.SearchSorted", [("side", side)], x, values);

        /// <summary>The bin of each element, by ascending bounds.</summary>
        public SymbolicTensor Digitize(Term bins) => OperationUse.One("numpy.Digitize", x, bins);
    }
}
