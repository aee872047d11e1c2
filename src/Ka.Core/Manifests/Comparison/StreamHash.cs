using System;
using System.IO.Hashing;
using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>The hash of a stream's bytes where they were written to.</summary>
internal static class StreamHash
{
    /// <summary>XXH3-128 of the first bytes of a file or device, as the manifest has it; of all when there are fewer.</summary>
    /// <exception cref="LinuxException"/>
    public static UInt128 Read(BytePath path, long length)
    {
        using var file = Files.OpenRead(path);
        _ = Files.Sync(file);
        Files.ForgetCached(file);
        var hash = new XxHash128();
        var buffer = new byte[1 << 20];
        while (length > 0)
        {
            var count = (int)file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length))).OrThrow("read", path);
            if (count == 0)
                break;
            hash.Append(buffer.AsSpan(0, count));
            length -= count;
        }
        return hash.GetCurrentHashAsUInt128();
    }
}
