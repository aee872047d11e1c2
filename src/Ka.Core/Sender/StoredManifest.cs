using System;
using Ka.Linux;
using Ka.Manifests;
using Ka.Store;

namespace Ka.Sender;

/// <summary>The manifest of an image, and the part of it about one stream.</summary>
internal static class StoredManifest
{
    /// <summary>Longest manifest that is read: that of twenty million files.</summary>
    private const int Longest = 1 << 30;

    /// <summary>Copies the lines about a stream, without its first and last.</summary>
    /// <exception cref="StoreException">The manifest is damaged.</exception>
    public static void Copy(StoredImage image, int stream, ManifestWriter target)
    {
        image.Check(StoredImage.Manifest);
        var path = image.PathOf(StoredImage.Manifest);
        using var file = Files.OpenRead(path);
        ReadOnlySpan<byte> rest = Files.ReadToEnd(file, path, Longest);
        // The first line is about the whole manifest.
        NextLine(ref rest);
        for (var i = 0; i < stream; i++)
            while (!NextLine(ref rest).StartsWith("sent "u8))
                if (rest.IsEmpty)
                    throw new StoreException($"'{path}' lacks a stream");
        NextLine(ref rest);
        var lines = rest;
        var entries = 0L;
        while (!rest.IsEmpty && !rest.StartsWith("sent "u8))
            entries += IsEntry(NextLine(ref rest)) ? 1 : 0;
        target.AddLines(lines[..^rest.Length], entries);
    }

    private static bool IsEntry(ReadOnlySpan<byte> line) =>
        line is [not ManifestType.Attribute and not ManifestType.Flags, (byte)' ', ..];

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = text[(end < 0 ? text.Length : end + 1)..];
        return line;
    }
}
