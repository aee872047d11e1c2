using System;
using System.Text;

namespace Ka.Web;

/// <summary>A request of a client: RFC 9112, as far as it is needed here.</summary>
/// <param name="Method">As it was said.</param>
/// <param name="Path">Without what follows a question mark; nothing is decoded.</param>
/// <param name="Key">Of the header <c>X-Ka-Key</c>; empty when there is none.</param>
public sealed record HttpRequest(string Method, string Path, string Key)
{
    private const string KeyHeader = "x-ka-key:";

    /// <summary>Reads the head of a request, up to the empty line.</summary>
    /// <returns>null: the bytes are no request.</returns>
    public static HttpRequest? Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal) || !words[1].StartsWith('/'))
            return null;
        var key = "";
        foreach (var line in lines)
            if (line.StartsWith(KeyHeader, StringComparison.OrdinalIgnoreCase))
                key = line[KeyHeader.Length..].Trim();
        return new HttpRequest(words[0], words[1].Split('?')[0], key);
    }
}
