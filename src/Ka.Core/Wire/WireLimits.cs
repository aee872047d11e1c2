namespace Ka.Wire;

/// <summary>Limits of the memory that a peer can make this machine use. The reader refuses more, the writer cannot produce
/// it.</summary>
public static class WireLimits
{
    /// <summary>A banner line with its line feed.</summary>
    public const int Banner = 64;

    /// <summary>A discovery datagram; always below any MTU.</summary>
    public const int Datagram = 512;

    /// <summary>Type and body of a control frame, as its length field counts them.</summary>
    public const int Frame = 64 * 1024;

    public const int SessionName = 255;

    public const int HostName = 255;

    /// <summary>A stream's name; a path fits.</summary>
    public const int StreamName = 4096;

    /// <summary>UTF-8 bytes of a reason. Longer ones are cut when written.</summary>
    public const int Reason = 1024;

    /// <summary>UTF-8 bytes of what a step or a finding is about. Longer ones are cut when written.</summary>
    public const int Subject = 256;

    /// <summary>UTF-8 bytes of the detail of a finding. Longer ones are cut when written.</summary>
    public const int Detail = 512;

    /// <summary>Reasons, or notes, of a verdict.</summary>
    public const int Findings = 16;

    /// <summary>Figures of a reason or a note.</summary>
    public const int FindingNumbers = 4;

    /// <summary>Disks in a verdict; a plan that would erase more does not fit.</summary>
    public const int VerdictDisks = 64;

    /// <summary>UTF-8 bytes of a name, a model, a serial number of a disk in a verdict. Longer ones are cut.</summary>
    public const int DiskText = 48;

    /// <summary>Kinds of contents of a disk in a verdict.</summary>
    public const int DiskParts = 6;

    /// <summary>UTF-8 bytes of the name of such a kind. Longer ones are cut when written.</summary>
    public const int DiskPartType = 24;

    /// <summary>A word of an inventory: a name, a model, a serial number. Longer ones are cut when written.</summary>
    public const int Label = 64;

    /// <summary>Network interfaces in an inventory.</summary>
    public const int Interfaces = 32;

    /// <summary>Disks in an inventory.</summary>
    public const int Disks = 128;

    /// <summary>Failed units in a <see cref="BootReport"/>.</summary>
    public const int BootUnits = 32;

    /// <summary>Addresses of a card in it.</summary>
    public const int BootAddresses = 8;

    /// <summary>Host keys in it.</summary>
    public const int BootKeys = 8;

    /// <summary>Bytes of one of them; longer ones are left out.</summary>
    public const int BootKey = 3072;

    /// <summary>Bytes of an <see cref="InstallPlan"/>.</summary>
    public const int Plan = 8 << 20;

    /// <summary>Bytes of it in one <see cref="PlanPart"/>.</summary>
    public const int PlanPiece = 32 * 1024;

    /// <summary>Entries of one of its lists.</summary>
    public const int PlanEntries = 1024;

    /// <summary>Nodes in it that are given a name, addresses or variables.</summary>
    public const int PlanNames = 65535;

    /// <summary>Values of one of them.</summary>
    public const int PlanValues = 64;

    /// <summary>UTF-8 bytes of such a value.</summary>
    public const int PlanValue = 1024;

    /// <summary>UTF-8 bytes of a line of a node's log. Longer ones are cut when written.</summary>
    public const int LogLine = 4096;

    /// <summary>A shell command that a node is to run.</summary>
    public const int Command = 4096;

    /// <summary>Bytes of a command's output in one message.</summary>
    public const int CommandOutput = 4096;

    /// <summary>Nodes on a board; of more the first are sent.</summary>
    public const int NodeRows = 16384;

    /// <summary>Plain bytes of one chunk.</summary>
    public const int ChunkPlain = 1 << 20;

    /// <summary>Plain bytes of a chunk that carries a record (begin, end, end of run).</summary>
    public const int ChunkRecord = 8 * 1024;

    /// <summary>Bytes of a chunk that are neither plain bytes nor their ciphertext: header and tag.</summary>
    internal const int ChunkOverhead = 56;

    /// <summary>Bytes of the largest chunk: header, ciphertext, tag.</summary>
    public const int Chunk = ChunkPlain + ChunkOverhead;
}
