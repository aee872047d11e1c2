using System.IO;

namespace Ka.Linux.Tests;

/// <summary>Descriptors that the code under test cannot open itself.</summary>
internal static class Descriptors
{
    /// <summary>An <see cref="Fd"/> that owns what the runtime opened.</summary>
    public static Fd Open(string path, FileAccess access)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite);
        var number = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return new Fd(number);
    }
}
