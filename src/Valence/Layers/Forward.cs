using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer's computation on one tensor.</summary>
public delegate Tensor Forward(Tensor x, CallContext call);

/// <summary>A layer's computation on one or several values, with masks.</summary>
public delegate Values ValueForward(Values x, CallContext call);
