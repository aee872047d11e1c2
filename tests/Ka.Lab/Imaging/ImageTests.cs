using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Imaging;

/// <summary>Images of Debian with its kernel, by the published program, read by other programs.</summary>
public sealed class ImageTests(GoldenImages images) : IClassFixture<GoldenImages>
{
    private const long StageOneLimit = 40_000_000,
        RescueLimit = 120_000_000;

    [Needs(Need.Product | Need.GoldenRoot)]
    public void The_images_are_small_and_what_went_in_is_said()
    {
        Assert.InRange(new FileInfo(images.File("all.rdz")).Length, 5_000_000, StageOneLimit);
        Assert.InRange(new FileInfo(images.File("rescue.sqfs")).Length, 20_000_000, RescueLimit);
        Assert.Equal(
            File.ReadAllBytes($"{GoldenRoot.Directory}/boot/vmlinuz-{GoldenRoot.Kernel}"),
            File.ReadAllBytes(images.File("vmlinuz"))
        );
        foreach (
            var name in new[]
            {
                "vmlinuz: ",
                "all.rdz: ",
                "rescue.sqfs: ",
                $"kernel {GoldenRoot.Kernel}",
                " modules",
                "token",
                "not in the rescue, ",
            }
        )
            Assert.Contains(name, images.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["all.rdz", "rescue.sqfs", "token", "vmlinuz"],
            Directory.EnumerateFileSystemEntries(images.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void The_token_is_made_private_and_is_in_all_rdz()
    {
        Assert.Equal("600", Permissions(images.File("token")));
        Assert.Equal("600", Permissions(images.File("all.rdz")));
        Assert.Equal(File.ReadAllText(images.File("token")), FromStageOne("etc/ka/token"));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void The_same_files_give_the_same_images()
    {
        using var again = new TempDir();

        // Another directory, another moment; the token is the one that is there.
        using var child = GoldenImages.Make(0, again.Text, "--token-file", images.File("token"));

        foreach (var name in new[] { "vmlinuz", "all.rdz", "rescue.sqfs" })
            Assert.True(Hash(images.File(name)) == Hash(again.TextIn(name)), $"{name} differs");
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Stage_one_has_every_driver_of_wired_cards_unpacked_with_what_they_need()
    {
        var paths = StageOnePaths();
        var drivers = Modules("kernel/drivers/net/ethernet").ToList();

        Assert.True(drivers.Count > 100, $"only {drivers.Count} drivers in {GoldenRoot.Directory}");
        // Switches: initrd/stage1.modules says why.
        Assert.Empty(
            drivers
                .Where(driver =>
                    !driver.Contains("/mlxsw", StringComparison.Ordinal)
                    && !driver.Contains("/prestera", StringComparison.Ordinal)
                )
                .Except(paths)
        );
        foreach (
            var name in new[]
            {
                "virtio_net",
                "vmxnet3",
                "xen-netfront",
                "hv_netvsc",
                "r8152",
                "squashfs",
                "loop",
                "overlay",
                "usb-storage",
                "ahci",
                "nvme",
                "virtio_blk",
                "sd_mod",
                "isofs",
                "vfat",
                "ext4",
            }
        )
            Assert.Contains(paths, path => path.EndsWith($"/{name}.ko", StringComparison.Ordinal));
        // Every dependency that modules.dep names is there.
        var listed = FromStageOne($"lib/modules/{GoldenRoot.Kernel}/modules.dep")
            .Split(['\n', ' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(listed.Select(path => $"lib/modules/{GoldenRoot.Kernel}/{path}").Except(paths));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Two_readers_of_cpio_see_the_same_files_and_the_program_as_init()
    {
        using var directory = new TempDir();
        Child.Run("zstd", "-q", "-d", images.File("all.rdz"), "-o", directory.TextIn("all.cpio"));

        var by = Child
            .Run(new Launch("sh", "-c", "cpio -t --quiet < \"$0\"", directory.TextIn("all.cpio")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var details = Child.Run("bsdtar", "-tvf", directory.TextIn("all.cpio"));

        Assert.Equal(StageOnePaths(), by);
        Assert.Equal(by.Order(StringComparer.Ordinal), by);
        Assert.Matches(@"crw------- +1 0 +0 +5,1 .* dev/console\n", details);
        Assert.Matches(@"crw-rw-rw- +1 0 +0 +1,3 .* dev/null\n", details);
        Assert.Matches(@"-rw------- +1 0 +0 .* etc/ka/token\n", details);
        foreach (var empty in new[] { "proc", "sys", "dev", "run", "tmp", "newroot" })
            Assert.Contains(empty, by);
        Child.Run("bsdtar", "-xf", directory.TextIn("all.cpio"), "-C", directory.Text, "init");
        Assert.Equal(Hash(Programs.Ka), Hash(directory.TextIn("init")));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Stage_one_knows_the_rescue_by_length_and_hash()
    {
        var facts = FromStageOne("etc/ka/image")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(GoldenRoot.Kernel, facts["kernel"]);
        Assert.Equal(Hash(images.File("rescue.sqfs")), facts["rescue_sha256"]);
        Assert.Equal($"{new FileInfo(images.File("rescue.sqfs")).Length}", facts["rescue_bytes"]);
        Assert.InRange(long.Parse(facts["memory_bytes"]), 200L << 20, 512L << 20);
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Firmware_comes_along_when_the_golden_node_has_it()
    {
        using var home = new TempDir();
        using var tree = new GoldenOverlay(home);
        var wanted = Child
            .Run(
                "modinfo",
                "-F",
                "firmware",
                $"{GoldenRoot.Directory}/usr/lib/modules/{GoldenRoot.Kernel}/kernel/drivers/net/ethernet/realtek/r8169.ko"
            )
            .Split('\n')[0];
        tree.Write($"usr/lib/firmware/{wanted}", "firmware");
        tree.Write("usr/lib/firmware/bnx2/unasked.fw", "not asked for");

        Child.Run(
            new Launch(Programs.Ka, "image", "-o", home.TextIn("out"), "--root", tree.Directory, "--open"),
            TimeSpan.FromMinutes(5)
        );

        var paths = Child.Run("bsdtar", "-tf", home.TextIn("out/all.rdz")).Split('\n');
        Assert.Contains($"lib/firmware/{wanted}", paths);
        Assert.DoesNotContain(paths, path => path.EndsWith("unasked.fw", StringComparison.Ordinal) || path == "etc/ka/token");
        Assert.Equal("644", Permissions(home.TextIn("out/all.rdz")));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void The_rescue_is_a_system_in_which_its_tools_run()
    {
        using var directory = new TempDir();
        var root = directory.TextIn("rescue");
        Child.Run("unsquashfs", "-q", "-n", "-d", root, images.File("rescue.sqfs"));
        string In(string command) => Child.Run("chroot", root, "/bin/sh", "-c", command);

        Assert.Equal(Child.Run(Programs.Ka, "--help"), In("ka --help"));
        Assert.Equal(Child.Run(Programs.Ka, "--version"), In("/sbin/init --version"));
        In("truncate -s 64M /tmp/disk && mke2fs -q -t ext4 /tmp/disk && e2fsck -fn /tmp/disk && dumpe2fs -h /tmp/disk");
        foreach (
            var command in new[]
            {
                "lsblk --version",
                "sfdisk --version",
                "mkfs.xfs -V",
                "xfs_info -V",
                "mkfs.btrfs --version",
                "mkfs.vfat --help",
                "mdadm --version",
                "lvm version --help",
                "udevadm --version",
                "partclone.ext4 -v",
                "efibootmgr --version",
                "tar --version",
                "ip -V",
                "nano --version",
            }
        )
            Assert.Contains(
                "status 0",
                In($"{command} >/dev/null 2>&1; echo {command}: status $?")
                    .Replace("partclone.ext4 -v: status 1", "status 0", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
        Assert.Equal("root\n", In("id -un"));
        Assert.Contains(
            "/kernel/fs/btrfs/btrfs.ko",
            In($"modprobe -S {GoldenRoot.Kernel} --show-depends btrfs"),
            StringComparison.Ordinal
        );
        foreach (var alias in new[] { "pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00", "fs-xfs", "fs-ext4" })
            Assert.Contains(
                ".ko",
                In($"modprobe -S {GoldenRoot.Kernel} --show-depends '{alias}' || true"),
                StringComparison.Ordinal
            );
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Every_program_of_the_rescue_finds_its_libraries_and_every_link_its_end()
    {
        using var directory = new TempDir();
        var root = directory.TextIn("rescue");
        Child.Run("unsquashfs", "-q", "-n", "-d", root, images.File("rescue.sqfs"));

        var unresolved = Child.Run(
            "chroot",
            root,
            "/bin/sh",
            "-c",
            """
            for file in /usr/bin/* /usr/sbin/* /usr/lib/udev/*; do
              [ -e "$file" ] || echo "$file leads nowhere"
              /lib64/ld-linux-x86-64.so.2 --list "$file" 2>/dev/null | grep 'not found'
            done
            true
            """
        );

        Assert.Equal("", unresolved);
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void An_unknown_module_is_named_and_nothing_is_made()
    {
        using var directory = new TempDir();

        using var child = GoldenImages.Make(1, directory.Text, "--open", "--with", "no_such_nic", "--with", "e1000");

        Assert.Contains($"kernel {GoldenRoot.Kernel} has no module 'no_such_nic'", child.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Text));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_golden_tree_without_what_a_rescue_needs_is_told_of_all_of_it()
    {
        using var home = new TempDir();
        using var tree = new GoldenOverlay(home);
        File.Delete(Path.Combine(tree.Directory, "usr/sbin/sfdisk"));
        File.Delete(Path.Combine(tree.Directory, "usr/sbin/mke2fs"));
        foreach (
            var library in Directory.EnumerateFiles(Path.Combine(tree.Directory, "usr/lib/x86_64-linux-gnu"), "libblkid.so.1*")
        )
            File.Delete(library);

        using var child = Child.Start(
            new Launch(Programs.Ka, "image", "-o", home.TextIn("out"), "--root", tree.Directory, "--open")
        );

        Assert.Equal(1, child.Wait(TimeSpan.FromMinutes(2)).Status);
        foreach (var name in new[] { "sfdisk", "mke2fs", "mkfs.ext4", "libblkid.so.1 (needed by /usr/sbin/blkid)" })
            Assert.Contains(name, child.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.TextIn("out")));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_kernel_that_is_not_there_is_named_with_those_that_are()
    {
        using var directory = new TempDir();

        using var child = GoldenImages.Make(1, directory.Text, "--open", "--kernel", "9.9.9");

        Assert.Contains($"has no kernel 9.9.9, but {GoldenRoot.Kernel}", child.Errors, StringComparison.Ordinal);
    }

    private List<string> StageOnePaths() =>
        [.. Child.Run("bsdtar", "-tf", images.File("all.rdz")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private string FromStageOne(string path) => Child.Run("bsdtar", "-xOf", images.File("all.rdz"), path);

    /// <summary>Modules of the golden kernel below a directory, as paths in the images.</summary>
    private static IEnumerable<string> Modules(string directory)
    {
        var kernel = $"{GoldenRoot.Directory}/usr/lib/modules/{GoldenRoot.Kernel}";
        return Directory
            .EnumerateFiles($"{kernel}/{directory}", "*.ko*", SearchOption.AllDirectories)
            .Select(path => $"lib/modules/{GoldenRoot.Kernel}/{Path.GetRelativePath(kernel, path)}");
    }

    private static string Permissions(string path) => Child.Run("stat", "-c", "%a", path).Trim();

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
