using System;
using Ka.Linux;
using Ka.Manifests;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Reads the flags of files and directories into pax records, as <see cref="CarriedFlags"/> has them.</summary>
/// <param name="root">A directory of the file system that is read.</param>
/// <param name="manifest">Gets those that are sent, too; may be null.</param>
internal sealed class FlagReader(Fd root, PaxRecords records, TreeReadReport report, ManifestWriter? manifest)
{
    private readonly InodeFlagSupport _support = InodeFlagSupport.Of(root);

    /// <summary>Reads the flags of an open file or directory.</summary>
    public void Read(Fd file, in FileStatus status, ReadOnlySpan<byte> path)
    {
        var got = InodeFlags.TryGet(file, status, _support, out var flags);
        if (!got.IsSuccess)
            report.AddUnreadable(path, "flags", got.Errno);
        if (flags.IsEmpty)
            return;
        CarriedFlags.Name(flags.Set, report.Omissions, path);
        var carried = CarriedFlags.Of(flags);
        if (carried.IsEmpty)
            return;
        CarriedFlags.Write(carried, records);
        manifest?.AddFlags(carried);
    }
}
