using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>The golden root that <c>tools/golden-root.sh</c> made, copied below a directory and configured as a golden node whose
/// disk is <c>sda</c>.</summary>
internal static class CopiedTree
{
    /// <summary>The golden node's own; none of it may be left in a clone.</summary>
    public const string MachineId = "0123456789abcdef0123456789abcdef";

    /// <summary>Copies what a machine needs, and configures it.</summary>
    public static void Fill(string root, string fstab)
    {
        Child.Run(
            new Launch(
                "sh",
                "-c",
                $"tar -C '{GoldenRoot.Directory}' --xattrs --numeric-owner --exclude=./usr/share/doc "
                    + "--exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./var/lib/apt/lists -cf - . | tar -C "
                    + $"'{root}' --xattrs --numeric-owner -xpf -"
            ),
            TimeSpan.FromMinutes(4)
        );
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + path)!);
            File.WriteAllText(root + path, text);
        }
        Write("/etc/fstab", fstab);
        Write("/etc/hostname", "golden\n");
        Write("/etc/hosts", "127.0.0.1\tlocalhost\n127.0.1.1\tgolden.example.org golden\n");
        Write("/etc/machine-id", MachineId + "\n");
        Write(
            "/etc/default/grub",
            "GRUB_DEFAULT=0\n"
                + "GRUB_TIMEOUT=0\n"
                + "GRUB_DISTRIBUTOR=Debian\n"
                + "GRUB_CMDLINE_LINUX_DEFAULT=\"resume=/dev/sda5\"\n"
                + "GRUB_CMDLINE_LINUX=\"console=ttyS0 "
                + VmKernel.Patience
                + "\"\nGRUB_TERMINAL=serial\n"
        );
        Write("/etc/initramfs-tools/conf.d/resume", "RESUME=/dev/sda5\n");
        Write(
            "/etc/udev/rules.d/70-persistent-net.rules",
            "SUBSYSTEM==\"net\", ATTR{address}==\"52:54:00:00:00:01\", NAME=\"eth0\"\n"
        );
        Write("/var/lib/systemd/random-seed", "seed");
        Write("/var/lib/dhcp/dhclient.eth0.leases", "lease {}\n");
        Write(
            "/etc/ka/hooks.d/post-copy.d/10-mark",
            "#!/bin/sh\necho \"$KA_STAGE $KA_FIRMWARE $KA_HOST_NAME\" >/etc/ka/marked\n"
        );
        Write("/etc/ka/hooks.d/first-boot.d/10-mark", "#!/bin/sh\necho \"first boot $KA_STAGE\" >>/etc/ka/marked\n");
        Child.Run("chmod", "+x", root + "/etc/ka/hooks.d/post-copy.d/10-mark", root + "/etc/ka/hooks.d/first-boot.d/10-mark");
        // A busy machine that emulates another is slower than systemd waits for a disk.
        Write("/etc/systemd/system.conf.d/slow.conf", "[Manager]\nDefaultTimeoutStartSec=600\nDefaultDeviceTimeoutSec=600\n");
        // Most of the time of a clone in emulation is its initramfs, and most of that its compression.
        Write("/etc/initramfs-tools/conf.d/quick", "COMPRESS=zstd\nCOMPRESSLEVEL=1\n");
        // A person logs in without a password, on the serial line.
        Child.Run("chroot", root, "passwd", "--delete", "root");
    }

    /// <summary>Its initramfs is made by dracut from now on.</summary>
    public static void UseDracut(string root)
    {
        Child.Run("chroot", root, "dpkg", "--purge", "--force-depends", "initramfs-tools", "initramfs-tools-core");
        Child.Run(
            new Launch("chroot", root, "sh", "-c", "dpkg --install /var/cache/ka-kept/*.deb && rm -r /var/cache/ka-kept"),
            TimeSpan.FromMinutes(8)
        );
        // As above: quick in emulation.
        File.WriteAllText(root + "/etc/dracut.conf.d/quick.conf", "compress=\"zstd -1\"\n");
    }

    /// <summary>The published program on the tree, to its end.</summary>
    public static Child Prepare(int status, string root, params string[] words)
    {
        var child = Child.Start(new Launch(Programs.Ka, ["prepare", root, .. words]));
        Assert.True(child.Wait(TimeSpan.FromMinutes(8)).Status == status, $"exit status {child.Exit!.Status}: {child.Account()}");
        return child;
    }

    /// <summary>A hook of the tree that can be executed.</summary>
    public static string Hook(string root, string name, string script)
    {
        var file = $"{root}/etc/ka/hooks.d/{name}";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "#!/bin/sh\n" + script);
        Child.Run("chmod", "+x", file);
        return file;
    }

    /// <summary>The public keys, in the order of their kinds.</summary>
    public static string[] HostKeys(string root) =>
        [
            .. Directory
                .EnumerateFiles(root + "/etc/ssh", "ssh_host_*.pub")
                .Order(StringComparer.Ordinal)
                .Select(file => File.ReadAllText(file).Split(' ')[1]),
        ];
}
