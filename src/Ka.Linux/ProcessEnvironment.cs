using System;
using System.Collections.Generic;

namespace Ka.Linux;

/// <summary>Environments of child processes: NAME=value, as bytes.</summary>
internal static class ProcessEnvironment
{
    private const int MaxLength = 1 << 22;

    /// <summary>The environment of this process as the kernel passed it. Empty where /proc is not mounted.</summary>
    /// <remarks>The runtime's copy has lost every byte that is not UTF-8.</remarks>
    internal static List<byte[]> Own()
    {
        var path = BytePath.FromText("/proc/self/environ");
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        var words = new List<byte[]>();
        if (!opened.IsSuccess)
            return words;
        ReadOnlySpan<byte> environment = Files.ReadToEnd(file, path, MaxLength);
        foreach (var range in environment.Split((byte)0))
            if (!environment[range].IsEmpty)
                words.Add(environment[range].ToArray());
        return words;
    }

    /// <summary>The environment of a tool whose output is parsed: the C locale, and every directory of
    /// <see cref="ProgramPath"/>.</summary>
    internal static List<byte[]> OfTools()
    {
        var words = new List<byte[]>();
        foreach (var word in Own())
            if (!word.AsSpan().StartsWith("LC_ALL="u8) && !word.AsSpan().StartsWith("PATH="u8))
                words.Add(word);
        words.Add(SurrogateEscape.Encode("PATH=" + ProgramPath.Directories));
        words.Add("LC_ALL=C"u8.ToArray());
        // LVM otherwise complains about descriptors that other processes left open.
        words.Add("LVM_SUPPRESS_FD_WARNINGS=1"u8.ToArray());
        return words;
    }
}
