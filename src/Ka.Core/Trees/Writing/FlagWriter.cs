using System;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Gives files and directories the flags that an archive has for them. What the target cannot keep is noted and harms
/// nothing. Any thread may use it.</summary>
/// <param name="omissions">Gets what the target cannot keep.</param>
/// <param name="protection">Gets what is to be set when the whole copy is complete.</param>
internal sealed class FlagWriter(Omissions omissions, TreeProtection protection)
{
    /// <summary>Sets what decides how contents lie on the disk.</summary>
    /// <param name="file">New and empty.</param>
    public void Begin(Fd file, in NodeAttributes attributes, ReadOnlySpan<byte> path) =>
        Add(file, attributes.Flags.Set & CarriedFlags.BeforeContents, path);

    /// <summary>Sets everything else, but for <see cref="CarriedFlags.Last"/>.</summary>
    public void Finish(Fd file, in NodeAttributes attributes, ReadOnlySpan<byte> path)
    {
        var flags = attributes.Flags;
        if (flags.Project != 0 && InodeFlags.TrySetProject(file, flags.Project) is { IsSuccess: false } failed)
            Omit($"project {flags.Project}", failed, path);
        Add(file, flags.Set & ~(CarriedFlags.BeforeContents | CarriedFlags.Last), path);
        if ((flags.Set & CarriedFlags.Last) != 0)
            protection.Add(file, flags.Set & CarriedFlags.Last, path);
    }

    /// <summary>As <see cref="Begin"/> and <see cref="Finish"/>, for a directory, in which no file is on its way any more: files
    /// must not inherit what they did not have.</summary>
    public void FinishDirectory(TargetDirectory directory, in NodeAttributes attributes)
    {
        if (attributes.Flags.IsEmpty)
            return;
        var path = directory.BytesOfPath();
        Begin(directory.Fd, attributes, path);
        Finish(directory.Fd, attributes, path);
    }

    /// <summary>Whether an attribute that was refused belongs to its file system, as a flag does: it is noted then.</summary>
    public bool TryOmit(SysResult set, ExtendedAttribute attribute, ReadOnlySpan<byte> path)
    {
        if (!set.Is(Errno.EOPNOTSUPP) || !CarriedAttributes.IsOfOneFileSystem(attribute.Name))
            return false;
        Omit($"attribute {BytePath.Escape(attribute.Name)}", set, path);
        return true;
    }

    private void Add(Fd file, InodeFlag flags, ReadOnlySpan<byte> path)
    {
        if (flags == InodeFlag.None || InodeFlags.TryAdd(file, flags).IsSuccess)
            return;
        // A flag that cannot be set keeps no other away.
        foreach (var (flag, name) in CarriedFlags.Each(flags))
            if (InodeFlags.TryAdd(file, flag) is { IsSuccess: false } failed)
                Omit($"flag {name}", failed, path);
    }

    private void Omit(string what, SysResult failed, ReadOnlySpan<byte> path) =>
        omissions.Add($"{what} is not kept here: {LinuxException.Describe(failed.Errno)}", path);
}
