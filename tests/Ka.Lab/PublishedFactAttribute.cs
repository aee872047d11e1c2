using System;
using System.IO;
using Xunit;

namespace Ka.Lab;

/// <summary>A test of the published program, which <c>KA_BINARY</c> names, as root. Where that cannot be it is skipped with
/// the reason; with <c>CI=true</c> it runs and fails with it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublishedFactAttribute : FactAttribute
{
    public PublishedFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = WhyNot();
    }

    /// <summary>The program under test; empty when nobody named it.</summary>
    public static string Program => Environment.GetEnvironmentVariable("KA_BINARY") ?? "";

    private static string? WhyNot() =>
        !Environment.IsPrivilegedProcess ? "chroot(2) needs root"
        : !File.Exists(Program) ? "KA_BINARY names no program: use ./build.sh test"
        : null;
}
