using System;
using Ka.Linux;
using Ka.Manifests;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Reads the extended attributes of a file into pax records: ACLs as text (<c>SCHILY.acl.*</c>), all others as
/// they are (<c>SCHILY.xattr.NAME</c>, with "%" and "=" in NAME as GNU tar writes them: %25, %3D).</summary>
/// <param name="root">A directory of the file system that is read.</param>
/// <param name="manifest">Gets those that are sent, too; may be null.</param>
internal sealed class AttributeReader(Fd root, PaxRecords records, TreeReadReport report, ManifestWriter? manifest)
{
    private readonly bool _hasAny = FileSystems.HasAttributes(root);
    private readonly byte[] _names = new byte[Xattrs.MaxListLength];
    private readonly byte[] _value = new byte[Xattrs.MaxValueLength];
    private readonly byte[] _key = new byte[13 + 3 * 256];

    /// <summary>Reads the attributes of an open file or directory.</summary>
    public void Read(Fd file, ReadOnlySpan<byte> path)
    {
        if (_hasAny)
            Read(Xattrs.List(file, _names), file, default, path);
    }

    /// <summary>Reads the attributes of an entry that is not opened: a link, a device, a fifo.</summary>
    public void Read(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        if (_hasAny)
            Read(Xattrs.List(directory, name, _names), directory, name, path);
    }

    private void Read(SysResult listed, Fd fd, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> path)
    {
        if (listed.IsSuccess && listed.Value == 0)
            return;
        if (!listed.IsSuccess)
        {
            if (!listed.Is(Errno.EOPNOTSUPP) && !listed.Is(Errno.ENOENT))
                report.AddUnreadable(path, "listxattr", listed.Errno);
            return;
        }
        ReadOnlySpan<byte> names = _names.AsSpan(0, (int)listed.Value);
        for (var left = ArchiveLimits.Attributes; !names.IsEmpty; left--)
        {
            var end = names.IndexOf((byte)0);
            var name = end < 0 ? names : names[..end];
            names = names[(end < 0 ? name.Length : end + 1)..];
            if (!CarriedAttributes.IsCarried(name))
                continue;
            if (left > 0)
                ReadOne(fd, entry, name, path);
            else
                report.AddUnreadable(path, $"getxattr {BytePath.Escape(name)}: too many attributes for an archive");
        }
    }

    private void ReadOne(Fd fd, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var got = entry.IsEmpty ? Xattrs.Get(fd, name, _value) : Xattrs.Get(fd, entry, name, _value);
        if (got.Is(Errno.ENODATA) || got.Is(Errno.ENOENT))
            return;
        if (!got.IsSuccess)
            report.AddUnreadable(path, $"getxattr {BytePath.Escape(name)}", got.Errno);
        else if (CarriedAttributes.IsBoundToInode(name, _value.AsSpan(0, (int)got.Value)))
            report.Omissions.Add("its EVM signature is valid for this inode only, and is not in the copy", path);
        else if (!TryAdd(name, _value.AsSpan(0, (int)got.Value)))
            report.AddUnreadable(path, $"getxattr {BytePath.Escape(name)}: attributes are too large for an archive");
        else
            manifest?.AddAttribute(name, _value.AsSpan(0, (int)got.Value));
    }

    private bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (AclKey(name) is { IsEmpty: false } key && PosixAcl.ToText(value) is { } text)
            return records.TryAdd(key, text);
        return records.TryAdd(_key.AsSpan(0, WriteKey(name)), value);
    }

    private static ReadOnlySpan<byte> AclKey(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("system.posix_acl_access"u8) ? "SCHILY.acl.access"u8
        : name.SequenceEqual("system.posix_acl_default"u8) ? "SCHILY.acl.default"u8
        : default;

    private int WriteKey(ReadOnlySpan<byte> name)
    {
        "SCHILY.xattr."u8.CopyTo(_key);
        var length = "SCHILY.xattr."u8.Length;
        foreach (var b in name)
        {
            if (b is not ((byte)'%' or (byte)'='))
            {
                _key[length++] = b;
                continue;
            }
            (b == '%' ? "%25"u8 : "%3D"u8).CopyTo(_key.AsSpan(length));
            length += 3;
        }
        return length;
    }
}
