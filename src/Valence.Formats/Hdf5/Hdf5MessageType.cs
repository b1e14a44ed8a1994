namespace Valence.Formats;

/// <summary>The kinds of header messages of the HDF5 format that matter here.</summary>
internal enum Hdf5MessageType
{
    Nil = 0x00,
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    GroupInfo = 0x0A,
    Filters = 0x0B,
    Attribute = 0x0C,
    Comment = 0x0D,
    OldModificationTime = 0x0E,
    SharedTable = 0x0F,
    Continuation = 0x10,
    SymbolTable = 0x11,
    ModificationTime = 0x12,
    TreeSizes = 0x13,
    Driver = 0x14,
    AttributeInfo = 0x15,
    ReferenceCount = 0x16,
    Last = 0x18,
}
