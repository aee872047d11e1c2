using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Net;
using System.Text.Json;
using Ka.Linux;
using Ka.Nodes;
using Ka.Operator;
using Ka.Runs;

namespace Ka.Commands;

/// <summary><c>ka runs</c>: what runs of <c>ka serve</c> have left behind.</summary>
internal sealed class RunsCommand
{
    private readonly Option<string> _directory = new("--runs")
    {
        Description = "The directory where runs are kept.",
        HelpName = "DIR",
        DefaultValueFactory = _ => RunStore.Default,
        Recursive = true,
    };

    private readonly Argument<string> _id = new("ID")
    {
        Description = "The run; the beginning of its name is enough, and 'last' is the newest.",
    };

    private readonly Argument<NodeSet?> _nodes = NodeArguments.Argument(
        $"Print the logs of these nodes: {NodeArguments.Spellings}.",
        ArgumentArity.ZeroOrMore
    );

    public static Command Create()
    {
        var options = new RunsCommand();
        var show = new Command(
            "show",
            """
            Show one run: its report, and where its files are; or with NODE, the logs of those nodes.

            Examples:
              ka runs show last
              ka runs show 20261127T221500Z-3f2a 10.0.0.7

            Exit status: 0 shown, 1 there is none, 2 usage.
            """
        )
        {
            options._id,
            options._nodes,
        };
        show.SetAction(options.Show);
        var command = new Command(
            "runs",
            """
            List the runs of 'ka serve' on this golden node; the oldest is first.

            Examples:
              ka runs
              ka runs show last

            Exit status: 0 done, 1 failed, 2 usage.
            """
        )
        {
            options._directory,
            show,
        };
        command.SetAction(options.List);
        return command;
    }

    private RunStore Shelf(ParseResult parsed) => new(BytePath.FromText(parsed.GetRequiredValue(_directory)));

    private int List(ParseResult parsed)
    {
        var shelf = Shelf(parsed);
        var isEmpty = true;
        foreach (var id in shelf.Ids())
        {
            Console.Out.WriteLine($"{id}  {Outcome(shelf.Open(id))}");
            isEmpty = false;
        }
        if (isEmpty)
            Console.Error.WriteLine(
                $"no run of 'ka serve' is kept in '{BytePath.FromText(parsed.GetRequiredValue(_directory))}'"
            );
        return (int)ExitCode.Done;
    }

    private int Show(ParseResult parsed)
    {
        var run = Find(Shelf(parsed), parsed.GetRequiredValue(_id));
        if (parsed.GetValue(_nodes) is { } nodes)
            return Print(run, AddressesOf(run, nodes));
        Console.Out.WriteLine($"run {run.Id}: {Outcome(run)}");
        if (run.TryRead(RunDirectory.ReportText) is { } report)
            Fd.StandardOutput.WriteAll(report).OrThrow("write", "standard output");
        Console.Out.WriteLine($"files: {run.Path}");
        foreach (var name in RunStore.Names(run.PathOf(RunDirectory.Logs)))
            if (name.EndsWith(".log", StringComparison.Ordinal))
                Console.Out.WriteLine($"log: {run.PathOf(RunDirectory.Logs).Join(BytePath.FromText(name))}");
        return (int)ExitCode.Done;
    }

    /// <exception cref="UsageException">A name has no address.</exception>
    private static IReadOnlyList<IPAddress> AddressesOf(RunDirectory run, NodeSet nodes)
    {
        _ = Files.TryReadAll("/etc/hosts"u8, out var hosts);
        try
        {
            var table = nodes.IsOfAddresses ? [] : RecordedNodes.Of(run);
            return new NodeAddresses(table, HostsFile.Parse(SurrogateEscape.Decode(hosts))).Of(nodes);
        }
        catch (FormatException e)
        {
            throw new UsageException($"runs: {e.Message}");
        }
    }

    private static int Print(RunDirectory run, IReadOnlyList<IPAddress> nodes)
    {
        var worst = ExitCode.Done;
        foreach (var node in nodes)
            if (!Print(run, node))
                worst = ExitCode.Failed;
        return (int)worst;
    }

    private static bool Print(RunDirectory run, IPAddress node)
    {
        var path = run.PathOf(NodeLogRecorder.NameOf(node));
        var isThere = Copy(new BytePath([.. path.Bytes, .. RotatingFile.Older])) | Copy(path);
        if (!isThere)
            Console.Error.WriteLine($"ka: run {run.Id} has no log of {node}: it was no node of it, or had no log server");
        return isThere;
    }

    private static bool Copy(BytePath path)
    {
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        var buffer = new byte[64 << 10];
        while (opened.IsSuccess && (int)file.Read(buffer).OrThrow("read", path) is > 0 and var count)
            Fd.StandardOutput.WriteAll(buffer.AsSpan(0, count)).OrThrow("write", "standard output");
        return opened.IsSuccess;
    }

    private static RunDirectory Find(RunStore shelf, string wanted)
    {
        string? found = null;
        foreach (var id in shelf.Ids())
            if (wanted == "last" || id == wanted)
                found = id;
            else if (id.StartsWith(wanted, StringComparison.Ordinal))
                found = found is null
                    ? id
                    : throw new UsageException($"runs: more than one begins with '{BytePath.FromText(wanted)}'");
        return found is not null
            ? shelf.Open(found)
            : throw new LinuxException("find run", $"'{BytePath.FromText(wanted)}'", Errno.ENOENT);
    }

    private static string Outcome(RunDirectory run)
    {
        if (run.TryRead(RunDirectory.Report) is not { } report)
            return "running, or ended without a report";
        try
        {
            using var document = JsonDocument.Parse(report);
            var nodes = document.RootElement.GetProperty("nodes");
            var done = 0;
            foreach (var node in nodes.EnumerateArray())
                done += node.GetProperty("state").GetString() == "done" ? 1 : 0;
            return $"{document.RootElement.GetProperty("state").GetString()}, {done} of "
                + $"{nodes.GetArrayLength() + document.RootElement.GetProperty("missing").GetInt32()} done";
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or System.Collections.Generic.KeyNotFoundException)
        {
            return $"its {RunDirectory.Report} is damaged";
        }
    }
}
