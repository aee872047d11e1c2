using System;
using Ka.Linux;

namespace Ka;

/// <summary>The command line is right, and this machine or this user is not ready for it. The message says what to do.</summary>
internal sealed class SetupException(string message) : Exception(message)
{
    /// <summary>Demands that this process runs as root.</summary>
    /// <param name="command">The command, as it is typed.</param>
    /// <exception cref="SetupException">It does not.</exception>
    public static void DemandRoot(string command)
    {
        if (Identity.User != 0)
            throw new SetupException($"'{command}' must be run as root: it reads or writes disks and files of all users");
    }
}
