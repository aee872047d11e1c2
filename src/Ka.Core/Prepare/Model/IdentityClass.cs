namespace Ka.Prepare.Model;

/// <summary>What happens to something that makes the golden node itself.</summary>
public enum IdentityClass
{
    /// <summary>A: always made anew in a clone.</summary>
    New,

    /// <summary>B: made anew, unless the operator keeps it by name.</summary>
    Kept,

    /// <summary>C: it stays, and is named with what to do: only the site can make it anew.</summary>
    Named,
}
