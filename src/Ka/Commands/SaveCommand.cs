using System;
using System.CommandLine;
using System.Linq;
using Ka.BootImages.Build;
using Ka.CommandLine;
using Ka.Formatting;
using Ka.Linux;
using Ka.Reporting;
using Ka.Sender;
using Ka.Store;

namespace Ka.Commands;

/// <summary><c>ka save</c>: the golden node as files, from which clones are made without it.</summary>
internal sealed class SaveCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The image's name; each save makes a version of it." };

    private readonly Option<string> _store = StoreOption.Create();

    private readonly Option<int> _level = new("--compress")
    {
        Description = $"Compress with this level of zstd, {Zstd.MinLevel} to {Zstd.MaxLevel}.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<bool> _noBoot = new("--no-boot")
    {
        Description = "Save no kernel, first stage and rescue: nodes boot others.",
    };

    private readonly Option<bool> _nice = new("--nice")
    {
        Description = "Run at low priority: other programs of this machine get the processor and the disks first.",
    };

    private readonly ServeOptions _plan = new();

    public static Command Create()
    {
        var options = new SaveCommand();
        var command = new Command(
            "save",
            """
            Save this machine as an image. 'ka serve --image' makes clones of it while this machine is off.

            A version has everything: layout, file systems, partitions, manifest, hooks, kernel and rescue. Later versions of a
            name cost the space of what differs. A version appears when it is complete and on the disk.

            Examples:
              ka save room12 -x /tmp -x /var/log
              ka save room12 --store /mnt/backup/store

            Exit status: 0 saved, 1 failed, or something could not be read and is missing in the image, 2 usage, 130 interrupted.
            """
        )
        {
            options._name,
        };
        command.AddOptions("The image", options._store, options._level, options._noBoot);
        options._plan.AddCopyTo(command);
        command.AddOptions("Reading", options._nice);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var name = StoreOption.PlainName(parsed.GetRequiredValue(_name));
        var level = parsed.GetValue(_level);
        if (level is < Zstd.MinLevel or > Zstd.MaxLevel)
            throw new UsageException($"--compress: {level} is no level from {Zstd.MinLevel} to {Zstd.MaxLevel}");
        SetupException.DemandRoot("ka save");
        ThisProcess.IgnoreHangup();
        using var interruption = new ShutdownSignal();
        // Before there is another thread: each has its own priority, inherited from the thread that started it.
        using var lowered = parsed.GetValue(_nice) ? new LoweredPriority() : null;
        var store = StoreOption.Of(parsed, _store);
        Files.MakeDirectories(store.Directory);
        // A store that is in the golden tree is not saved into itself.
        var plan = _plan.ReadWithout(parsed, store.Directory);
        var screen = new Screen();
        using var draft = store.Begin(name, DateTime.UtcNow, level, screen.Line);
        var saver = new ImageSaver(
            new SaveRequest
            {
                Plan = plan,
                Root = BytePath.FromText(_plan.Root(parsed)),
                Excluded = _plan.Excluded(parsed),
                Kernel = parsed.GetValue(_noBoot) ? null : MakeBootFiles(parsed, draft, screen),
                Program = InitCommand.Version,
            },
            draft
        );
        var isStopped = false;
        interruption.Requested += () =>
        {
            isStopped = true;
            saver.Cancel();
        };
        try
        {
            ImageRecord record;
            using (new ProgressWatch(screen, () => saver.Bytes, saver.ExpectedBytes))
                record = saver.Run();
            return (int)Report(screen, draft.Name, record);
        }
        catch (StoreException) when (isStopped)
        {
            screen.ClearStatus();
            screen.Line("stopped: nothing was saved");
            return (int)ExitCode.Interrupted;
        }
    }

    private string MakeBootFiles(ParseResult parsed, ImageDraft draft, Screen screen)
    {
        draft.MakeDirectory(StoredImage.Boot);
        return new ImageBuild(
            new ImageRequest
            {
                Output = draft.PathOf(StoredImage.Boot),
                Root = BytePath.FromText(_plan.Root(parsed)),
                // The store is no secret place for a token: 'ka pxe' and sticks get theirs.
                Token = null,
            },
            screen.Line
        ).Run().Kernel;
    }

    private static ExitCode Report(Screen screen, ImageName name, ImageRecord record)
    {
        screen.ClearStatus();
        foreach (var note in record.Notes)
            screen.Line(note);
        screen.Line(
            $"saved: {name}, {Quantity.Bytes(record.PlainBytes)} in {Quantity.Bytes(record.StoredBytes)}, of which "
                + $"{Quantity.Bytes(record.NewBytes)} are new"
        );
        var unreadable = record.Streams.Sum(stream => stream.Unreadable);
        if (unreadable == 0)
            return ExitCode.Done;
        screen.Line($"incomplete: {Quantity.Count(unreadable, "entry", "entries")} could not be read and are missing in {name}");
        return ExitCode.Failed;
    }
}
