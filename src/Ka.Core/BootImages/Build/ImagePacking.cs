using System;
using System.Collections.Generic;
using Ka.BootImages.Tree;
using Ka.Linux;

namespace Ka.BootImages.Build;

/// <summary>Packs images with what the golden kernel can unpack.</summary>
internal static class ImagePacking
{
    /// <summary>The level of zstd for all.rdz. Level 19 takes eight times as long for a tenth less.</summary>
    private const int StageOneLevel = 12;

    private const string RescueLevel = "15";

    /// <summary>zstd where the kernel has RD_ZSTD, else gzip, which every kernel with an initrd has.</summary>
    /// <returns>The packing's name.</returns>
    /// <exception cref="BootImageException">gzip is missing or failed.</exception>
    public static string PackStageOne(GoldenKernel kernel, byte[] archive, PendingFile target, uint permissions)
    {
        if (!kernel.Has("RD_ZSTD"))
        {
            target.Write(archive, permissions);
            Run("gzip", "-9", "-n", "-f", Text(target.Partial));
            Files.Rename(BytePath.FromText(Text(target.Partial) + ".gz"), target.Partial).OrThrow("rename to", target.Partial);
            return "gzip";
        }
        using var zstd = new Zstd();
        var packed = new byte[Zstd.Bound(archive.Length)];
        var length = zstd.TryCompress(archive, packed, StageOneLevel);
        target.Write(packed.AsSpan(0, length), permissions);
        return "zstd";
    }

    /// <summary>A squash file system of a staged tree; the same files give the same bytes.</summary>
    /// <returns>The packing's name.</returns>
    /// <exception cref="BootImageException">mksquashfs is missing or failed.</exception>
    public static string PackRescue(GoldenKernel kernel, StagedTree tree, PendingFile target)
    {
        var packing =
            kernel.Has("SQUASHFS_ZSTD") ? "zstd"
            : kernel.Has("SQUASHFS_XZ") ? "xz"
            : "gzip";
        List<string> words =
        [
            Text(tree.Path),
            Text(target.Partial),
            "-noappend",
            "-no-progress",
            "-no-xattrs",
            "-all-root",
            "-b",
            "256K",
            "-comp",
            packing,
        ];
        if (packing == "zstd")
            words.AddRange(["-Xcompression-level", RescueLevel]);
        words.AddRange(["-reproducible"]);
        // With SOURCE_DATE_EPOCH set, mksquashfs takes its times from there and refuses others.
        if (Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is null)
            words.AddRange(["-mkfs-time", "0", "-all-time", "0"]);
        Run("mksquashfs", [.. words]);
        return packing;
    }

    /// <summary>The binary forms of the module lists, which modprobe(8) reads.</summary>
    /// <exception cref="BootImageException">depmod is missing or failed.</exception>
    public static void IndexModules(StagedTree tree, string kernel) => Run("depmod", "-b", Text(tree.Path), kernel);

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            new ToolCommand(program, arguments).Run();
        }
        catch (ToolException e)
        {
            throw new BootImageException(e.Message);
        }
    }

    private static string Text(BytePath path) => SurrogateEscape.Decode(path);
}
