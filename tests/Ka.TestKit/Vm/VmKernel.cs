namespace Ka.TestKit;

/// <summary>A kernel that starts without any boot loader.</summary>
/// <param name="Image">vmlinuz.</param>
/// <param name="Initrd">null: none.</param>
/// <param name="CommandLine">What the kernel reads; <c>console=ttyS0</c> makes it talk to <see cref="Vm.Console"/>.</param>
public sealed record VmKernel(string Image, string? Initrd, string CommandLine)
{
    /// <summary>Words for every kernel in emulation: without them it counts the timer's interrupts once, and panics where a busy
    /// machine gave it too few.</summary>
    public const string Patience = "no_timer_check";
}
