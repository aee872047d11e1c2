using System;
using System.Text;

namespace Ka.Web;

/// <summary>A response to a client.</summary>
/// <param name="Status">With its words: <c>200 OK</c>.</param>
/// <param name="Type">Of the body.</param>
public sealed record HttpAnswer(string Status, string Type, ReadOnlyMemory<byte> Body)
{
    private const string Plain = "text/plain; charset=utf-8";

    /// <summary>A line that says why there is nothing.</summary>
    public static HttpAnswer Refuse(string status) => new(status, Plain, Encoding.ASCII.GetBytes(status + "\n"));

    /// <summary>A response of status 200 with a body.</summary>
    public static HttpAnswer Of(string type, ReadOnlyMemory<byte> body) => new("200 OK", type, body);

    /// <summary>The bytes of head and body. The head forbids the browser to cache the page, to run code from elsewhere, and to
    /// frame it.</summary>
    internal byte[] Encode() =>
        [
            .. Encoding.ASCII.GetBytes(
                $"""
                HTTP/1.1 {Status}
                Content-Type: {Type}
                Content-Length: {Body.Length}
                Connection: close
                Cache-Control: no-store
                X-Content-Type-Options: nosniff
                Referrer-Policy: no-referrer
                Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'


                """.ReplaceLineEndings("\r\n")
            ),
            .. Body.Span,
        ];
}
