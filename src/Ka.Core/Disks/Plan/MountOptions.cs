using System;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Plan;

/// <summary>Which of fstab's options matter while files are written. The others are for the clone's own life: read-only, quotas,
/// who may mount, what is trusted.</summary>
internal static class MountOptions
{
    private const string Letters = "=:._+-/";

    private static readonly string[] s_always = ["acl", "user_xattr"];

    public static string Options(string type, Mount mount)
    {
        var kept = mount.Options.Where(option => Matters(type, option));
        // A FAT has the owner and the permissions of its mount: fstab's uid= and umask= give them back in the clone, and until
        // then a chown that changes nothing on the disk is no failure (vfat in mount(8)).
        if (type == "vfat")
            kept = kept.Append("quiet");
        return string.Join(',', mount.Subvolume is { } name ? kept.Prepend("subvol=/" + name) : kept);
    }

    private static bool Matters(string type, string option)
    {
        var name = option.Split('=')[0];
        var wanted = type switch
        {
            "btrfs" => name is "compress" or "compress-force" or "nodatacow" or "nodatasum",
            "f2fs" => name is "compress_algorithm" or "compress_extension",
            "vfat" => name is "codepage" or "iocharset" or "shortname" or "utf8",
            "jfs" => name is "iocharset",
            "reiserfs" => s_always.Contains(option) || name is "notail",
            "ext2" or "ext3" or "ext4" => s_always.Contains(option),
            _ => false,
        };
        return wanted
            && option.All(letter => char.IsAsciiLetterOrDigit(letter) || Letters.Contains(letter, StringComparison.Ordinal));
    }
}
