using System;
using System.Buffers.Text;
using System.Collections.Generic;

namespace Ka.Tar;

/// <summary>Extended attributes in the pax records of GNU tar, bsdtar, star and Red Hat's tar.</summary>
internal sealed class PaxAttributes(Accounts accounts)
{
    /// <summary>Adds what the record holds; a name that was there gets the new value. Keys that are no attributes (comments,
    /// user names) and attributes that no copy carries are passed over.</summary>
    /// <returns>false when the value cannot be an attribute's.</returns>
    public bool TryAdd(List<ExtendedAttribute> attributes, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.StartsWith("SCHILY.xattr."u8))
            return Set(attributes, DecodePercent(key["SCHILY.xattr."u8.Length..], gnu: true), value.ToArray());
        if (key.StartsWith("LIBARCHIVE.xattr."u8))
            return Set(attributes, DecodePercent(key["LIBARCHIVE.xattr."u8.Length..], gnu: false), DecodeBase64(value));
        if (key.SequenceEqual("SCHILY.acl.access"u8))
            return Set(attributes, "system.posix_acl_access"u8.ToArray(), PosixAcl.FromText(value, accounts));
        if (key.SequenceEqual("SCHILY.acl.default"u8))
            return Set(attributes, "system.posix_acl_default"u8.ToArray(), PosixAcl.FromText(value, accounts));
        if (key.SequenceEqual("RHT.security.selinux"u8))
            return Set(attributes, "security.selinux"u8.ToArray(), [.. value.TrimEnd((byte)0), 0]);
        return true;
    }

    private static bool Set(List<ExtendedAttribute> attributes, byte[]? name, byte[]? value)
    {
        if (name is null or [] || value is null)
            return false;
        if (!CarriedAttributes.IsCarried(name) || CarriedAttributes.IsBoundToInode(name, value))
            return true;
        attributes.RemoveAll(known => known.Name.AsSpan().SequenceEqual(name));
        attributes.Add(new ExtendedAttribute(name, value));
        return attributes.Count <= ArchiveLimits.Attributes;
    }

    /// <summary>GNU tar escapes "%" and "=" only and leaves any other "%" alone; bsdtar escapes as URLs do.</summary>
    private static byte[]? DecodePercent(ReadOnlySpan<byte> name, bool gnu)
    {
        var decoded = new byte[name.Length];
        var length = 0;
        while (!name.IsEmpty)
        {
            var escaped = TryDecode(name, out decoded[length]) && (!gnu || decoded[length] is (byte)'%' or (byte)'=');
            if (!escaped)
                decoded[length] = name[0];
            length++;
            name = name[(escaped ? 3 : 1)..];
        }
        return decoded[..length];
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length >= 3
            && text[0] == '%'
            && Utf8Parser.TryParse(text.Slice(1, 2), out value, out var used, 'x')
            && used == 2;
    }

    /// <summary>Without padding, as bsdtar writes it, or with.</summary>
    private static byte[]? DecodeBase64(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)'=');
        var padded = new byte[(text.Length + 3) / 4 * 4];
        padded.AsSpan().Fill((byte)'=');
        text.CopyTo(padded);
        var decoded = new byte[padded.Length / 4 * 3];
        var status = Base64.DecodeFromUtf8(padded, decoded, out _, out var written);
        return status == System.Buffers.OperationStatus.Done ? decoded[..written] : null;
    }
}
