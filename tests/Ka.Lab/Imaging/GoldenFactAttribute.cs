using System;
using System.Linq;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Imaging;

/// <summary>A test of the program with a golden root. Where either is missing it is skipped with the reason; with <c>CI=true</c> it runs and
/// fails with it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenFactAttribute : FactAttribute
{
    private static readonly string[] s_tools = ["mksquashfs", "unsquashfs", "depmod", "modinfo", "cpio", "bsdtar", "dnsmasq"];

    public GoldenFactAttribute() => Skip = LabNeeds.ReasonToSkip(Reason());

    /// <summary>What is missing; null: nothing.</summary>
    internal static string? Reason()
    {
        var missing = s_tools.Where(tool => !Programs.Exists(tool)).ToArray();
        return LabNeeds.OfProduct() ?? GoldenRoot.WhyNot() ?? (missing.Length == 0 ? null : $"programs are missing: {string.Join(' ', missing)}");
    }
}
