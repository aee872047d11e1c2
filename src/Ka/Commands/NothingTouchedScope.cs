using System;
using Ka.BootImages.Tree;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Pxe;
using Ka.Store;

namespace Ka.Commands;

/// <summary>Work before any disk is touched: whatever stops it, the exit status says that nothing has happened.</summary>
internal static class NothingTouchedScope
{
    public static int Guard(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (Exception e)
            when (e
                    is LayoutException
                        or ToolException
                        or LinuxException
                        or StoreException
                        or BootImageException
                        or PxeException
                        or PlatformNotSupportedException
            )
        {
            Console.Error.WriteLine($"ka: {e.Message}");
            Console.Error.WriteLine("ka: no disk was touched");
            return (int)ExitCode.Untouched;
        }
    }
}
