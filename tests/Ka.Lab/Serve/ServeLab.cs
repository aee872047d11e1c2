using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Lab.Clone;
using Ka.Lab.Disks;
using Ka.Lab.Imaging;
using Ka.TestKit;

namespace Ka.Lab.Serve;

/// <summary>A golden node with a disk of three partitions (/, /var, and one that is copied as it is), and nodes with disks of
/// their own: all of them files, in network namespaces of their own.</summary>
internal sealed class ServeLab : IDisposable
{
    private readonly DiskLab _disks;
    private readonly CloneLab _net;
    private readonly string _goldenDisk;
    private readonly string _layout;
    private readonly Dictionary<int, string> _diskOf = [];

    /// <param name="nodes">Hosts beside the golden node.</param>
    /// <param name="rate">Of every link, Mbit/s; null: not limited.</param>
    /// <param name="rootMebibytes">The golden node's partition for /.</param>
    /// <param name="inMemory">The disks are in memory: none is slower than another.</param>
    public ServeLab(int nodes, int? rate = null, int rootMebibytes = 300, bool inMemory = false)
    {
        _disks = new DiskLab(inMemory);
        _net = new CloneLab(nodes, rate);
        _goldenDisk = _disks.Attach("golden", rootMebibytes + 400);
        DiskLab.Partition(
            _goldenDisk,
            $"label: dos\nsize={rootMebibytes}MiB, type=83, bootable\nsize=200MiB, type=83\nsize=8MiB, type=83\n"
        );
        Child.Run("mkfs.ext4", "-q", _goldenDisk + "p1");
        Child.Run("mkfs.ext4", "-q", _goldenDisk + "p2");
        var raw = new byte[8 << 20];
        new Random(3).NextBytes(raw);
        File.WriteAllBytes(_disks.File("raw"), raw);
        Child.Run("dd", "if=" + _disks.File("raw"), "of=" + _goldenDisk + "p3", "bs=1M", "conv=fsync");
        _disks.Mount(
            $"{_goldenDisk}p1 / ext4 defaults 0 1\n{_goldenDisk}p2 /var ext4 defaults 0 2\n",
            (_goldenDisk + "p1", "", "rw"),
            (_goldenDisk + "p2", "/var", "rw")
        );
        Fill();
        _layout = _disks.Save(DiskLab.Capture(Root, _goldenDisk));
    }

    public string Root => _disks.Root;

    /// <summary>Cards of the golden node, which a tree in a directory does not have.</summary>
    public void SetCards(params NetworkCard[] cards) =>
        File.WriteAllText(_layout, LayoutText.Write(LayoutText.Read(File.ReadAllText(_layout)) with { Cards = cards }));

    public byte[] RawBytes => File.ReadAllBytes(_disks.File("raw"));

    /// <summary>The golden node's command, with what it copies.</summary>
    public Child Serve(int nodes, params string[] more) => _net.Start(_net.Golden, ServeWords(nodes, more));

    /// <summary>The same by <c>ka clone</c>, on the network of the lab.</summary>
    public Child Clone(int nodes, params string[] more)
    {
        // dnsmasq is another user.
        Child.Run("chmod", "755", _net.PathOf("."));
        return _net.Start(
            _net.Golden,
            [
                "clone",
                .. ServeWords(nodes, more)[1..],
                "--interface",
                "eth0",
                "--boot-dir",
                BootDirectory,
                "--boot-images",
                _net.PathOf("images"),
                "--loaders",
                GoldenRoot.Directory,
            ]
        );
    }

    /// <summary>Small files in the place of boot images.</summary>
    public void MakeBootImages()
    {
        Directory.CreateDirectory(_net.PathOf("images"));
        foreach (var (name, length) in new[] { ("vmlinuz", 100_000), ("all.rdz", 1000), ("rescue.sqfs", 200_000) })
            File.WriteAllBytes(Path.Combine(_net.PathOf("images"), name), [.. Enumerable.Repeat((byte)7, length)]);
    }

    /// <summary>What <c>ka clone</c> serves to machines that boot.</summary>
    public string BootDirectory => _net.PathOf("boot");

    /// <summary>Work on a node, in its network.</summary>
    public T On<T>(int node, Func<T> work) => _net.Node(node).Run(work);

    /// <summary>The words of that command, the program first.</summary>
    public string[] ServeCommand(int nodes, params string[] more) => [Programs.Ka, .. ServeWords(nodes, more)];

    /// <summary>All of it on one processor.</summary>
    public Child ServeOn(string processor, int nodes, params string[] more) =>
        _net.Start(_net.Golden, new Launch("taskset", ["-c", processor, Programs.Ka, .. ServeWords(nodes, more)]));

    private string[] ServeWords(int nodes, string[] more) =>
        [
            "serve",
            "-n",
            nodes.ToString(CultureInfo.InvariantCulture),
            "--root",
            Root,
            "--layout",
            _layout,
            "-r",
            "none",
            "--token-file",
            _net.Token,
            .. more.Contains("--runs") ? [] : new[] { "--runs", Runs },
            .. more,
        ];

    /// <summary>Where images are kept.</summary>
    public string StorePath => PathOf("store");

    /// <summary>The words that save the golden node as <c>room</c>, the program first.</summary>
    public string[] SaveCommand(params string[] more) =>
        [Programs.Ka, "save", "room", "--store", StorePath, "--root", Root, "--layout", _layout, "--no-boot", .. more];

    /// <summary>Saves it.</summary>
    public Child Save(params string[] more) => _net.Start(_net.Golden, SaveCommand(more)[1..]);

    /// <summary>Serves the image, from a machine that has no golden tree.</summary>
    public Child ServeImage(int nodes, params string[] more) =>
        _net.Start(
            _net.Golden,
            [
                "serve",
                "-n",
                nodes.ToString(CultureInfo.InvariantCulture),
                "--image",
                "room",
                "--store",
                StorePath,
                "-r",
                "none",
                "--token-file",
                _net.Token,
                "--runs",
                Runs,
                .. more,
            ]
        );

    /// <summary>Runs <c>ka images</c> on the store.</summary>
    public Child Images(params string[] words) => _net.Start(_net.Golden, ["images", "--store", StorePath, .. words]);

    /// <summary>Where runs are kept.</summary>
    public string Runs => PathOf("runs");

    /// <summary>What is known of the newest run.</summary>
    public string FileOfRun(string name) => Path.Combine(Directory.GetDirectories(Runs).Order().Last(), name);

    /// <summary>The report of the newest run.</summary>
    public SendReport Report() => SendReport.Read(FileOfRun("report.json"));

    /// <summary>The events of the newest run that have this name.</summary>
    public IReadOnlyList<JsonElement> Events(string name) =>
        [.. JsonEvents.In(FileOfRun("events.jsonl")).Where(one => one.Name() == name)];

    /// <summary>The reasons against the plan that a node gave in the newest run, one after the other.</summary>
    public string ReasonsAgainst(int node) =>
        string.Join(
            "; ",
            Events("judged")
                .Single(one => one.Text("address") == AddressOf(node))
                .GetProperty("reasons")
                .EnumerateArray()
                .Select(reason => reason.Text("text"))
        );

    /// <summary>The reason why a node is not done in the newest run.</summary>
    public string ReasonOf(int node) => Report().Nodes.Single(one => one.Address == AddressOf(node)).Reason ?? "";

    /// <summary>Any command, on the golden node or a node from 1.</summary>
    public Child Start(int host, params string[] words) => _net.Start(host == 0 ? _net.Golden : _net.Node(host), words);

    /// <summary>Any program on the golden node.</summary>
    public Child StartOnGolden(string program, params string[] words) => _net.Start(_net.Golden, new Launch(program, words));

    public string Token => _net.Token;

    public CloneLab Net => _net;

    /// <summary>The name of the partition that is copied as it is.</summary>
    public string RawPartition => Path.GetFileName(_goldenDisk) + "p3";

    /// <summary>Gives a node a disk with something on it.</summary>
    public void AddDisk(int node, long mebibytes)
    {
        var name = $"node{node}";
        _diskOf[node] = _disks.Attach(name, mebibytes);
        Child.Run("mkfs.ext4", "-q", "-F", _diskOf[node]);
    }

    /// <summary>The second node is the same machine as the first one: its disk is the same.</summary>
    public void ShareDisk(int node, int with) => _diskOf[node] = _diskOf[with];

    public Child Replicate(int node, params string[] more) => _net.Start(_net.Node(node), ReplicateCommand(node, more));

    /// <summary>A node whose programs are found in a directory first.</summary>
    public Child ReplicateWith(int node, string programs) =>
        _net.Start(
            _net.Node(node),
            ReplicateCommand(node) with
            {
                Environment = new Dictionary<string, string> { ["PATH"] = $"{programs}:/usr/sbin:/usr/bin:/sbin:/bin" },
            }
        );

    /// <summary>Where a node mounts its clone.</summary>
    public string MountOf(int node) => _disks.File($"mnt{node}");

    /// <summary>A program for nodes, or a hook for the golden tree.</summary>
    public static void WriteProgram(string path, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, script);
        Child.Run("chmod", "755", path);
    }

    private Launch ReplicateCommand(int node, params string[] more) =>
        new(
            Programs.Ka,
            [
                "replicate",
                "--disk",
                _diskOf[node],
                "--mount",
                MountOf(node),
                "--token-file",
                _net.Token,
                "--host-name",
                $"clone{node}",
                .. more,
            ]
        );

    /// <summary>What stage 1 does.</summary>
    public Child Fetch(int node, params string[] more) =>
        _net.Start(_net.Node(node), ["recv", "-s", "getstage2", "--token-file", _net.Token, .. more]);

    /// <summary>A node that is told nothing of disks.</summary>
    public Child Receive(int node, params string[] more) =>
        _net.Start(_net.Node(node), ["recv", "-s", "kainstall1", "--token-file", _net.Token, .. more]);

    public string DiskOf(int node) => _diskOf[node];

    /// <summary>What takes a while on a slow link.</summary>
    public void AddLargeFile(int bytes) => File.Move(_net.MakeFile("large", bytes), Root + "/srv/large");

    /// <summary>A file in /srv of a size that no array has: the same random million bytes again and again.</summary>
    public void AddLargeFile(string name, int megabytes)
    {
        var block = new byte[1_000_000];
        new Random(megabytes).NextBytes(block);
        using var file = File.Create(Path.Combine(Root + "/srv", name));
        for (var written = 0; written < megabytes; written++)
            file.Write(block);
    }

    public string GoldenAddress => _net.Golden.Address;

    public string MakeFile(string name, int bytes) => _net.MakeFile(name, bytes);

    public void Expect(int status, params Child[] children) => _net.Expect(status, children);

    public string PathOf(string name) => _net.PathOf(name);

    public string AddressOf(int node) => _net.Node(node).Address;

    /// <summary>Everything on a node's disk.</summary>
    public string HashOf(int node)
    {
        Child.Run("blockdev", "--flushbufs", _diskOf[node]);
        using var disk = File.OpenRead(_diskOf[node]);
        return Convert.ToHexString(SHA256.HashData(disk));
    }

    /// <summary>The golden disk's name.</summary>
    public string GoldenDrive => Path.GetFileName(_goldenDisk);

    /// <summary>The first bytes of a node's disk.</summary>
    public byte[] HeadOf(int node, int length)
    {
        using var disk = File.OpenRead(_diskOf[node]);
        var bytes = new byte[length];
        disk.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What is on a node's partition.</summary>
    public byte[] Partition(int node, int number, int length)
    {
        using var partition = File.OpenRead($"{_diskOf[node]}p{number}");
        var bytes = new byte[length];
        partition.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Looks at a clone, mounted read-only.</summary>
    public void Look(int node, Action<string> look)
    {
        var place = _disks.File($"look{node}");
        Directory.CreateDirectory(place);
        Child.Run("mount", "-o", "ro", _diskOf[node] + "p1", place);
        try
        {
            Child.Run("mount", "-o", "ro", _diskOf[node] + "p2", place + "/var");
            look(place);
        }
        finally
        {
            Child.Run("umount", "--recursive", place);
        }
    }

    public void Dispose()
    {
        _net.Dispose();
        _disks.Dispose();
    }

    private void Fill()
    {
        foreach (
            var directory in new[]
            {
                "/boot",
                "/lib/modules/6.1.0",
                "/dev",
                "/proc",
                "/sys",
                "/run",
                "/tmp",
                "/srv",
                "/var/lib",
                "/var/log",
                "/etc",
            }
        )
            Directory.CreateDirectory(Root + directory);
        File.WriteAllText(Root + "/boot/vmlinuz-6.1.0", "a kernel");
        File.WriteAllText(Root + "/lib/modules/6.1.0/modules.dep", "");
        File.WriteAllText(Root + "/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        File.WriteAllText(Root + "/etc/hostname", "golden\n");
        MarkedTree.Make(Root + "/srv");
        MarkedTree.Make(Root + "/var/lib");
        File.WriteAllText(Root + "/tmp/left-behind", "not wanted");
        File.WriteAllText(Root + "/var/log/left-behind", "not wanted");
    }
}
