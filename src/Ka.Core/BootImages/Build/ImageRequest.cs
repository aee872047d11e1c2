using System.Collections.Generic;
using Ka.Linux;

namespace Ka.BootImages.Build;

/// <summary>A request for images: the tree, the kernel, the additions, the place.</summary>
public sealed record ImageRequest
{
    /// <summary>The directory, which exists, of vmlinuz, all.rdz and rescue.sqfs.</summary>
    public required BytePath Output { get; init; }

    /// <summary>The golden tree.</summary>
    public required BytePath Root { get; init; }

    /// <summary>The kernel's version; null: the running kernel's, or that of the only kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>Modules that all.rdz and rescue.sqfs get besides those of the lists.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Every module of the kernel, in both.</summary>
    public bool AllModules { get; init; }

    /// <summary>The token file's contents; null: none.</summary>
    public byte[]? Token { get; init; }
}
