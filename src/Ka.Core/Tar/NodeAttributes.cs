using System;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>What is set on an inode when its contents are there.</summary>
internal readonly record struct NodeAttributes
{
    /// <summary>The twelve bits of chmod(2).</summary>
    public required uint Permissions { get; init; }

    public required uint Owner { get; init; }

    public required uint Group { get; init; }

    public required UnixTime Modified { get; init; }

    /// <summary>null leaves it.</summary>
    public UnixTime? Accessed { get; init; }

    /// <summary>null when there are none; ACLs are among them, as the kernel has them.</summary>
    public ExtendedAttribute[]? Extended { get; init; }

    /// <summary>Those of <see cref="CarriedFlags"/>.</summary>
    public InodeFlags Flags { get; init; }

    /// <summary>An ACL and the permissions share bits.</summary>
    public bool HasAcl
    {
        get
        {
            foreach (var attribute in Extended ?? [])
                if (attribute.Name.AsSpan().SequenceEqual("system.posix_acl_access"u8))
                    return true;
            return false;
        }
    }
}

/// <summary>An extended attribute (xattr(7)).</summary>
internal sealed record ExtendedAttribute(byte[] Name, byte[] Value);
