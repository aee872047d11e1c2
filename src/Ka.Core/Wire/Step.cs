using System.Text;

namespace Ka.Wire;

/// <summary>The action that a node of an installing run works on now.</summary>
/// <param name="Index">Place in the list of steps it belongs to, from 1; 0: it belongs to no list.</param>
/// <param name="Count">Length of that list; 0 with <paramref name="Index"/> 0.</param>
/// <param name="Kind">The kind of the step.</param>
/// <param name="Subject">The object of the step: a device, a path, a program, the name of a stream or of a hook. Cut to
/// <see cref="WireLimits.Subject"/> bytes when written.</param>
/// <param name="Detail">A parameter: a file system's type, a mount point, a size. May be empty; cut like
/// <paramref name="Subject"/>.</param>
public sealed record Step(ushort Index, ushort Count, StepKind Kind, string Subject, string Detail) : ControlMessage
{
    public override MessageType Type => MessageType.Step;

    /// <summary>A step that belongs to no list.</summary>
    public static Step Alone(StepKind kind, string subject) => new(0, 0, kind, subject, "");

    /// <summary>Kind, subject and detail as plain words, for messages of programs; people are shown the text of a
    /// reporter.</summary>
    public override string ToString() => $"{Kind.Word()} {Subject} {Detail}".TrimEnd();

    internal override void Write(ref WireWriter writer)
    {
        writer.U16(Index);
        writer.U16(Count);
        writer.U8((byte)Kind);
        writer.Text(Subject, WireLimits.Subject);
        writer.Text(Detail, WireLimits.Subject);
    }

    internal static Step Read(ref WireReader reader)
    {
        var (index, count) = (reader.U16("index"), reader.U16("count"));
        if (index > count || (index == 0 && count > 0))
            throw reader.Wrong("index", $"{index} of {count}");
        return new(
            index,
            count,
            (StepKind)reader.Choice("kind", (byte)StepKind.Wipe, (byte)StepKind.Note),
            reader.Text("subject", WireLimits.Subject),
            reader.Text("detail", WireLimits.Subject)
        );
    }
}

/// <summary>The kinds of a <see cref="Step"/>, in about the order in which they occur.</summary>
public enum StepKind : byte
{
    /// <summary>Signatures and tables of a disk are erased.</summary>
    Wipe = 1,

    WriteTable = 2,

    /// <summary>Old signatures at the places of new partitions are erased.</summary>
    ClearPartitions = 3,

    WriteBootCode = 4,
    MakeArray = 5,
    MakeVolumeGroup = 6,
    MakeVolume = 7,
    MakeFileSystem = 8,
    MakeSubvolumes = 9,
    Mount = 10,
    RunHook = 11,

    /// <summary>A stream is written to its place.</summary>
    Copy = 12,

    RemoveFiles = 13,
    WriteFile = 14,
    RewriteFile = 15,
    MakeLink = 16,
    CopyFile = 17,

    /// <summary>A program of the copied tree runs.</summary>
    RunProgram = 18,

    MakeBootEntry = 19,

    /// <summary>Files that name identifiers of the golden node are searched for.</summary>
    FindOldIdentifiers = 20,

    /// <summary>Everything is written to the disks, and they are unmounted.</summary>
    Finish = 21,

    /// <summary>No action: what a person should know of the clone. The detail is a sentence.</summary>
    Note = 22,
}

/// <summary>The names of <see cref="StepKind"/> and <see cref="FindingKind"/> in events and logs.</summary>
public static class KindWords
{
    /// <summary>The name in lower case with hyphens: <c>make-file-system</c>.</summary>
    public static string Word(this StepKind kind) => Hyphenate(kind.ToString());

    /// <inheritdoc cref="Word(StepKind)"/>
    public static string Word(this FindingKind kind) => Hyphenate(kind.ToString());

    /// <inheritdoc cref="Word(StepKind)"/>
    public static string Word(this DiskState state) => Hyphenate(state.ToString());

    /// <inheritdoc cref="Word(StepKind)"/>
    public static string Word(this DiskSystem system) => Hyphenate(system.ToString());

    /// <inheritdoc cref="Word(StepKind)"/>
    public static string Word(this DiskAcceptance accepts) => Hyphenate(accepts.ToString());

    private static string Hyphenate(string name)
    {
        var word = new StringBuilder();
        foreach (var letter in name)
            word.Append(char.IsAsciiLetterUpper(letter) && word.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        return word.ToString();
    }
}
