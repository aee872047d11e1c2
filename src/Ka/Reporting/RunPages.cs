using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Operator;
using Ka.Runs;
using Ka.Web;

namespace Ka.Reporting;

/// <summary>The resources that the golden node offers by HTTP: the metrics, the page, and the data that the page asks for.
/// Nothing is changed by it.</summary>
/// <param name="key">Opens the logs; everything else is readable for every host that reaches the port.</param>
/// <param name="directory">The directory of the logs; null: none.</param>
internal sealed class RunPages(RunStatus board, string key, RunDirectory? directory)
{
    private const string Logs = "/log/";

    /// <summary>Largest number of bytes of a log that are shown: its end.</summary>
    private const int MostLog = 64 << 10;

    /// <summary>The page and the metrics.</summary>
    public HttpAnswer Page(HttpRequest request) =>
        request.Path switch
        {
            "/" => HttpAnswer.Of("text/html; charset=utf-8", Part("page.html")),
            "/page.js" => HttpAnswer.Of("text/javascript; charset=utf-8", Part("page.js")),
            "/page.css" => HttpAnswer.Of("text/css; charset=utf-8", Part("page.css")),
            "/board.json" => HttpAnswer.Of(
                "application/json",
                JsonLineWriter.Object(json => RunSummaryJson.Write(json, board.Snapshot()))
            ),
            _ when request.Path.StartsWith(Logs, StringComparison.Ordinal) => Log(request),
            _ => Metrics(request),
        };

    /// <summary>The metrics alone.</summary>
    public HttpAnswer Metrics(HttpRequest request) =>
        request.Path == "/metrics"
            ? HttpAnswer.Of(MetricsText.Type, MetricsText.Of(board.Snapshot()))
            : HttpAnswer.Refuse("404 Not Found");

    private HttpAnswer Log(HttpRequest request)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Key), Encoding.UTF8.GetBytes(key)))
            return HttpAnswer.Refuse("403 Forbidden");
        if (directory is null || !IPAddress.TryParse(request.Path[Logs.Length..], out var node))
            return HttpAnswer.Refuse("404 Not Found");
        var opened = Files.TryOpenRead(directory.PathOf(NodeLogRecorder.NameOf(node)), out var file);
        using var closing = file;
        return opened.IsSuccess ? HttpAnswer.Of("text/plain; charset=utf-8", End(file)) : HttpAnswer.Refuse("404 Not Found");
    }

    private static ReadOnlyMemory<byte> End(Fd file)
    {
        var start = Math.Max(0, Files.SeekEnd(file).Value - MostLog);
        Files.SeekTo(file, start).OrThrow("seek", "log");
        var content = new byte[MostLog];
        var length = 0;
        while (length < content.Length && (int)file.Read(content.AsSpan(length)).OrThrow("read", "log") is > 0 and var count)
            length += count;
        var cut = start > 0 ? content.AsSpan(0, length).IndexOf((byte)'\n') + 1 : 0;
        return content.AsMemory(cut, length - cut);
    }

    private static byte[] Part(string name)
    {
        using var stream =
            typeof(RunPages).Assembly.GetManifestResourceStream("web/" + name)
            ?? throw new InvalidOperationException($"web/{name} is not part of the program");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
