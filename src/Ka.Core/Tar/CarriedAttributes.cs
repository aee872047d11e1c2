using System;

namespace Ka.Tar;

/// <summary>Which extended attributes a copy carries: all but these.</summary>
internal static class CarriedAttributes
{
    /// <summary>evm_ima_xattr_type of the kernel's security/integrity.</summary>
    private const byte EvmHmac = 2;
    private const byte EvmSignature = 3;

    /// <summary>XFS shows each ACL a second time, as it lies on its disk. Elsewhere that would be dead bytes, and on the way back
    /// to XFS an ACL that was removed meanwhile would be in force again.</summary>
    public static bool IsCarried(ReadOnlySpan<byte> name) => !name.StartsWith("trusted.SGI_ACL_"u8);

    /// <summary>Only one file system has it: btrfs keeps the compression of a file so.</summary>
    public static bool IsOfOneFileSystem(ReadOnlySpan<byte> name) => name.StartsWith("btrfs."u8);

    /// <summary>An HMAC or signature of EVM over the inode's number and its file system: it is true of no copy, and the kernel
    /// does not let it be written. Portable signatures are carried.</summary>
    public static bool IsBoundToInode(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        name.SequenceEqual("security.evm"u8) && value is [EvmHmac or EvmSignature, ..];
}
