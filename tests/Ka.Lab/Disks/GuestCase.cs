using System;

namespace Ka.Lab.Disks;

/// <summary>A golden node's disks for a guest, made by its own tools.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Golden">MiB of each disk.</param>
/// <param name="Script">Makes everything on $d0, $d1 and so on, and mounts it below /golden, fstab included. A partition is
/// <c>$(part $d0 1)</c>.</param>
/// <param name="Target">MiB of each disk that the layout is applied to.</param>
internal sealed record GuestCase(string Name, long[] Golden, string Script, params long[] Target)
{
    /// <summary>What is on the targets before; $d0 and so on are they.</summary>
    public string Remains { get; init; } = "";

    /// <summary>Bytes of a sector of the targets.</summary>
    public int SectorSize { get; init; } = 512;

    public override string ToString() => Name;

    /// <summary>md: raid1 with ext4 on /boot; LVM on another raid1.</summary>
    public static GuestCase RaidAndLvm { get; } =
        new(
            "mdraid1 with ext4 /boot and LVM on top",
            [700, 700],
            """
            for d in $d0 $d1; do printf 'label: dos\nsize=100MiB, type=fd, bootable\ntype=fd\n' | sfdisk -q $d; done
            udevadm settle
            mdadm -q --create /dev/md0 --run --homehost=golden --name=boot --metadata=1.0 \
                --level=1 --raid-devices=2 $(part $d0 1) $(part $d1 1)
            mdadm -q --create /dev/md1 --run --homehost=golden --name=1 --level=1 --raid-devices=2 $(part $d0 2) $(part $d1 2)
            mkfs.ext4 -q -b 4096 -L boot /dev/md0
            pvcreate -q /dev/md1
            vgcreate -q system /dev/md1
            lvcreate -q -L 200M -n root system
            lvcreate -q -L 48M -n swap system
            lvcreate -q -l 100%FREE -n var-log system
            mkfs.ext4 -q -b 4096 /dev/system/root
            mkswap /dev/system/swap
            mkfs.ext3 -q -b 4096 /dev/system/var-log
            golden /dev/system/root /
            golden /dev/md0 /boot
            golden /dev/mapper/system-var--log /var/log
            fstab \
                '/dev/mapper/system-root / ext4 errors=remount-ro 0 1' \
                'LABEL=boot /boot ext4 defaults 0 2' \
                '/dev/system/var-log /var/log ext3 noatime 0 2' \
                '/dev/mapper/system-swap none swap sw 0 0'
            """,
            700,
            700
        );

    public static GuestCase LvmOverTwoDisks { get; } =
        new(
            "ext4 on LVM over two disks",
            [300, 400],
            """
            sfdisk -q $d0 <<END
            label: gpt
            size=64MiB, type=L
            size=230MiB, type=E6D6D379-F507-44C2-A23C-238F2A3DF928
            type=21686148-6449-6E6F-744E-656564454649
            END
            udevadm settle
            mkfs.ext4 -q -b 4096 $(part $d0 1)
            pvcreate -q $(part $d0 2) $d1
            vgcreate -q --physicalextentsize 8M vg $(part $d0 2) $d1
            lvcreate -q -l 100%FREE -n root vg
            mkfs.ext4 -q -b 4096 -m 0 /dev/vg/root
            golden /dev/vg/root /
            golden $(part $d0 1) /boot
            fstab \
                "UUID=$(blkid -s UUID -o value /dev/vg/root) / ext4 defaults 0 1" \
                "UUID=$(blkid -s UUID -o value $(part $d0 1)) /boot ext4 defaults 0 2"
            """,
            300,
            400
        );

    public static GuestCase StripesAndMirrors { get; } =
        new(
            "striped and mirrored volumes",
            [400, 400, 400],
            """
            for d in $d0 $d1 $d2; do pvcreate -q $d; done
            vgcreate -q data $d0 $d1 $d2
            lvcreate -q -y -L 120M --stripes 3 --stripesize 16k -n stripes data
            lvcreate -q -y -L 60M --type raid1 --mirrors 1 -n twice data
            lvcreate -q -y -L 40M --type raid1 --mirrors 2 -n thrice data
            lvcreate -q -y -L 100M -n plain data
            for v in stripes twice thrice plain; do mkfs.ext4 -q -L $v /dev/data/$v; done
            golden /dev/data/plain /
            golden /dev/data/stripes /srv
            golden /dev/data/twice /home
            golden /dev/data/thrice /home/deep
            fstab \
                'LABEL=plain / ext4 defaults 0 1' \
                'LABEL=stripes /srv ext4 defaults 0 2' \
                'LABEL=twice /home ext4 defaults 0 2' \
                '/dev/data/thrice /home/deep ext4 defaults 0 2'
            """,
            500,
            400,
            420
        );

    public static GuestCase ArrayOf(string level, int disks, string options = "") =>
        new(
            $"md {level} {options}".TrimEnd(),
            [.. Of(disks, 220)],
            $$"""
            members=
            for d in {{DiskNames(disks)}}; do
                printf '%s\n' 'label: gpt' 'size=64MiB, type=S' 'size=150MiB, type=R' \
                    type=21686148-6449-6E6F-744E-656564454649 | sfdisk -q $d
                udevadm settle; mkswap $(part $d 1); members="$members $(part $d 2)"
            done
            mdadm -q --create /dev/md5 --run --force --homehost=golden --name=data \
                --level={{level}} --raid-devices={{disks}} {{options}} $members
            mkfs.xfs -q -L data /dev/md5 || mkfs.ext4 -q -L data /dev/md5
            golden /dev/md5 /
            fstab 'LABEL=data / auto defaults 0 1'
            """,
            [.. Of(disks, 300)]
        );

    /// <summary>A root of this type, swap twice, /boot, /var and /home on their own.</summary>
    public static GuestCase RootOf(string type, string mkfs, long target = 900) =>
        new(
            $"{type} root",
            [900],
            $$"""
            sfdisk -q $d0 <<END
            label: dos
            size=60MiB, type=83, bootable
            size=330MiB, type=83
            size=509MiB, type=5
            size=20MiB, type=82
            size=330MiB, type=83
            size=24MiB, type=82
            type=83
            END
            udevadm settle
            mkfs.ext2 -q $(part $d0 1)
            {{mkfs}} $(part $d0 2) </dev/null >&2
            mkswap $(part $d0 5)
            {{mkfs}} $(part $d0 6) </dev/null >&2
            mkswap -L more $(part $d0 7)
            mkfs.ext4 -q $(part $d0 8)
            id() { blkid -p -s UUID -o value $(part $d0 $1); }
            golden $(part $d0 2) /
            golden $(part $d0 1) /boot
            golden $(part $d0 6) /var
            golden $(part $d0 8) /home
            fstab \
                "UUID=$(id 2) / {{type}} noatime 0 1" \
                "UUID=$(id 1) /boot ext2 defaults 0 2" \
                "UUID=$(id 6) /var {{type}} defaults 0 2" \
                "UUID=$(id 8) /home ext4 nodev 0 2" \
                "UUID=$(id 5) none swap pri=2 0 0" \
                'LABEL=more none swap sw 0 0'
            """,
            target
        );

    /// <summary>As a machine with UEFI has it; its ESP is mounted.</summary>
    public static GuestCase Esp { get; } =
        new(
            "GPT with a mounted ESP",
            [800],
            """
            sfdisk -q $d0 <<END
            label: gpt
            size=1MiB, type=21686148-6449-6E6F-744E-656564454649
            size=100MiB, type=U, name="EFI"
            size=32MiB, type=S
            size=600MiB, type=L
            END
            udevadm settle
            mkfs.vfat -F 32 -n EFI $(part $d0 2) >&2
            mkswap $(part $d0 3)
            mkfs.xfs -q -L root $(part $d0 4)
            golden $(part $d0 4) /
            golden $(part $d0 2) /boot/efi
            fstab \
                "PARTUUID=$(blkid -s PARTUUID -o value $(part $d0 4)) / xfs defaults 0 1" \
                "UUID=$(blkid -s UUID -o value $(part $d0 2)) /boot/efi vfat umask=0077,utf8 0 1" \
                "PARTUUID=$(blkid -s PARTUUID -o value $(part $d0 3)) none swap sw 0 0"
            """,
            800
        );

    /// <summary>Every kind of thing that an older life may have left, all of it running.</summary>
    public static string OldLives { get; } =
        """
            printf 'label: gpt\nsize=100MiB\nsize=200MiB\nsize=100MiB\nsize=200MiB\n-\n' | sfdisk -q $d0
            printf 'label: dos\nsize=100MiB\nsize=200MiB\nsize=200MiB\n-\n' | sfdisk -q $d1
            udevadm settle
            mdadm -q --create /dev/md0 --run --level=1 --raid-devices=2 $(part $d0 1) $(part $d1 1)
            mdadm -q --create /dev/md66 --run --force --level=5 --raid-devices=3 $(part $d0 5) $(part $d1 4) missing
            mdadm -q --stop /dev/md66
            mdadm -q --zero-superblock $(part $d1 4) || true
            mdadm -q --incremental $(part $d0 5) || true
            mdadm -q --create /dev/md77 --run --force --level=5 --raid-devices=3 $(part $d0 2) $(part $d1 2) missing
            pvcreate -q /dev/md0 $(part $d0 3)
            vgcreate -q system /dev/md0 $(part $d0 3)
            lvcreate -q -y -L 40M --type raid1 --mirrors 1 -n root system
            lvcreate -q -y -L 20M -n other system
            mkfs.ext4 -q -b 4096 /dev/system/root
            pvcreate -q /dev/md77
            vgcreate -q half /dev/md77
            lvcreate -q -y -L 40M -n half half
            modprobe btrfs
            mkfs.btrfs -q $(part $d0 4) $(part $d1 3)
            """;

    private static string DiskNames(int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++)
            names[i] = $"$d{i}";
        return string.Join(' ', names);
    }

    private static long[] Of(int count, long mebibytes)
    {
        var sizes = new long[count];
        Array.Fill(sizes, mebibytes);
        return sizes;
    }
}
