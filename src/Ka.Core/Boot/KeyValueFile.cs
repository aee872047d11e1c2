using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>A small file of lines <c>KEY=value</c>; <c>#</c> begins a comment line. A value is everything up to the line's
/// end.</summary>
public static class KeyValueFile
{
    /// <summary>Lines that are none are left out; of two with the same key the last counts.</summary>
    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> text)
    {
        Dictionary<string, string> values = [];
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n'))
            if (line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && line[0] != '#')
                values[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        return values;
    }

    /// <summary>Empty when there is no such file.</summary>
    public static Dictionary<string, string> Read(BytePath path) =>
        Files.TryReadAll(path, out var text).IsSuccess ? Parse(text) : [];

    /// <summary>Mode 0600, replacing what was there.</summary>
    /// <exception cref="LinuxException"/>
    /// <exception cref="ArgumentException">A line feed in a key or a value.</exception>
    public static void Write(BytePath path, IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in values)
            text.Append(
                !key.Contains('\n') && !value.Contains('\n')
                    ? $"{key}={value}\n"
                    : throw new ArgumentException("a line feed", nameof(values))
            );
        Files.TryOpenEmpty(path, FilePermissions.Private, out var file).OrThrow("create", path);
        using (file)
            file.WriteAll(Encoding.UTF8.GetBytes(text.ToString())).OrThrow("write", path);
    }
}
