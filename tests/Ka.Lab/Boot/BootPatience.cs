using System;

namespace Ka.Lab.Boot;

/// <summary>How long the steps of a machine may take. Emulation on a busy machine is tens of times slower than a
/// machine.</summary>
internal static class BootPatience
{
    /// <summary>Firmware, boot loader, TFTP of 18 MB, kernel, stage 1.</summary>
    public static readonly TimeSpan PowerOn = TimeSpan.FromMinutes(10);

    /// <summary>From the kernel to whatever comes next.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
}
