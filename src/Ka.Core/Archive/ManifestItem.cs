using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Archive;

/// <summary>What a manifest has, in its order.</summary>
internal abstract record ManifestItem
{
    /// <summary>Its entries follow.</summary>
    /// <param name="Place">Below the root of a clone: <c>./</c>, <c>./var/</c>.</param>
    public sealed record Tree(BytePath Place, BytePath Name) : ManifestItem;

    /// <summary>A stream that is no tree.</summary>
    /// <param name="Kind">As <see cref="ManifestWriter.BeginBytes"/> has it.</param>
    public sealed record Bytes(string Kind, BytePath Name) : ManifestItem;

    public sealed record Excluded(BytePath Path) : ManifestItem;

    /// <summary>The end of a stream.</summary>
    public sealed record Sent(long Length, UInt128 Hash) : ManifestItem;

    /// <summary>One thing of a tree.</summary>
    /// <param name="Type">A <see cref="ManifestType"/>.</param>
    public sealed record Entry(byte Type) : ManifestItem
    {
        private static readonly List<ExtendedAttribute> s_none = [];

        /// <summary>A directory's whole path, of all else the last component.</summary>
        public byte[] Name { get; set; } = [];

        public uint Permissions { get; set; }

        public uint Owner { get; set; }

        public uint Group { get; set; }

        public UnixTime Modified { get; set; }

        /// <summary>Of a file; bytes.</summary>
        public long Size { get; set; }

        /// <summary>Of a file: <see cref="ContentHash"/>.</summary>
        public UInt128 Hash { get; set; }

        public DeviceNumber Device { get; set; }

        /// <summary>A symbolic link's target, or the path of a hard link's first name.</summary>
        public byte[] Link { get; set; } = [];

        /// <summary>Values are those of <see cref="ManifestText.ValueOf"/>.</summary>
        public List<ExtendedAttribute> Attributes { get; set; } = s_none;
    }

    internal sealed record Attribute(ExtendedAttribute Value) : ManifestItem;

    internal sealed record Head : ManifestItem;

    internal sealed record End : ManifestItem;
}
