using System.Numerics;

namespace Valence.Optimizers;

/// <summary>A new value of each element of one array from it and the element of another at its place.</summary>
internal interface IElementFormula
{
    Vector<float> Of(Vector<float> a, Vector<float> b);
}
