using System;
using System.Collections.Generic;
using System.CommandLine;
using Ka.Linux;
using Ka.Manifests;
using Ka.Manifests.Comparison;
using Ka.Prepare.Plan;
using Ka.Reporting;

namespace Ka.Commands;

/// <summary><c>ka verify</c>: compares a tree with the manifest of a run.</summary>
internal sealed class VerifyCommand
{
    private readonly Argument<string> _manifest = new("MANIFEST")
    {
        Description = "The file that 'ka serve' or 'ka send --manifest' wrote.",
    };

    private readonly Argument<string> _root = new("DIR")
    {
        Description = "The root of the clone.",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<bool> _clone = new("--clone")
    {
        Description = "Count apart what differs in every clone on purpose: machine id, host keys, fstab, ...",
    };

    private readonly Option<bool> _quick = new("--quick") { Description = "Compare everything but the contents of files." };

    private readonly Option<string[]> _raw = new("--raw")
    {
        Description = "The device or file that holds a partition, or another stream that is no tree. Repeatable.",
        HelpName = "NAME=FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _most = new("--most")
    {
        Description = "Number of differences that are printed; all are counted.",
        HelpName = "N",
    };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per difference on standard output." };

    public static Command Create()
    {
        var options = new VerifyCommand();
        var command = new Command(
            "verify",
            """
            Compare a tree with the manifest of its run: every name, attribute and byte. Nothing is written.
            Run it as root, and on the disk itself: in the rescue, or in the booted clone.

            Examples:
              ka verify manifest /mnt/disk
              ka verify --clone manifest
              ka verify manifest /mnt/disk --raw sda3=/dev/nvme0n1p3

            Exit status: 0 all is the same, 1 there are differences, 2 usage, or the manifest or DIR cannot be read.
            """
        )
        {
            options._manifest,
            options._root,
            options._clone,
            options._quick,
            options._raw,
            options._most,
            options._json,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_most) is < 0)
            throw new UsageException("--most: less than nothing cannot be printed");
        var manifest = BytePath.FromText(parsed.GetRequiredValue(_manifest));
        try
        {
            var summary = ManifestSummary.Read(manifest);
            using var verification = new Verification(
                manifest,
                summary,
                BytePath.FromText(parsed.GetRequiredValue(_root)),
                !parsed.GetValue(_quick)
            )
            {
                Streams = Streams(parsed.GetValue(_raw) ?? [], summary),
            };
            var screen = new Screen();
            if (Identity.User != Identity.Root)
                screen.Line("not root: what only root may read counts as a difference");
            var output = new VerifyOutput(
                screen,
                parsed.GetValue(_clone),
                parsed.GetValue(_most) ?? int.MaxValue,
                parsed.GetValue(_json) ? new JsonLineWriter() : null
            )
            {
                Templates = NodeTemplates.Targets(BytePath.FromText(parsed.GetRequiredValue(_root))),
            };
            VerifyReport report;
            using (output.Watch(() => verification.Bytes, summary.Bytes))
                report = verification.Run(output.Found);
            return (int)(output.End(report) ? ExitCode.Done : ExitCode.Failed);
        }
        catch (ManifestException e)
        {
            throw new UsageException($"'{manifest}': {e.Message}");
        }
        catch (LinuxException e)
        {
            // 1 would say that there are differences.
            throw new UsageException(e.Message);
        }
    }

    /// <summary>A stream can be named by its last component.</summary>
    private static List<StreamPlace> Streams(string[] words, ManifestSummary summary)
    {
        var streams = new List<StreamPlace>();
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == word.Length - 1)
                throw new UsageException($"--raw: '{BytePath.FromText(word)}' is not NAME=FILE");
            streams.Add(
                new StreamPlace(Named(BytePath.FromText(word[..equals]), summary), BytePath.FromText(word[(equals + 1)..]))
            );
        }
        return streams;
    }

    private static BytePath Named(BytePath name, ManifestSummary summary)
    {
        foreach (var stream in summary.Streams)
            if (stream == name || stream.Name.SequenceEqual(name))
                return stream;
        throw new UsageException($"--raw: the manifest has no stream '{name}'");
    }
}
