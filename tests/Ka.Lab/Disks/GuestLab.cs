using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Disks;

/// <summary>A golden node's disks, as they were when they were pulled.</summary>
/// <param name="Disks">Their paths, in the order of their roles.</param>
internal sealed record GuestSource(Layout Layout, string[] Disks, string Fstab);

/// <summary>A guest in which golden disks are made, described, pulled, and made again on others.</summary>
internal sealed class GuestLab : IDisposable
{
    public const string Target = "/mnt/disk";

    /// <summary>Words of the scripts: a partition's path, a golden mount, the golden fstab.</summary>
    private const string Words = """
        part() { case $1 in *[0-9]) echo $1p$2 ;; *) echo $1$2 ;; esac; }
        golden() { mkdir -p /golden$2; mount $1 /golden$2; }
        fstab() { mkdir -p /golden/etc; printf '%s\n' "$@" >/golden/etc/fstab; }

        """;

    private readonly TempDir _home = new();
    private readonly List<GuestDisk> _plugged = [];
    private int _images;

    public GuestLab(string name, params VmDisk[] disks)
    {
        try
        {
            Guest = Guest.Start(new VmPlan { Name = name, Disks = disks }, Programs.Ka);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Guest Guest { get; }

    /// <summary>A case from its golden disks to the comparison.</summary>
    public void RoundTrip(GuestCase run)
    {
        var source = MakeGolden(run);
        var targets = Plug(run.Target, run.SectorSize);
        Guest.Run(Words + Variables(targets) + run.Remains);
        Apply(0, targets);
        Compare(run.Name, source, targets);
        Release();
        UnplugAll();
    }

    /// <summary>Makes the golden disks of a case, saves their layout in the guest and pulls them.</summary>
    public GuestSource MakeGolden(GuestCase run)
    {
        var golden = Plug(run.Golden, 512);
        Guest.Run(Words + Variables(golden) + run.Script);
        var source = Capture("/golden", golden);
        Save(source);
        var fstab = Guest.Run("cat /golden/etc/fstab; umount -R /golden");
        StopAll();
        UnplugAll();
        return new GuestSource(source, golden, fstab);
    }

    /// <summary>Fresh disks, in the order of their sizes in MiB.</summary>
    public string[] Plug(long[] mebibytes, int sectorSize) =>
        [.. mebibytes.Select(size => PlugImage(NewImage(size, sectorSize)))];

    public VmDisk NewImage(long mebibytes, int sectorSize) =>
        VmDisk.Create(_home.TextIn($"image{++_images}"), mebibytes << 20, VmBus.Scsi, sectorSize);

    public string PlugImage(VmDisk image)
    {
        var disk = Guest.Plug(image);
        _plugged.Add(disk);
        return disk.Path;
    }

    public void UnplugAll()
    {
        foreach (var disk in _plugged)
            Guest.Unplug(disk);
        _plugged.Clear();
    }

    /// <summary>Nothing is made of any disk any more, by other means than ours.</summary>
    public void StopAll() =>
        Guest.Run(
            "vgchange -q -an; for d in /sys/block/md*; do [ ! -e $d ] || mdadm -q --stop /dev/${d##*/}; done; udevadm settle"
        );

    public Layout Capture(string root, params string[] disks) =>
        LayoutText.Read(Guest.Run($"ka layout --root {root} {Named(disks)}"));

    public void Save(Layout layout)
    {
        // The line to the guest takes some thousand characters at once.
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(LayoutText.Write(layout)));
        Guest.Run(": >/tmp/golden.base64");
        foreach (var piece in text.Chunk(1800))
            Guest.Run($"printf %s {new string(piece)} >>/tmp/golden.base64");
        Guest.Run("base64 -d /tmp/golden.base64 >/tmp/golden.json");
    }

    public static string ApplyWords(string[] disks) => $"ka layout apply /tmp/golden.json --yes --mount {Target} {Named(disks)}";

    public GuestRun Apply(int status, string[] disks, string more = "")
    {
        var run = Guest.TryRun($"{ApplyWords(disks)} {more}");
        Assert.True(run.Status == status, $"exit status {run.Status}: {run.Errors}");
        return run;
    }

    /// <summary>The result is what the source was in everything that is kept.</summary>
    public void Compare(string name, GuestSource source, string[] targets)
    {
        Guest.Run(
            $"mkdir -p {Target}/etc; printf %s '{Convert.ToBase64String(Encoding.UTF8.GetBytes(source.Fstab))}' | "
                + $"base64 -d >{Target}/etc/fstab"
        );
        var result = Capture(Target, targets);
        var (wanted, got) = (KeptParts.Of(source.Layout, source.Disks), KeptParts.Of(result, targets));
        Assert.True(
            wanted.SequenceEqual(got),
            $"{name}:\n- {string.Join("\n- ", wanted.Except(got))}\n+ {string.Join("\n+ ", got.Except(wanted))}"
        );
    }

    /// <summary>Nothing is mounted, active or running afterwards.</summary>
    public void Release()
    {
        Guest.Run($"ka layout release {Target}");
        Assert.Equal(
            "",
            Guest.Run(
                $"grep {Target} /proc/mounts || true; dmsetup ls | grep -v '^No dev' || true; grep ^md /proc/mdstat || true"
            )
        );
    }

    public static string Variables(string[] disks) => string.Concat(disks.Select((disk, i) => $"d{i}={disk}\n"));

    public void Dispose()
    {
        Guest?.Dispose();
        _home.Dispose();
    }

    /// <summary>Words that start an apply and kill it, its programs included, as soon as it says that word.</summary>
    public static string KillWords(string[] disks, string word) =>
        $$"""
            setsid {{ApplyWords(disks)}} >/dev/null 2>/tmp/killed </dev/null & pid=$!
            while kill -0 $pid 2>/dev/null && ! grep -qF '{{word}}' /tmp/killed; do :; done
            kill -9 -$pid || true
            wait $pid || true
            """;

    private static string Named(string[] disks) => string.Join(' ', disks.Select(disk => "--disk " + disk));
}
