using System;
using System.Linq;

namespace Ka.Pxe;

/// <summary>A machine by the Ethernet address of the card that it boots from.</summary>
/// <param name="Text"><c>52:54:00:12:34:56</c>, in lower case.</param>
public readonly record struct MachineAddress(string Text)
{
    /// <summary>Six pairs of hexadecimal digits, between them colons or dashes, as pxelinux and GRUB show them.</summary>
    public static MachineAddress? TryParse(string text)
    {
        var pairs = text.Split(':', '-');
        // As in BOOTIF and in the names of entries: the kind of network, which is Ethernet, comes first.
        if (pairs.Length == 7 && pairs[0] == "01")
            pairs = pairs[1..];
        return pairs.Length == 6 && pairs.All(pair => pair.Length == 2 && pair.All(char.IsAsciiHexDigit))
            ? new MachineAddress(string.Join(':', pairs).ToLowerInvariant())
            : null;
    }

    /// <summary><c>52-54-00-12-34-56</c>.</summary>
    public string Dashed => Text.Replace(':', '-');

    public override string ToString() => Text;
}
