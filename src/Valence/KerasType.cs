namespace Valence;

/// <summary>Keras' element types, by which operations of a graph promote their operands. Floating-point types are kept
/// as float32, integers as int32, and truth values as 0 and 1 in float32.</summary>
internal enum KerasType
{
    Bool,
    UInt8,
    UInt16,
    UInt32,
    Int8,
    Int16,
    Int32,
    Int64,
    Float16,
    BFloat16,
    Float32,
    Float64,
    String,
}
