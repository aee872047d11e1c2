using System.CommandLine;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>--only-empty</c> and <c>--only-clones</c>: which disks may be erased, by what is on them.</summary>
internal sealed class AcceptanceOptions
{
    /// <summary><c>--only-empty</c>.</summary>
    public Option<bool> Empty { get; } =
        new("--only-empty")
        {
            Description = "Take only disks with nothing on them: no partitions, no file system, nothing that blkid knows.",
        };

    /// <summary><c>--only-clones</c>.</summary>
    public Option<bool> Clones { get; } =
        new("--only-clones") { Description = "Take only empty disks and clones of this golden node, by their identifiers." };

    /// <exception cref="UsageException">Both are given.</exception>
    public DiskAcceptance Read(ParseResult parsed) =>
        (parsed.GetValue(Empty), parsed.GetValue(Clones)) switch
        {
            (true, true) => throw new UsageException("--only-empty and --only-clones exclude each other"),
            (true, _) => DiskAcceptance.Empty,
            (_, true) => DiskAcceptance.Clones,
            _ => DiskAcceptance.Any,
        };
}
