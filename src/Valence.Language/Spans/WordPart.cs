namespace Valence.Language;

/// <summary>Which words of an entity a prefix may stand at.</summary>
[Flags]
internal enum WordPart
{
    /// <summary>The first of several.</summary>
    First = 1,

    /// <summary>Neither the first nor the last.</summary>
    Middle = 2,

    /// <summary>The last of several.</summary>
    Last = 4,

    /// <summary>The only one.</summary>
    Single = 8,

    /// <summary>Where an entity begins.</summary>
    Begin = First | Single,

    /// <summary>Where an entity ends.</summary>
    Finish = Last | Single,

    /// <summary>Where an entity is open after the word.</summary>
    Open = First | Middle,

    /// <summary>Where an entity was open before the word.</summary>
    Inner = Middle | Last,

    /// <summary>Any.</summary>
    Any = First | Middle | Last | Single,
}
