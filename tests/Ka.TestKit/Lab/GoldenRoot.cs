using System;
using System.IO;

namespace Ka.TestKit;

/// <summary>A golden node's root in a directory: Debian with its kernel, the tools of the rescue and the boot loaders.
/// <c>tools/golden-root.sh</c> makes it, before the tests are in a network of their own. Nobody writes into it.</summary>
public static class GoldenRoot
{
    /// <summary><c>KA_GOLDEN</c>, or <c>.cache/golden</c> of the repository.</summary>
    public static string Directory { get; } =
        Environment.GetEnvironmentVariable("KA_GOLDEN") is { Length: > 0 } path
            ? Path.GetFullPath(path)
            : Path.Combine(Programs.Repository, ".cache", "golden");

    /// <summary>The version of its kernel.</summary>
    public static string Kernel =>
        Path.GetFileName(System.IO.Directory.GetDirectories(Path.Combine(Directory, "usr/lib/modules"))[0]);

    /// <summary>Why there is none; null when there is.</summary>
    public static string? WhyNot() =>
        File.Exists(Path.Combine(Directory, ".ka-golden"))
            ? null
            : $"no golden root in {Directory}: ./build.sh test makes it, or tools/golden-root.sh";
}
