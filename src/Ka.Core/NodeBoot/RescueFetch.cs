using System;
using System.Net;
using System.Security.Cryptography;
using Ka.Boot;
using Ka.Coordination;
using Ka.Formatting;
using Ka.Linux;
using Ka.Receiver;
using Ka.Transport;
using Ka.Wire;

namespace Ka.NodeBoot;

/// <summary>Receives the rescue from the golden node into memory, in several tries.</summary>
/// <remarks>The chain proves length and hash of what the golden node sent; the hash in the image proves that it is the rescue
/// that the image was made with.</remarks>
internal sealed class RescueFetch(BootEnvironment bench, Token? token, ImageFacts image)
{
    private const int Piece = 1 << 20;

    private static readonly BytePath s_directory = BytePath.FromText(InitialMounts.HandoverDirectory + "/rescue");

    private readonly RetrySchedule _tries = new();
    private StageException? _noRoom;

    /// <summary>The file that the rescue is received into.</summary>
    public static BytePath File { get; } = s_directory.Join("rescue.sqfs"u8);

    /// <summary>The golden node that sent the rescue.</summary>
    public IPEndPoint? Server { get; private set; }

    /// <summary>Tries until the rescue is there or no tries are left.</summary>
    /// <returns>false: the machine is to be restarted.</returns>
    /// <exception cref="StageException">It does not fit into memory.</exception>
    public bool Run()
    {
        var room = new MemoryBudget(MemoryFigures.Read(), image.RescueBytes);
        CheckRoom(room);
        MakeDirectory(room);
        while (_tries.Step != TryStep.Restart)
        {
            bench.Log.Begin(_tries.Words(BootEnvironment.Now));
            if (_tries.Step == TryStep.Ask && Try(room))
                return true;
            if (_tries.Step == TryStep.Ask)
                _tries.Fail(BootEnvironment.Now);
            else
                CountDown();
        }
        return false;
    }

    private void CountDown()
    {
        var step = _tries.Step;
        while (_tries.Step == step)
        {
            bench.Log.Console.Rephrase(_tries.Words(BootEnvironment.Now));
            bench.Wait(TimeSpan.FromMilliseconds(250));
            _tries.Tick(BootEnvironment.Now);
        }
    }

    private bool Try(MemoryBudget room)
    {
        var options = new ReceiverOptions
        {
            Session = BytePath.FromText(KnownSessions.Rescue),
            Server = bench.Parameters.Server,
            Token = token,
            Window = room.Window,
            SearchPatience = RetrySchedule.Search,
        };
        _ = Files.Remove(File);
        ReceiverRun? run = null;
        using (
            run = new ReceiverRun(options, ReceiverTarget.File(File), happened => Show(happened, room, () => run!.Interrupt()))
        )
            if (run.Run() != ReceiverOutcome.Done)
                return _noRoom is null ? false : throw _noRoom;
        return IsTheOne();
    }

    private void Show(NodeRunEvent happened, MemoryBudget room, Action interrupt)
    {
        var log = bench.Log;
        switch (happened)
        {
            case NodeRunEvent.NotYet e:
                log.Warn(e.Reason);
                break;
            case NodeRunEvent.Joined e:
                Server = e.Server;
                log.Say($"KA server {e.Server?.Address} found, this is node {e.Id}");
                break;
            case NodeRunEvent.Waiting e:
                log.Console.Rephrase($"Waiting for the other nodes: {e.Present} of {e.Expected} are there");
                log.Debug($"waiting: {e.Present} of {e.Expected} nodes");
                break;
            case NodeRunEvent.Started e:
                log.Begin($"Receiving the rescue (place {e.Index} of {e.Total} in the chain)");
                break;
            case NodeRunEvent.Progressed e:
                ShowProgress(e, room, interrupt);
                break;
            case NodeRunEvent.Ended e:
                if (e.IsDone)
                    log.Say(
                        $"rescue received: {Quantity.Bytes(e.PlainBytes)} in {Quantity.Seconds(e.Elapsed)}, "
                            + $"{Quantity.Rate(e.PlainBytes, e.Elapsed)}"
                    );
                else if (e.Reason != Joiner.NobodyAnswered)
                    log.Warn(e.Reason);
                break;
            default:
                ConnectionScreen.Show(happened, log);
                break;
        }
    }

    // The length that the golden node knew beforehand comes with the stream; the size limit of the file system holds until then.
    private void ShowProgress(NodeRunEvent.Progressed progress, MemoryBudget room, Action interrupt)
    {
        bench.Log.Console.Progress(progress.PlainBytes, progress.ExpectedBytes, progress.Elapsed);
        if (progress.ExpectedBytes is not { } length || room with { Rescue = length } is { Fits: true } || _noRoom is not null)
            return;
        _noRoom = new StageException((room with { Rescue = length }).Complaint);
        interrupt();
    }

    private static void CheckRoom(MemoryBudget room)
    {
        if (!room.Fits)
            throw new StageException(room.Complaint);
    }

    private static void MakeDirectory(MemoryBudget room)
    {
        var made = Files.MakeDirectory(s_directory, FilePermissions.PrivateExecutable);
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", s_directory);
        Mounts
            .Mount(
                "tmpfs"u8,
                s_directory,
                "tmpfs"u8,
                MountFlags.NoSuid | MountFlags.NoDevices,
                BytePath.FromText($"mode=0700,size={room.Limit}")
            )
            .OrThrow("mount -t tmpfs", s_directory);
    }

    private bool IsTheOne()
    {
        if (image.RescueHash is not { } expected)
            return true;
        bench.Log.Begin("Checking the rescue");
        var found = Hash();
        if (string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
            return true;
        bench.Log.Warn($"the rescue is not the one of this image: sha256 {found} instead of {expected}");
        return false;
    }

    private static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = Files.OpenRead(File);
        var buffer = new byte[Piece];
        while (file.Read(buffer).OrThrow("read", File) is var count and > 0)
            hash.AppendData(buffer.AsSpan(0, (int)count));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
