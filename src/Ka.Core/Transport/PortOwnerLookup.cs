using System;
using System.Text;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>The process that listens on a TCP port of this machine, from proc(5). For a message: nothing depends on it.</summary>
internal static class PortOwnerLookup
{
    private const string Listening = "0A";

    private const int ShownWords = 200;

    /// <summary><c> (process 4711 has it: ka serve -n 60)</c>; empty when the process cannot be found.</summary>
    public static string Describe(int port)
    {
        var socket = SocketOn(port, "/proc/net/tcp") ?? SocketOn(port, "/proc/net/tcp6");
        if (socket is null || !Files.TryOpenDirectory("/proc"u8, out var processes).IsSuccess)
            return "";
        using (processes)
        {
            var entries = new DirectoryEntries();
            while (entries.Fill(processes) is { IsSuccess: true, Value: > 0 })
            while (entries.TryNext(out var entry))
                if (
                    entry.Name[0] is >= (byte)'0' and <= (byte)'9'
                    && Encoding.ASCII.GetString(entry.Name) is var process
                    && Has(process, socket)
                )
                    return $" (process {process} has it: {WordsOf(process)})";
        }
        return "";
    }

    /// <summary>The name of the socket among a process's descriptors.</summary>
    private static string? SocketOn(int port, string table)
    {
        _ = Files.TryReadAll(BytePath.FromText(table), out var text, 16 << 20);
        foreach (var line in Encoding.ASCII.GetString(text).Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal))
                return $"socket:[{fields[9]}]";
        }
        return null;
    }

    private static bool Has(string process, string socket)
    {
        if (!Files.TryOpenDirectory(BytePath.FromText($"/proc/{process}/fd"), out var descriptors).IsSuccess)
            return false;
        using var closing = descriptors;
        var (entries, target) = (new DirectoryEntries(), new byte[64]);
        while (entries.Fill(descriptors) is { IsSuccess: true, Value: > 0 })
        while (entries.TryNext(out var entry))
            if (
                Files.ReadSymbolicLink(descriptors, entry.Name, target) is { IsSuccess: true } read
                && Encoding.ASCII.GetString(target, 0, (int)read.Value) == socket
            )
                return true;
        return false;
    }

    private static BytePath WordsOf(string process)
    {
        _ = Files.TryReadAll(BytePath.FromText($"/proc/{process}/cmdline"), out var words);
        for (var i = 0; i < words.Length; i++)
            if (words[i] == 0)
                words[i] = (byte)' ';
        return new BytePath(words.AsSpan(0, Math.Min(words.Length, ShownWords)).TrimEnd((byte)' ').ToArray());
    }
}
