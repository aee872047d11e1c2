using System;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>What is set on an inode when its contents are there.</summary>
/// <param name="Permissions">The twelve bits of chmod(2).</param>
/// <param name="Accessed">null leaves it.</param>
/// <param name="Extended">null when there are none; ACLs are among them, as the kernel has them.</param>
/// <param name="Flags">Those of <see cref="CarriedFlags"/>.</param>
internal readonly record struct NodeAttributes(
    uint Permissions,
    uint Owner,
    uint Group,
    UnixTime Modified,
    UnixTime? Accessed,
    ExtendedAttribute[]? Extended,
    InodeFlags Flags
)
{
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
