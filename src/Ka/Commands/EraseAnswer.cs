using System;
using System.Globalization;

namespace Ka.Commands;

/// <summary>Words of the question whether disks may be erased, and the meaning of an answer.</summary>
/// <remarks>The answer is the number of nodes: an operator who has not read the verdicts does not know it, and "yes" is typed by
/// habit.</remarks>
internal static class EraseAnswer
{
    /// <summary>The meaning of an answer.</summary>
    public enum Meaning
    {
        /// <summary>Neither; ask again.</summary>
        Unclear,

        /// <summary>The disks may be erased.</summary>
        Agreed,

        /// <summary>Nothing may be touched.</summary>
        Refused,
    }

    /// <summary>The question.</summary>
    /// <param name="nodes">Number of nodes whose disks would be erased.</param>
    /// <param name="foreign">Number of their disks that have data of another system.</param>
    public static string Question(int nodes, int foreign) =>
        Warning(foreign)
        + $"Erase the disks of {Count(nodes)} and make {(nodes == 1 ? "it a clone" : "them clones")} of this machine? "
        + $"Type the number of nodes ({Digits(nodes)}) to agree, no to stop: ";

    /// <summary>The words after an unclear answer.</summary>
    public static string Reminder(int nodes) => $"Type {Digits(nodes)} to erase the disks of {Count(nodes)}, no to stop: ";

    /// <summary>Reads an answer.</summary>
    public static Meaning Read(string line, int nodes)
    {
        var word = line.Trim();
        return word == Digits(nodes) ? Meaning.Agreed
            : word.ToUpperInvariant() is "NO" or "N" or "Q" or "QUIT" ? Meaning.Refused
            : Meaning.Unclear;
    }

    private static string Warning(int foreign) =>
        foreign switch
        {
            0 => "",
            1 => "ONE DISK HAS DATA OF ANOTHER SYSTEM, which will be lost.\n",
            _ => $"{Digits(foreign)} DISKS HAVE DATA OF ANOTHER SYSTEM, which will be lost.\n",
        };

    private static string Count(int nodes) => $"{Digits(nodes)} {(nodes == 1 ? "node" : "nodes")}";

    private static string Digits(int nodes) => nodes.ToString(CultureInfo.InvariantCulture);
}
