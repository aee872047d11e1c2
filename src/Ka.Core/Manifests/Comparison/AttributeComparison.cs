using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Manifests.Comparison;

/// <summary>Compares extended attributes, ACLs among them. Not thread-safe.</summary>
internal sealed class AttributeComparison
{
    private readonly byte[] _names = new byte[Xattrs.MaxListLength];
    private readonly byte[] _value = new byte[Xattrs.MaxValueLength];

    /// <param name="fd">The entry itself, or, with <paramref name="entry"/>, its directory.</param>
    /// <param name="entry">The name of an entry that is not opened; else empty.</param>
    public void Compare(
        ComparisonJob job,
        ReadOnlySpan<byte> name,
        IReadOnlyList<ExtendedAttribute> expected,
        Fd fd,
        ReadOnlySpan<byte> entry
    )
    {
        var place = new Place(fd, entry);
        var listed = place.List(_names);
        if (!listed.IsSuccess && !listed.Is(Errno.EOPNOTSUPP))
        {
            job.Add(name, DifferenceKind.Unreadable, "listxattr", found: LinuxException.Describe(listed.Errno));
            return;
        }
        var left = new List<ExtendedAttribute>(expected);
        var names = _names.AsSpan(0, listed.IsSuccess ? (int)listed.Value : 0);
        while (names.IndexOf((byte)0) is >= 0 and var end)
        {
            if (CarriedAttributes.IsCarried(names[..end]))
                CompareOne(job, name, left, place, names[..end]);
            names = names[(end + 1)..];
        }
        foreach (var attribute in left)
            Tell(job, name, attribute.Name, attribute.Value, null);
    }

    private void CompareOne(
        ComparisonJob job,
        ReadOnlySpan<byte> name,
        List<ExtendedAttribute> left,
        Place place,
        ReadOnlySpan<byte> key
    )
    {
        var got = place.Get(key, _value);
        if (got.Is(Errno.ENODATA))
            return;
        var at = Find(left, key);
        var expected = at < 0 ? null : left[at].Value;
        if (at >= 0)
            left.RemoveAt(at);
        if (!got.IsSuccess)
        {
            job.Add(
                name,
                DifferenceKind.Unreadable,
                $"getxattr {BytePath.Escape(key)}",
                found: LinuxException.Describe(got.Errno)
            );
            return;
        }
        // The clone's kernel makes its own.
        if (expected is null && CarriedAttributes.IsBoundToInode(key, _value.AsSpan(0, (int)got.Value)))
            return;
        if (expected is null && !place.HasAttributes)
            return;
        var found = ManifestText.ValueOf(key, _value.AsSpan(0, (int)got.Value));
        if (!found.AsSpan().SequenceEqual(expected) || expected is null)
            Tell(job, name, key, expected, found);
    }

    private static int Find(List<ExtendedAttribute> attributes, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < attributes.Count; i++)
            if (name.SequenceEqual(attributes[i].Name))
                return i;
        return -1;
    }

    private static void Tell(
        ComparisonJob job,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> key,
        byte[]? expected,
        byte[]? found
    ) => job.Add(name, DifferenceKind.Attribute, $"attribute {BytePath.Escape(key)}", Show(expected), Show(found));

    private static string Show(byte[]? value) =>
        value is null ? "none" : $"'{BytePath.Escape(value.AsSpan(value[0] == '=' ? 1 : 0))}'";

    /// <summary>An object whose attributes are read: an open file, or an entry of an open directory.</summary>
    /// <param name="entry">Empty: the file itself.</param>
    private readonly ref struct Place(Fd fd, ReadOnlySpan<byte> entry)
    {
        private readonly ReadOnlySpan<byte> _entry = entry;

        /// <summary>They are its own, and not shown for it by a security module.</summary>
        public bool HasAttributes => FileSystems.HasAttributes(fd);

        public SysResult List(Span<byte> names) => _entry.IsEmpty ? Xattrs.List(fd, names) : Xattrs.List(fd, _entry, names);

        public SysResult Get(ReadOnlySpan<byte> key, Span<byte> value) =>
            _entry.IsEmpty ? Xattrs.Get(fd, key, value) : Xattrs.Get(fd, _entry, key, value);
    }
}
