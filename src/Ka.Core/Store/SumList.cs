using System;
using System.Collections.Generic;
using System.Text;

namespace Ka.Store;

/// <summary>The file <c>SHA256SUMS</c> of an image: every other file of it with its SHA-256, as sha256sum(1) reads it, and as the
/// last line, behind <c>#</c>, the sum of the lines before. Pure.</summary>
internal sealed class SumList
{
    /// <summary>The name of the file.</summary>
    public const string File = "SHA256SUMS";

    private readonly SortedDictionary<string, Sum256> _sums = new(StringComparer.Ordinal);

    public int Count => _sums.Count;

    /// <summary>In the order of the file.</summary>
    public IEnumerable<string> Paths => _sums.Keys;

    /// <param name="path">Below the image's directory: <c>streams/0/00000000.zst</c>.</param>
    public void Add(string path, Sum256 sum) => _sums.Add(path, sum);

    /// <returns>false: the image has no such file.</returns>
    public bool TryGet(string path, out Sum256 sum) => _sums.TryGetValue(path, out sum);

    public string Write()
    {
        var text = new StringBuilder();
        foreach (var (path, sum) in _sums)
            text.Append($"{sum}  {path}\n");
        return text.Append($"# {Sum256.Of(Encoding.UTF8.GetBytes(text.ToString()))}\n").ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, to the last byte.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static SumList Read(ReadOnlySpan<byte> bytes)
    {
        var list = new SumList();
        var text = Encoding.UTF8.GetString(bytes);
        var last = text.LastIndexOf("# ", StringComparison.Ordinal);
        if (last < 0)
            throw new FormatException("it is cut: its last line is missing");
        foreach (var line in text.AsSpan(0, last).EnumerateLines())
            if (line.Length > 0 && !list.TryAdd(line))
                throw new FormatException("a line is no sum of a file");
        return list.Write() == text ? list : throw new FormatException("it is not what was written");
    }

    private bool TryAdd(ReadOnlySpan<char> line) =>
        line.Length > Sum256.TextLength + 2
        && Sum256.TryParse(line[..Sum256.TextLength], out var sum)
        && line[Sum256.TextLength..].StartsWith("  ")
        && IsInside(line[(Sum256.TextLength + 2)..])
        && _sums.TryAdd(line[(Sum256.TextLength + 2)..].ToString(), sum);

    /// <summary>A list can come from elsewhere: no path in it leads out of the image.</summary>
    private static bool IsInside(ReadOnlySpan<char> path)
    {
        foreach (var part in path.Split('/'))
            if (path[part] is "" or "." or "..")
                return false;
        return !path.ContainsAny('\0', '\\');
    }
}
