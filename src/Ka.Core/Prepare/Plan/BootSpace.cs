using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.BootImages.Reading;
using Ka.Linux;

namespace Ka.Prepare.Plan;

/// <summary>The space where kernels have their initramfs, as it is used up by what will be made.</summary>
internal sealed class BootSpace(PlanDraft draft)
{
    /// <summary>Bytes that stay free: maps, logs, a boot loader's files.</summary>
    private const long Reserve = 8 << 20;

    /// <summary>A generic initramfs where nothing tells its size.</summary>
    private const long Usual = 96 << 20;

    private readonly Dictionary<string, long> _taken = [];

    /// <summary>Bytes of a kernel's initramfs; 0: there is none.</summary>
    public long SizeOf(string kernel) =>
        TreeKernels.Initramfs(draft, kernel) is { } path && draft.Tree.Resolve(path) is { } real
            ? draft.Tree.TryStatus(real)?.Size ?? 0
            : 0;

    /// <summary>What a generic initramfs would have: the rescue kernel's is one.</summary>
    public long Generic(string kernel, InitramfsContents? contents)
    {
        if (contents is { Fault: null } && contents.ModulesOf(kernel).Count >= 300)
            return SizeOf(kernel) + (SizeOf(kernel) / 8);
        foreach (var name in draft.Matching("/boot", "initramfs-0-rescue-", ".img"))
            if (draft.Tree.Resolve(name) is { } real && draft.Tree.TryStatus(real) is { Size: > 0 } status)
                return status.Size + (status.Size / 8);
        return Math.Max(Usual, 3 * SizeOf(kernel));
    }

    /// <summary>Takes space when it is there.</summary>
    /// <param name="bytes">More than what is there now.</param>
    public bool TryTake(string kernel, long bytes)
    {
        var directory = Directory(kernel);
        var taken = _taken.GetValueOrDefault(directory);
        if (Free(directory) is not { } free || free - taken - Reserve >= bytes)
        {
            _taken[directory] = taken + Math.Max(0, bytes);
            return true;
        }
        return false;
    }

    /// <summary>A sentence for a person.</summary>
    public string Shortage(string kernel, long bytes) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Directory(kernel)} has {(Free(Directory(kernel)) ?? 0) >> 20} MiB free, "
                + $"and the initramfs of {kernel} takes about {bytes >> 20} MiB more while it is made"
        );

    private string Directory(string kernel)
    {
        var place = TreeKernels.Initramfs(draft, kernel) ?? TreeKernels.Place(draft, kernel);
        return place[..place.LastIndexOf('/')];
    }

    private long? Free(string directory)
    {
        if (draft.Tree.Resolve(directory) is not { } real)
            return null;
        using var opened = draft.Tree.Open(real);
        return FileSystems.FreeBytes(opened) is { IsSuccess: true } free ? free.Value : null;
    }
}
