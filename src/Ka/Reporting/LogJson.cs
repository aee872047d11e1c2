using System;
using System.Net;
using System.Text;
using System.Text.Json;
using Ka.Linux;
using Ka.Operator;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>The lines of nodes' logs as JSON: docs/json-events.md.</summary>
internal sealed class LogJson(JsonLineWriter lines) : ILogReport
{
    private readonly OutputLines _output = new();

    public void Follows(IPAddress node, BytePath host, long line) =>
        Write(
            "follows",
            node,
            json =>
            {
                json.WriteString("name", host.ToString());
                json.WriteNumber("line", line);
            }
        );

    public void Line(IPAddress node, long number, string text) =>
        Write(
            "line",
            node,
            json =>
            {
                json.WriteNumber("line", number);
                json.WriteString("text", text);
            }
        );

    public void Missed(IPAddress node, long missed) => Write("missed", node, json => json.WriteNumber("lines", missed));

    public void Lost(IPAddress node, string reason) => Write("lost", node, json => json.WriteString("reason", reason));

    public void Output(IPAddress node, int stream, ReadOnlySpan<byte> bytes)
    {
        lock (_output)
            _output.Add(node, stream, bytes, line => WriteOutput(node, stream, line));
    }

    public void Ended(IPAddress node, CommandEnd end, int status)
    {
        lock (_output)
            for (var stream = 1; stream <= 2; stream++)
            {
                var which = stream;
                _output.Finish(node, stream, line => WriteOutput(node, which, line));
            }
        Write(
            "exit",
            node,
            json =>
            {
                json.WriteString(
                    "how",
                    end switch
                    {
                        CommandEnd.Exited => "exited",
                        CommandEnd.Killed => "killed",
                        _ => "timedOut",
                    }
                );
                json.WriteNumber("status", status);
            }
        );
    }

    public void Failed(IPAddress node, string reason) => Write("failed", node, json => json.WriteString("reason", reason));

    private void WriteOutput(IPAddress node, int stream, byte[] line) =>
        Write(
            "output",
            node,
            json =>
            {
                json.WriteString("stream", stream == 1 ? "stdout" : "stderr");
                json.WriteString("text", Encoding.UTF8.GetString(line));
            }
        );

    private void Write(string name, IPAddress node, Action<Utf8JsonWriter> fields) =>
        lines.Write(
            name,
            json =>
            {
                json.WriteString("node", node.ToString());
                fields(json);
            }
        );
}
