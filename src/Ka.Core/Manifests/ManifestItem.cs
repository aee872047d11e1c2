using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Manifests;

/// <summary>An item of a manifest, in the manifest's order.</summary>
/// <remarks>A class and not a record: items are not compared, and the members that a record generates are not small.</remarks>
internal abstract class ManifestItem
{
    /// <summary>A tree begins; its entries follow.</summary>
    public sealed class Tree(BytePath place) : ManifestItem
    {
        /// <summary>Below the root of a clone: <c>./</c>, <c>./var/</c>.</summary>
        public BytePath Place => place;
    }

    /// <summary>A stream that is no tree.</summary>
    /// <param name="kind">As <see cref="ManifestWriter.BeginBytes"/> has it.</param>
    public sealed class Bytes(string kind, BytePath name) : ManifestItem
    {
        public string Kind => kind;

        public BytePath Name => name;
    }

    /// <summary>The end of a stream.</summary>
    public sealed class Sent(long length, UInt128 hash) : ManifestItem
    {
        public long Length => length;

        public UInt128 Hash => hash;
    }

    /// <summary>An entry of a tree: a file, directory, link or device.</summary>
    /// <param name="type">A <see cref="ManifestType"/>.</param>
    public sealed class Entry(byte type) : ManifestItem
    {
        private List<ExtendedAttribute>? _attributes;

        public byte Type => type;

        /// <summary>A directory's whole path, of all else the last component.</summary>
        public byte[] Name { get; set; } = [];

        public uint Permissions { get; set; }

        public uint Owner { get; set; }

        public uint Group { get; set; }

        public UnixTime Modified { get; set; }

        /// <summary>The size of a file in bytes.</summary>
        public long Size { get; set; }

        /// <summary>The hash of a file: <see cref="ContentHash"/>.</summary>
        public UInt128 Hash { get; set; }

        public DeviceNumber Device { get; set; }

        /// <summary>A symbolic link's target, or the path of a hard link's first name.</summary>
        public byte[] Link { get; set; } = [];

        /// <summary>The flags that were sent.</summary>
        public InodeFlags Flags { get; set; }

        /// <summary>Values are those of <see cref="ManifestText.ValueOf"/>.</summary>
        public IReadOnlyList<ExtendedAttribute> Attributes => _attributes ?? (IReadOnlyList<ExtendedAttribute>)[];

        internal void Add(ExtendedAttribute attribute) => (_attributes ??= []).Add(attribute);
    }

    /// <summary>An attribute of the entry before.</summary>
    internal sealed class Attribute(ExtendedAttribute value) : ManifestItem
    {
        public ExtendedAttribute Value => value;
    }

    /// <summary>The flags of the entry before.</summary>
    internal sealed class FlagLine(InodeFlags value) : ManifestItem
    {
        public InodeFlags Value => value;
    }

    /// <summary>The first line, and what is of no use for a comparison.</summary>
    internal sealed class Remark : ManifestItem;

    internal sealed class End : ManifestItem;
}
