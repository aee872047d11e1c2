using System;
using Ka.Linux;

namespace Ka.Prepare.Addresses;

/// <summary>A file of the golden node that may set up interfaces.</summary>
/// <param name="NameOf">The name of the golden node's card with a hardware address; null: it has no such card.</param>
internal sealed record AddressFile(string Path, string Text, Func<MacAddress, string?> NameOf)
{
    /// <summary>What stands behind a directory and a prefix in its path.</summary>
    public string NameAfter(string prefix)
    {
        var name = Path[(Path.LastIndexOf('/') + 1)..];
        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
    }
}
