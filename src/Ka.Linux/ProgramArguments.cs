using System;
using System.Collections.Generic;

namespace Ka.Linux;

/// <summary>The command line as the kernel has it. The runtime's own arguments have lost every byte that is not UTF-8.</summary>
public static class ProgramArguments
{
    /// <summary>The arguments after the program's name, from /proc/self/cmdline, in <see cref="SurrogateEscape"/> text.
    /// Falls back to <paramref name="decoded"/> where /proc is not mounted.</summary>
    public static string[] Read(string[] decoded)
    {
        var opened = Files.TryOpenRead("/proc/self/cmdline"u8, out var file);
        using var closing = file;
        if (!opened.IsSuccess)
            return decoded;
        ReadOnlySpan<byte> bytes = Files.ReadToEnd(file, BytePath.FromText("/proc/self/cmdline"), 1 << 22);
        var arguments = new List<string>();
        if (bytes.EndsWith((byte)0))
            bytes = bytes[..^1];
        foreach (var range in bytes.Split((byte)0))
            arguments.Add(SurrogateEscape.Decode(bytes[range]));
        // A run under `dotnet ka.dll` has the host's words in front: trust the kernel only for our own tail.
        return arguments.Count < decoded.Length
            ? decoded
            : [.. arguments.GetRange(arguments.Count - decoded.Length, decoded.Length)];
    }
}
