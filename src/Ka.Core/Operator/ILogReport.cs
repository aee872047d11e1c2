using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>Receives the logs and outputs of nodes that an operator watches. Called from one thread for each node, several at the
/// same time.</summary>
public interface ILogReport
{
    /// <summary>The node tells its log, from a line on.</summary>
    /// <param name="host">Its host name.</param>
    void Follows(IPAddress node, BytePath host, long line);

    /// <summary>A line of its log.</summary>
    void Line(IPAddress node, long number, string text);

    /// <summary>Lines that are not in its log any more, or that were lost because we were too slow.</summary>
    void Missed(IPAddress node, long lines);

    /// <summary>There is no connection to it, and we try again.</summary>
    void Lost(IPAddress node, string reason);

    /// <summary>A command said something.</summary>
    /// <param name="stream">1 its standard output, 2 its standard error.</param>
    void Output(IPAddress node, int stream, ReadOnlySpan<byte> bytes);

    /// <summary>A command has ended.</summary>
    void Ended(IPAddress node, CommandEnd end, int status);

    /// <summary>The node will not have us, or will not run this.</summary>
    void Failed(IPAddress node, string reason);
}
