using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using Ka.Formatting;
using Ka.Linux;
using Ka.Operator;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>The output of nodes for people: their lines on standard output, each after its node's address, ours on standard
/// error.</summary>
/// <param name="nodes">In the order of their colours.</param>
/// <param name="isPlain">One command on one node: its output as it is, nothing before it.</param>
/// <param name="closed">Called when our standard output is not read any more.</param>
internal sealed class LogConsole(IReadOnlyList<IPAddress> nodes, bool isPlain, Action closed) : ILogReport
{
    private const int Colours = 6;
    private const int FirstColour = 31;

    private readonly object _showing = new();
    private readonly OutputLines _lines = new();
    private bool _isClosed;
    private readonly bool _isColoured = Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    public void Follows(IPAddress node, BytePath host, long line) { }

    public void Line(IPAddress node, long number, string text) => Show(1, node, Encoding.UTF8.GetBytes(text));

    public void Missed(IPAddress node, long lines) =>
        Say(
            $"{node}: {Quantity.Count((int)Math.Min(lines, int.MaxValue), "line", "lines")} missed: it keeps no more, "
                + "or this was too slow"
        );

    public void Lost(IPAddress node, string reason) => Say($"{node}: {reason}; trying again");

    public void Output(IPAddress node, int stream, ReadOnlySpan<byte> bytes)
    {
        lock (_showing)
            if (isPlain)
                Write(stream, bytes);
            else
                _lines.Add(node, stream, bytes, line => Show(stream, node, line));
    }

    public void Ended(IPAddress node, CommandEnd end, int status)
    {
        lock (_showing)
            for (var stream = 1; stream <= 2; stream++)
            {
                var which = stream;
                _lines.Finish(node, stream, line => Show(which, node, line));
            }
        if (end != CommandEnd.Exited || (status != 0 && !isPlain))
            Say($"{node}: {Words(end, status)}");
    }

    private static string Words(CommandEnd end, int status) =>
        end switch
        {
            CommandEnd.Exited => $"exit status {status}",
            CommandEnd.Killed => $"killed by signal {status}",
            _ => "its time was over, killed",
        };

    public void Failed(IPAddress node, string reason) => Say($"{node}: FAILED: {reason}");

    private void Say(string text)
    {
        lock (_showing)
            Write(2, Encoding.UTF8.GetBytes(text + "\n"));
    }

    // What a program prints may hold anything: on the screen of many it moves no cursor and forges no other node's line.
    private void Show(int stream, IPAddress node, byte[] line)
    {
        lock (_showing)
        {
            for (var i = 0; i < line.Length; i++)
                if (line[i] is < 0x20 and not (byte)'\t' or 0x7f)
                    line[i] = (byte)'?';
            var shown =
                _isColoured && Terminal.IsTerminal(stream == 1 ? Fd.StandardOutput : Fd.StandardError)
                    ? $"\u001b[{FirstColour + IndexOf(node) % Colours}m{node}>\u001b[0m "
                    : $"{node}> ";
            Write(stream, [.. Encoding.ASCII.GetBytes(shown), .. line, (byte)'\n']);
        }
    }

    private void Write(int stream, ReadOnlySpan<byte> bytes)
    {
        if ((stream == 1 ? Fd.StandardOutput : Fd.StandardError).WriteAll(bytes).IsSuccess || stream != 1 || _isClosed)
            return;
        _isClosed = true;
        closed();
    }

    private int IndexOf(IPAddress node)
    {
        for (var i = 0; i < nodes.Count; i++)
            if (nodes[i].Equals(node))
                return i;
        return 0;
    }
}
