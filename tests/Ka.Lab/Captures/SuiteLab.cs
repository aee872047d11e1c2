using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Lab.Clone;
using Ka.Lab.Disks;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Captures;

/// <summary>A golden node with a release of Debian, which started from its disk for all that its programs can see: the program
/// runs in it by chroot, with the tools of the release. Its clone is another disk, mounted where a rescue of the release would
/// mount it.</summary>
internal sealed class SuiteLab : IDisposable
{
    /// <summary>The golden node's own; nothing of it may be left in a clone.</summary>
    public const string MachineId = "0123456789abcdef0123456789abcdef";

    private const string Program = "/run/lab/ka",
        CloneDirectory = "/mnt/disk";

    /// <summary>An initramfs on a busy machine.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    private readonly DiskLab _disks = new();
    private readonly CloneLab _net = new(1);
    private readonly SuiteDisk _kind;
    private readonly string _golden;
    private readonly string _clone;

    public SuiteLab(SuiteDisk kind)
    {
        _kind = kind;
        _golden = _disks.Attach("golden", 4000);
        _clone = _disks.Attach("clone", 5000);
        try
        {
            MakeDisk();
            CopyRoot();
            Configure();
            Surround();
            Inside("grub-install", "--target=i386-pc", _golden);
            Inside("update-grub");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Root => _disks.Root;

    /// <summary>The clone as this machine sees it.</summary>
    public string Clone => Root + CloneDirectory;

    /// <summary>The clone's disk.</summary>
    public string CloneDisk => _clone;

    /// <summary>The golden disk.</summary>
    public string GoldenDisk => _golden;

    /// <summary>The kernel that both have.</summary>
    public string Kernel => Path.GetFileName(Directory.GetDirectories(Root + "/usr/lib/modules").Single());

    /// <summary>What <c>ka layout --check</c> says of the golden node.</summary>
    public string[] Check() => Lines(Run(0, "layout", "--check", "--disk", _golden).Output);

    /// <summary>The golden node's layout, which further commands read.</summary>
    public Layout Capture()
    {
        var text = Run(0, "layout", "--disk", _golden).Output;
        File.WriteAllText(Root + "/run/lab/golden.json", text);
        return LayoutText.Read(text);
    }

    /// <summary>What would be done to the clone's disk.</summary>
    public string Plan() => Run(0, ["layout", "plan", "/run/lab/golden.json", "--disk", _clone, .. Identifiers]).Output;

    /// <summary>Makes the disk, and copies each file system of the layout over the network.</summary>
    public void Copy(Layout golden)
    {
        Run(0, ["layout", "apply", "/run/lab/golden.json", "--yes", "--disk", _clone, .. Identifiers]);
        foreach (var target in golden.Mounts.Select(mount => mount.Target))
        {
            string[] session = ["-s", "suite", "--token-file", "/run/lab/token", "--tree"];
            var send = _net.Start(_net.Golden, Command(["send", "-n", "1", .. session, target]));
            var receive = _net.Start(_net.Node(1), Command(["recv", .. session, CloneDirectory + target.TrimEnd('/')]));
            foreach (var child in new[] { receive, send })
                Assert.True(child.Wait(s_patience).Status == 0, child.Account());
        }
    }

    /// <summary>Prepares the clone.</summary>
    public PrepareTimes Prepare()
    {
        var child = Child.Start(
            new Launch(
                "bash",
                "-o",
                "pipefail",
                "-c",
                "chroot \"$@\" 2>&1 | while IFS= read -r line; do printf '%s %s\\n' \"$EPOCHREALTIME\" \"$line\"; done",
                "bash",
                Root,
                Program,
                "prepare",
                CloneDirectory,
                "--layout",
                "/run/lab/golden.json",
                "--disk",
                _clone,
                "--host-name",
                "node7"
            )
        );
        Assert.True(child.Wait(s_patience).Status == 0, child.Account());
        return PrepareTimes.Read(child.Output);
    }

    /// <summary>Gives the clone what it has around it when it runs: its devices by their names, /proc, /sys, /run.</summary>
    public void StartClone() =>
        Child.Run(
            "bash",
            "-ec",
            """
            mount -t tmpfs -o mode=0755 tmpfs "$1/dev"
            cp -a -x /dev/. "$1/dev/"
            mount -t proc proc "$1/proc"
            mount -t sysfs sysfs "$1/sys"
            mount -t tmpfs -o mode=0755 tmpfs "$1/run"
            mkdir -p "$1/dev/disk/by-uuid"
            for part in "$2"p*; do
              uuid=$(blkid -p -s UUID -o value "$part") || continue
              ln -s "../../${part##*/}" "$1/dev/disk/by-uuid/$uuid"
            done
            """,
            "bash",
            Clone,
            _clone
        );

    /// <summary>Runs a program in the clone, as its administrator would.</summary>
    public Child InClone(params string[] words)
    {
        var child = Child.Start(new Launch("chroot", ["--", Clone, .. words]) { Environment = Administrator });
        Assert.True(child.Wait(s_patience).Status == 0, child.Account());
        return child;
    }

    /// <summary>A newer kernel is installed in the clone: its files, and what its package does then.</summary>
    /// <returns>Its version.</returns>
    public string UpdateKernel()
    {
        var (old, update) = (Kernel, "9" + Kernel);
        Child.Run(
            "bash",
            "-ec",
            """
            cp -al "$1/usr/lib/modules/$2" "$1/usr/lib/modules/$3"
            for file in vmlinuz config System.map; do
              [[ ! -f $1/boot/$file-$2 ]] || cp "$1/boot/$file-$2" "$1/boot/$file-$3"
            done
            """,
            "bash",
            Clone,
            old,
            update
        );
        InClone("depmod", update);
        File.WriteAllText(
            Clone + "/run/postinst",
            File.ReadAllText($"{Clone}/var/lib/dpkg/info/linux-image-{old}.postinst")
                .Replace(old, update, StringComparison.Ordinal)
        );
        InClone("sh", "/run/postinst", "configure", "");
        return update;
    }

    /// <summary>blkid's UUID of the clone's partition on which a part of the golden node is.</summary>
    public string CloneUuid(string target) => Uuid(_clone, _kind.Parts.First(part => part.Target == target).Number);

    /// <summary>The same of the golden node.</summary>
    public string GoldenUuid(string target) => Uuid(_golden, _kind.Parts.First(part => part.Target == target).Number);

    public void Dispose()
    {
        _net.Dispose();
        _disks.Dispose();
    }

    private static Dictionary<string, string> Administrator { get; } =
        new() { ["DEBIAN_FRONTEND"] = "noninteractive", ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" };

    private string[] Identifiers => _kind.HasFreshIdentifiers ? ["--fresh-uuids"] : [];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Uuid(string disk, int number) =>
        Child.Run("blkid", "-p", "-s", "UUID", "-o", "value", $"{disk}p{number}").Trim();

    private Child Run(int status, params string[] words)
    {
        // A host of the lab has mounts of its own: what is mounted for the clone is mounted here.
        var child = Child.Start(Command(words));
        Assert.True(child.Wait(s_patience).Status == status, child.Account());
        return child;
    }

    private Launch Command(string[] words) => new("chroot", ["--", Root, Program, .. words]);

    private void Inside(params string[] words) =>
        Child.Run(new Launch("chroot", ["--", Root, .. words]) { Environment = Administrator }, s_patience);

    /// <summary>With the tools of the release, which see the devices of this machine and leave nothing in its root.</summary>
    private void MakeDisk()
    {
        DiskLab.Partition(_golden, _kind.Table);
        foreach (var part in _kind.Parts.DistinctBy(part => part.Number))
            Child.Run(
                new Launch(
                    "unshare",
                    "--mount",
                    "--propagation",
                    "private",
                    "bash",
                    "-ec",
                    "mount --bind /dev \"$1/dev\"; mount -t proc proc \"$1/proc\"; exec chroot \"$1\" $2 \"$3\"",
                    "bash",
                    SuiteRoot.Of(_kind.Suite),
                    part.Mkfs,
                    Device(part)
                )
                {
                    Environment = Administrator,
                }
            );
        foreach (var pool in _kind.Parts.Where(part => part.Subvolume is not null).GroupBy(Device))
        {
            Directory.CreateDirectory(Root);
            Child.Run("mount", pool.Key, Root);
            foreach (var part in pool)
                Child.Run("btrfs", "subvolume", "create", $"{Root}/{part.Subvolume}");
            Child.Run("umount", Root);
        }
    }

    private string Device(SuitePart part) => $"{_golden}p{part.Number}";

    private void CopyRoot()
    {
        var fstab = string.Concat(
            _kind.Parts.Select(part => $"UUID={Uuid(_golden, part.Number)} {part.Target} {part.Type} {part.MountOptions} 0 0\n")
        );
        _disks.Mount(
            fstab
                + "/swapfile none swap sw,pri=1 0 0\n"
                + "/srv/data /srv/shown none bind 0 0\n"
                + "LABEL=backup /mnt/backup ext4 noauto,nofail 0 0\n"
                + "files.example.org:/home /mnt/files nfs noauto,x-systemd.automount 0 0\n",
            [
                .. _kind
                    .Parts.Where(part => !part.IsSwap)
                    .Select(part => (Device(part), part.Target.TrimEnd('/'), part.MountOptions)),
            ]
        );
        Child.Run(
            new Launch(
                "bash",
                "-o",
                "pipefail",
                "-ec",
                """
                tar -C "$1" --xattrs --numeric-owner --exclude=./usr/share/doc --exclude=./usr/share/man \
                  --exclude=./usr/share/locale --exclude=./etc/fstab --exclude=./.ka-suite -cf - . \
                  | tar -C "$2" --xattrs --numeric-owner -xpf -
                """,
                "bash",
                SuiteRoot.Of(_kind.Suite),
                Root
            ),
            s_patience
        );
    }

    private void Configure()
    {
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
            File.Delete(Root + path);
            File.WriteAllText(Root + path, text);
        }
        Write("/etc/hostname", "golden\n");
        Write("/etc/hosts", "127.0.0.1\tlocalhost\n127.0.1.1\tgolden\n");
        Write("/etc/machine-id", MachineId + "\n");
        foreach (var directory in new[] { "/srv/data", "/srv/shown" })
            Directory.CreateDirectory(Root + directory);
        Write("/srv/data/kept", "data\n");
        // Most of the time of an initramfs is its compression. Debian 11 has gzip, or the slowest level of zstd.
        if (Directory.Exists(Root + "/etc/initramfs-tools"))
        {
            Write("/etc/initramfs-tools/conf.d/resume", $"RESUME=UUID={GoldenUuid("none")}\n");
            if (File.ReadAllText(Root + "/usr/sbin/mkinitramfs").Contains("COMPRESSLEVEL", StringComparison.Ordinal))
                Write("/etc/initramfs-tools/conf.d/quick", "COMPRESS=zstd\nCOMPRESSLEVEL=1\n");
        }
        if (Directory.Exists(Root + "/etc/dracut.conf.d"))
            Write("/etc/dracut.conf.d/quick.conf", "compress=\"zstd -1\"\n");
        Child.Run(
            "bash",
            "-ec",
            """
            touch "$1/swapfile"
            chmod 600 "$1/swapfile"
            # A btrfs swaps to no other.
            chattr +C "$1/swapfile" 2>/dev/null || true
            dd if=/dev/zero of="$1/swapfile" bs=1M count=16 status=none
            mkswap -q "$1/swapfile"
            """,
            "bash",
            Root
        );
    }

    /// <summary>What a machine has around its root, and the program under test.</summary>
    private void Surround()
    {
        Child.Run(
            "bash",
            "-ec",
            """
            mount --bind /dev "$1/dev"
            mount -t proc proc "$1/proc"
            mount -t sysfs sysfs "$1/sys"
            mount -t tmpfs -o mode=0755 tmpfs "$1/run"
            mount --bind "$1/srv/data" "$1/srv/shown"
            mkdir -p "$1/run/lab" "$1/mnt/disk"
            cp "$2" "$1/run/lab/ka"
            cp "$3" "$1/run/lab/token"
            chroot "$1" debconf-set-selections <<<"grub-pc grub-pc/install_devices multiselect $4"
            """,
            "bash",
            Root,
            Programs.Ka,
            _net.Token,
            _golden
        );
    }
}
