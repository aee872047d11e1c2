using System;
using System.CommandLine;
using System.Linq;
using System.Net;
using Ka.Disks.Images;
using Ka.Linux;
using Ka.Receiver;
using Ka.Reporting;

namespace Ka.Commands;

/// <summary><c>ka recv</c>: the bare broadcast, a node's side.</summary>
internal sealed class RecvCommand
{
    private readonly Option<string?> _session = new("--session", "-s")
    {
        Description = "Find the golden node that serves this session, by broadcast.",
        HelpName = "SESSION",
    };

    private readonly Option<string?> _host = new("--host", "-h")
    {
        Description = "The golden node's address.",
        HelpName = "HOST",
    };

    private readonly Option<string?> _tree = new("--tree") { Description = "Extract into this directory.", HelpName = "DIR" };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "Write to this file or device; - is standard output.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _command = new("--execute", "-e")
    {
        Description = "Feed to COMMAND; its exit status counts.",
        HelpName = "COMMAND",
    };

    private readonly Option<string[]> _partitions = new("--raw-partition", "-D")
    {
        Description = "Write the golden node's partition PART onto DEV, or onto the one of the same name. Repeatable.",
        HelpName = "PART[=DEV]",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _wait = new("--wait-all", "-w") { Description = "End only when every node has finished." };

    private readonly Option<bool> _noSync = new("--no-sync")
    {
        Description = "With --tree: do not wait until the disk has written everything.",
    };

    private readonly Option<string> _window = new("--window")
    {
        Description = "Memory for bytes that the disk has not written yet, or that a neighbour may need again.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "64M",
    };

    private readonly LogPortOption _logPort = new("ka recv");

    private readonly SharedOptions _shared = new(new ConnectionOptions());

    public static Command Create()
    {
        var options = new RecvCommand();
        var command = new Command(
            "recv",
            """
            Receive what 'ka send' sends, and pass it on to the next node.

            Examples:
              ka recv -s room12 --tree /mnt/disk
              ka recv -h 10.0.1.40 --tree /mnt/disk -D sda3=nvme0n1p3

            Exit status: 0 this node is done, 1 failed, 2 usage, 130 interrupted.
            """
        )
        {
            options._session,
            options._host,
            options._tree,
            options._file,
            options._command,
            options._partitions,
            options._wait,
            options._noSync,
            options._window,
        };
        options._logPort.AddTo(command);
        options._shared.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        KernelSupport.Demand();
        if (parsed.GetValue(_file) is { } file and not "-")
            PathOption.DemandCreatable(file, "--file");
        ThisProcess.IgnoreHangup();
        using var interruption = new ShutdownSignal();
        var screen = new Screen();
        using var watch = _logPort.Open(parsed, _shared.Door, screen);
        using var run = new ReceiverRun(
            Options(parsed),
            Target(parsed),
            NodeReporters.Make(screen, _shared.Quiet(parsed), _shared.Json(parsed))
        );
        interruption.Requested += run.Interrupt;
        return (int)ExitCodes.Of(run.Run());
    }

    private ReceiverOptions Options(ParseResult parsed)
    {
        var (session, host) = (parsed.GetValue(_session), parsed.GetValue(_host));
        if (session is null == host is null)
            throw new UsageException("recv: say one of -s SESSION, -h HOST");
        return new ReceiverOptions
        {
            Session = session is null ? default : SessionName.Parse(session),
            Server = host is null ? null : new IPEndPoint(ConnectionOptions.Address(host, "--host"), _shared.Door.Port(parsed)),
            Token = _shared.Door.Token(parsed),
            Bind = _shared.Door.Bind(parsed),
            DataPort = _shared.DataPort(parsed),
            WaitForAll = parsed.GetValue(_wait),
            Window = WindowSize.Parse(parsed.GetRequiredValue(_window)),
        };
    }

    private ReceiverTarget Target(ParseResult parsed)
    {
        var partitions = (parsed.GetValue(_partitions) ?? []).Select(ParsePartition).ToList();
        if (
            partitions.Select(partition => partition.Golden.ToString()).Distinct().Count() < partitions.Count
            || partitions.Select(partition => partition.Device.ToString()).Distinct().Count() < partitions.Count
        )
            throw new UsageException("--raw-partition: a partition is there twice");
        return partitions.Count > 0
            ? ReceiverTarget.Partitions(partitions, Rest(parsed, isNeeded: false))
            : Rest(parsed, isNeeded: true)!;
    }

    private static PartitionTarget ParsePartition(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (golden, device) = equals < 0 ? (word, word) : (word[..equals], word[(equals + 1)..]);
        return golden.Length > 0 && device.Length > 0
            ? new PartitionTarget(RawPartition.PathOf(golden), RawPartition.PathOf(device))
            : throw new UsageException($"--raw-partition: '{BytePath.FromText(word)}' is not PART or PART=DEV");
    }

    private ReceiverTarget? Rest(ParseResult parsed, bool isNeeded) =>
        (parsed.GetValue(_tree), parsed.GetValue(_file), parsed.GetValue(_command)) switch
        {
            ({ } path, null, null) => ReceiverTarget.Tree(BytePath.FromText(path), sync: !parsed.GetValue(_noSync)),
            (null, { } path, null) => ReceiverTarget.File(BytePath.FromText(path)),
            (null, null, { } words) => ReceiverTarget.Command(BytePath.FromText(words)),
            (null, null, null) when !isNeeded => null,
            _ => throw new UsageException("recv: say one of --tree DIR, --file FILE, -e COMMAND, or -D PART"),
        };
}
