using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Apply;

/// <summary>What programs of a tree need around them while they run in it: devices, /proc, /sys, an empty /run. Dispose takes it
/// off in reverse, whatever happened in between.</summary>
/// <remarks>/dev is a copy: programs look for disks by UUID, and a rescue without udev has no such names. /run has nothing of
/// this machine's services, so that no program talks to them; only udev's findings.</remarks>
internal sealed class TreeMounts : IDisposable
{
    private readonly RootTree _tree;
    private readonly TreeEdit _edit;
    private readonly Action<string> _say;
    private readonly List<string> _mounted = [];

    /// <exception cref="ToolException">Something cannot be mounted; nothing is left.</exception>
    /// <param name="commandLine">What programs find in /proc/cmdline, where otherwise the rescue's is; null: that.</param>
    public TreeMounts(RootTree tree, TreeEdit edit, Layout target, string? commandLine, Action<string> say)
    {
        (_tree, _edit, _say) = (tree, edit, say);
        try
        {
            MountDevices(target);
            Mount("/proc", "-t", "proc", "proc");
            Mount("/sys", "-t", "sysfs", "sysfs");
            if (target.Firmware == Firmware.Uefi)
                MountVariables();
            Mount("/run", "-t", "tmpfs", "-o", "mode=0755,nosuid,nodev", "tmpfs");
            edit.MakeDirectory("/run/lock");
            if (commandLine is not null)
                ShowCommandLine(commandLine);
            if (Files.TryOpenDirectory("/run/udev"u8, out var udev) is { IsSuccess: true })
            {
                udev.Dispose();
                Mount("/run/udev", "--bind", "/run/udev");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Shows a directory of this machine to the tree's programs.</summary>
    public void Show(string directory, string place) => Mount(place, "--bind", directory);

    public void Dispose()
    {
        for (var i = _mounted.Count - 1; i >= 0; i--)
        {
            var call = new ToolCommand("umount", _mounted[i]);
            // A program left something running: it keeps what it sees, and the tree is free.
            if (call.TryRun() is { Status: not 0 } failed)
            {
                _say($"  {call.Failure(failed).Message}, taking it off all the same");
                new ToolCommand("umount", "--lazy", _mounted[i]).TryRun();
            }
        }
        _mounted.Clear();
    }

    private void MountDevices(Layout target)
    {
        if (!Mount("/dev", "-t", "tmpfs", "-o", "mode=0755,nosuid", "tmpfs"))
            return;
        new ToolCommand("cp", "-a", "-x", "/dev/.", _tree.Outside("/dev").ToString() + "/").Run();
        var names = new LayoutNames(target);
        foreach (var device in names.Devices)
        {
            AddName("by-uuid", names.UuidOf(device), device);
            AddName("by-partuuid", names.PartitionIdOf(device)?.ToLowerInvariant(), device);
        }
    }

    private void AddName(string kind, string? name, string device)
    {
        if (name is not null && _tree.Resolve("/dev/" + device) is not null)
            _edit.Link($"/dev/disk/{kind}/{name}", "../../" + device);
    }

    private void ShowCommandLine(string line)
    {
        const string File = "/run/ka-cmdline";
        _edit.Write(File, SurrogateEscape.Encode(line + "\n"), FilePermissions.Public);
        Mount("/proc/cmdline", "--bind", _tree.Outside(File).ToString());
    }

    private void MountVariables()
    {
        if (_tree.Resolve("/sys/firmware/efi/efivars") is not { } place)
            return;
        var path = _tree.Outside(place).ToString();
        if (new ToolCommand("mount", "-t", "efivarfs", "efivarfs", path).TryRun().Status == 0)
            _mounted.Add(path);
    }

    /// <summary>What is mounted there already stays.</summary>
    private bool Mount(string place, params string[] words)
    {
        var real = _edit.MakeDirectory(place);
        if (_tree.TryStatus(real) is { IsMountRoot: true })
            return false;
        var path = _tree.Outside(real).ToString();
        new ToolCommand("mount", [.. words, path]).Run();
        _mounted.Add(path);
        return true;
    }
}
