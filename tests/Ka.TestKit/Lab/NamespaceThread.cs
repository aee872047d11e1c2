using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Ka.TestKit;

/// <summary>Work of our own on a host of the lab (setns(2)): a socket belongs for good to the namespace of the thread that
/// made it, so the thread may be gone when it is used.</summary>
internal static class NamespaceThread
{
    private const int CLONE_NEWNET = 0x40000000;

    /// <summary>Runs it to its end on a thread that lives in the namespace.</summary>
    /// <exception cref="IOException">The namespace cannot be entered.</exception>
    public static T Run<T>(string inNamespace, Func<T> work)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(inNamespace);
                result = work();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure == null ? result : throw new IOException($"in {inNamespace}: {failure.Message}", failure);
    }

    private static void Enter(string inNamespace)
    {
        using SafeFileHandle file = File.OpenHandle("/run/netns/" + inNamespace);
        if (setns(file, CLONE_NEWNET) != 0)
            throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(SafeFileHandle file, int type);
}
