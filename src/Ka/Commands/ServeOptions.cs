using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Ka.CommandLine;
using Ka.Disks.Check;
using Ka.Disks.Desc;
using Ka.Disks.Images;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Nodes;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.Sender;
using Ka.Store;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>The options of <c>ka serve</c> about the clones. Their letters are those of the KA method.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string> _root = new("--root")
    {
        Description = "The golden tree.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<string?> _layout = new("--layout")
    {
        Description = "The disks as 'ka layout' printed them; without it this machine's.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _exclude = Repeatable(
        "--exclude",
        "-x",
        "Leave out what is in DIR; DIR itself is made. Repeatable; 'A|B' are two.",
        "DIR"
    );

    private readonly Option<string[]> _excludeDisk = Repeatable(
        "--exclude-disk",
        "-X",
        "Leave this disk out, on both sides. Repeatable; 'A|B' are two.",
        "DISK"
    );

    private readonly Option<string[]> _mbr = Repeatable(
        "--mbr",
        "-m",
        "Copy DRIVE's boot code, the first 446 bytes. Repeatable.",
        "DRIVE"
    );

    private readonly Option<string[]> _mbrFile = Repeatable(
        "--mbr-file",
        "-M",
        "Write FILE's 446 bytes as DRIVE's boot code. Repeatable.",
        "DRIVE FILE"
    );

    private readonly Option<string[]> _partitions = Repeatable(
        "--raw-partition",
        "-D",
        "Copy this partition as it is. Repeatable.",
        "PART"
    );

    private readonly Option<string[]> _desc = Repeatable(
        "--desc",
        "-p",
        "Partition DRIVE by this desc file. Repeatable.",
        "DRIVE FILE"
    );

    private readonly Option<string[]> _map = Repeatable(
        "--map",
        null,
        "Where a golden disk goes: sda=nvme0n1, sda=serial:S, sda=wwn:W, sda=size:500G. Repeatable.",
        "GOLDEN=DISK"
    );

    private readonly Option<string?> _bootLoader = new("--bootloader", "-r")
    {
        Description =
            "grub, grub-legacy, lilo, systemd-boot, extlinux, uki or none, with options for the initramfs: 'grub "
            + "--with=MODULE'. Without it the golden node's own.",
        HelpName = "LOADER",
    };

    private readonly Option<string?> _names = new("--names")
    {
        Description =
            "Names, addresses and variables of clones: '52:54:00:12:34:56 node1 address=10.1.0.1/24 gateway=10.1.0.254' "
            + "on each line, or columns with their names in the first line. 10.0.0.[1-60] node[1-60] are sixty.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _fresh = new("--fresh-uuids")
    {
        Description = "New UUIDs, partition GUIDs and disk ids; labels stay.",
    };

    private readonly AcceptanceOptions _acceptance = new();

    private readonly Option<bool> _keepIdentity = new("--keep-identity")
    {
        Description = "Clones keep machine id, SSH host keys, seeds, leases and udev rules.",
    };

    private readonly KeepOption _keep = new();

    /// <summary>Adds only what says what is copied.</summary>
    public void AddCopyTo(Command command) =>
        command.AddOptions("What is copied", _exclude, _excludeDisk, _partitions, _mbr, _root, _layout);

    /// <summary>The golden tree.</summary>
    public string Root(ParseResult parsed) => PathOption.Absolute(parsed.GetRequiredValue(_root));

    /// <summary>The directories whose contents are left out.</summary>
    /// <exception cref="UsageException">One is no full path.</exception>
    public IReadOnlyList<string> Excluded(ParseResult parsed) => Directories(parsed);

    public void AddTo(Command command)
    {
        AddCopyTo(command);
        command.AddOptions("What nodes get", _map, _desc, _mbrFile, _bootLoader, _names, _fresh, _keepIdentity, _keep.Option);
        command.AddOptions("What is erased", _acceptance.Empty, _acceptance.Clones);
    }

    /// <summary>Reads the golden node's disks and the files. Nothing is touched.</summary>
    /// <exception cref="UsageException">An option makes no sense.</exception>
    /// <exception cref="LayoutException">A file or the disks are wrong.</exception>
    public InstallPlanBuilder Read(ParseResult parsed) => Read(parsed, []);

    /// <summary>The same; what is in a directory of this machine is left out when it is in the golden tree.</summary>
    /// <inheritdoc cref="Read(ParseResult)"/>
    public InstallPlanBuilder ReadWithout(ParseResult parsed, BytePath directory)
    {
        var (own, root) = (SurrogateEscape.Decode(directory), Root(parsed).TrimEnd('/'));
        return Read(parsed, own.StartsWith(root + "/", StringComparison.Ordinal) ? [own[root.Length..]] : []);
    }

    private InstallPlanBuilder Read(ParseResult parsed, IReadOnlyList<string> alsoExcluded)
    {
        var root = Root(parsed);
        var (wishes, directories) = (Wishes(parsed, HookLoader.Read(root, Console.Error.WriteLine)), Directories(parsed));
        directories.AddRange(alsoExcluded);
        var partitions = Partitions(parsed);
        CaptureReport.DemandSuitable(root);
        NameUnused(wishes.Nodes, NodeTemplates.Variables(BytePath.FromText(root)));
        // Last: what was typed wrong is named before this machine's disks are.
        var (layout, capture) = Layout(parsed, root);
        DemandDisks(layout, wishes.Map);
        var snapshots = capture is null ? [] : SnapshotPlaces.Of(capture).Where(place => place.Snapshot.IsReadOnly);
        var builder = new InstallPlanBuilder(
            layout,
            root,
            [.. directories, .. snapshots.Select(place => place.Directory)],
            partitions,
            wishes
        );
        var copy = new PlannedCopy
        {
            Trees = builder.Targets,
            ExcludedDirectories = directories,
            ExcludedDisks = [.. wishes.Excluded.Select(DiskSelector.PlainName)],
            RawPartitions = [.. partitions.Select(partition => DiskSelector.PlainName(partition.ToString()))],
        };
        CaptureReport.Demand(
            [
                .. builder.Findings,
                .. capture is null ? CaptureCheck.CheckLayout(layout, copy) : CaptureCheck.Check(capture, copy),
            ],
            Console.Error.WriteLine
        );
        if (!wishes.KeepIdentity)
            CaptureReport.NameShared(root, Console.Error.WriteLine);
        return builder;
    }

    /// <summary>Reads the files, for an image in the place of the golden node.</summary>
    /// <exception cref="UsageException">An option makes no sense, or was chosen when the image was saved.</exception>
    /// <exception cref="LayoutException">A file or the image is wrong.</exception>
    /// <exception cref="StoreException">The image is damaged.</exception>
    public StoredPlanBuilder ReadStored(ParseResult parsed, StoredImage image)
    {
        foreach (var option in new Option[] { _partitions, _mbr, _root, _layout })
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name}: an image has what was chosen when it was saved ('ka save')");
        var wishes = Wishes(parsed, StoredPlanBuilder.Hooks(image));
        var builder = new StoredPlanBuilder(image, Directories(parsed), wishes);
        DemandDisks(builder.Layout, parsed.GetValue(_map) ?? []);
        NameUnused(wishes.Nodes, builder.Layout.Variables);
        return builder;
    }

    /// <exception cref="UsageException">An option makes no sense.</exception>
    private InstallPlan Wishes(ParseResult parsed, IReadOnlyList<PlanFile> hooks)
    {
        var bootLoader = parsed.GetValue(_bootLoader) ?? "";
        if (bootLoader.Length > 0)
            Demand("--bootloader", () => BootLoaderChoice.Parse(bootLoader));
        foreach (var word in parsed.GetValue(_map) ?? [])
            Demand("--map", () => DiskSelector.Parse(word));
        return new InstallPlan
        {
            Layout = default,
            Excluded = PlanOptions.SplitNames(parsed.GetValue(_excludeDisk)),
            Map = parsed.GetValue(_map) ?? [],
            Descs = [.. PlanOptions.Pairs(parsed, _desc).Select(ReadDesc)],
            BootCodes =
            [
                .. PlanOptions
                    .Pairs(parsed, _mbrFile)
                    .Select(pair => new PlanFile(pair.Drive, pair.File, PlanOptions.ReadBootCode(pair.File))),
            ],
            BootLoader = bootLoader,
            Nodes = Nodes(parsed.GetValue(_names)),
            Hooks = hooks,
            FreshUuids = parsed.GetValue(_fresh),
            KeepIdentity = parsed.GetValue(_keepIdentity),
            Kept = _keep.Read(parsed),
            Accepts = _acceptance.Read(parsed),
        };
    }

    /// <exception cref="UsageException">A mapping names a golden disk that the layout does not have.</exception>
    private static void DemandDisks(Layout layout, IReadOnlyList<string> map)
    {
        var names = layout.Disks.Select(disk => disk.Name).ToList();
        foreach (var selector in map.Select(DiskSelector.Parse))
            if (!names.Contains(selector.Golden))
                throw new UsageException($"--map {selector}: the golden node has no such disk, only {string.Join(", ", names)}");
    }

    /// <summary>The layout, and what this machine says of it when it is this machine's.</summary>
    private (Layout Layout, Capture? Capture) Layout(ParseResult parsed, string root)
    {
        var drives = (parsed.GetValue(_mbr) ?? []).Select(drive => "/dev/" + DiskSelector.PlainName(drive)).ToList();
        if (parsed.GetValue(_layout) is not { } file)
        {
            var capture = LayoutCapture.ReadWithFacts(new LayoutRequest { Root = root, BootCode = drives });
            return (capture.Layout, capture);
        }
        return drives.Count == 0
            ? (LayoutText.Read(PlanOptions.ReadFile(file, LayoutText.MaxLength)), null)
            : throw new UsageException(
                "--mbr reads this machine's disks: with --layout the boot code is in the file, or given by --mbr-file"
            );
    }

    private List<BytePath> Partitions(ParseResult parsed)
    {
        var partitions = new List<BytePath>();
        foreach (var word in parsed.GetValue(_partitions) ?? [])
            partitions.Add(RawPartition.PathOf(word));
        return partitions;
    }

    private List<string> Directories(ParseResult parsed)
    {
        var directories = new List<string>();
        foreach (var list in parsed.GetValue(_exclude) ?? [])
        foreach (var word in list.Split('|', StringSplitOptions.RemoveEmptyEntries))
            directories.Add(
                word.StartsWith('/') && word.TrimEnd('/').Length > 0
                    ? word.TrimEnd('/')
                    : throw new UsageException(
                        $"--exclude: '{BytePath.FromText(word)}' is not the full path of a directory below /"
                    )
            );
        return directories;
    }

    /// <summary>A bad line is named before anything else happens.</summary>
    private static PlanFile ReadDesc(PlanOptions.DriveAndFile pair)
    {
        var content = PlanOptions.ReadFile(pair.File, 1 << 20);
        DescFile.Parse(System.Text.Encoding.UTF8.GetString(content), pair.File);
        return new PlanFile(pair.Drive, pair.File, content);
    }

    /// <summary>A slip of the finger makes a variable of any key.</summary>
    private static void NameUnused(IReadOnlyList<PlanNode> nodes, IReadOnlyList<string> used)
    {
        var keys = nodes.SelectMany(node => node.Values).Select(value => value.Key).Where(NodeSettings.IsVariable);
        foreach (var key in keys.Distinct().Except([.. used, NodeSettings.Address, "gateway", "dns"]))
            Console.Error.WriteLine($"ka: --names gives '{key}', and no template in {NodeTemplates.Place} has it");
    }

    private static IReadOnlyList<PlanNode> Nodes(string? file)
    {
        IReadOnlyList<PlanNode> nodes = [];
        if (file is null)
            return nodes;
        var text = System.Text.Encoding.UTF8.GetString(PlanOptions.ReadFile(file, 8 << 20));
        var own = NetworkInterfaces.WithBroadcast().Select(address => address.Address);
        Demand("--names", () => nodes = NamesFile.Parse(text, file, own));
        return nodes;
    }

    private static void Demand(string option, Action parse)
    {
        try
        {
            parse();
        }
        catch (FormatException e)
        {
            throw new UsageException($"{option}: {e.Message}");
        }
    }

    private static Option<string[]> Repeatable(string name, string? letter, string description, string help) =>
        new(name, letter is null ? [] : [letter])
        {
            Description = description,
            HelpName = help,
            DefaultValueFactory = _ => [],
        };
}
