using System;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>A tree with every case that a clone has to carry. Needs root and a file system with extended attributes.</summary>
public static class GoldenTree
{
    private const long Terabyte = 1L << 40;
    private const long Block = 65536;

    /// <summary>rwx for the owner, user 7 may read, group and mask r-x (linux/posix_acl_xattr.h).</summary>
    private static readonly byte[] s_acl = Convert.FromHexString(
        "02000000"
            + "01000700ffffffff"
            + "0200040007000000"
            + "04000500ffffffff"
            + "0800050009000000"
            + "10000500ffffffff"
            + "20000000ffffffff"
    );

    /// <summary>cap_net_raw=ep, revision 2 (linux/capability.h).</summary>
    private static readonly byte[] s_capability = Convert.FromHexString("0100000200200000000000000000000000000000");

    /// <param name="root">An empty directory.</param>
    /// <param name="largeAttributes">Values near the limit of 64 KiB: XFS has them, ext4 only with a feature.</param>
    /// <param name="beyondPathMax">Paths of more than 4096 bytes, which rsync and GNU tar cannot handle.</param>
    public static void Build(BytePath root, bool largeAttributes = false, bool beyondPathMax = true)
    {
        using var tree = new GoldenNode(Files.OpenDirectory(root));
        Fill(tree, "times"u8, AddTimes);
        Fill(tree, "owners"u8, AddOwnersAndModes);
        Fill(tree, "names"u8, AddNames);
        Fill(tree, "sparse"u8, AddSparse);
        Fill(tree, "links"u8, AddLinks);
        Fill(tree, "special"u8, AddSpecial);
        Fill(tree, "attributes"u8, node => AddAttributes(node, largeAttributes));
        Fill(tree, "contents"u8, AddContents);
        AddChain(tree, "level"u8.ToArray(), 300);
        if (beyondPathMax)
            AddChain(tree, Enumerable.Repeat((byte)'p', 240).ToArray(), 20);
        AddDirectories(tree);
        tree.Set("."u8, 0x1ED, 0, 0, new UnixTime(1, 1));
    }

    private static void Fill(GoldenNode tree, ReadOnlySpan<byte> name, Action<GoldenNode> fill)
    {
        using (var node = tree.MakeDirectory(name))
            fill(node);
        tree.Set(name, 0x1ED);
    }

    private static void AddTimes(GoldenNode node)
    {
        UnixTime[] times =
        [
            new(-1, 999_999_999),
            new(-1, 0),
            new(-1, 1),
            new(-86400 * 365, 500_000_000),
            new(0, 0),
            new(0, 1),
            new(1, 999_999_999),
            new(4_102_444_800, 123_456_789),
            new(int.MaxValue + 1L, 0),
            new(7_000_000_000, 100_000_000),
        ];
        for (var i = 0; i < times.Length; i++)
        {
            var name = Encoding.ASCII.GetBytes($"t{i}");
            node.MakeFile(name, [(byte)i]);
            node.SetTime(name, times[i]);
            node.MakeLink([.. name, (byte)'l'], name);
            node.SetTime([.. name, (byte)'l'], times[i]);
        }
    }

    private static void AddOwnersAndModes(GoldenNode node)
    {
        uint[] owners = [0, 1, 1000, 2097151, 2097152, int.MaxValue, 1U << 31, uint.MaxValue - 1];
        uint[] modes = [0, 0x1FF, 0x9ED, 0x5ED, 0x3FF, 0xFFF, 0x100, 0x92, 0x1B6];
        foreach (var owner in owners)
        {
            var name = Encoding.ASCII.GetBytes($"o{owner}");
            node.MakeFile(name, name);
            node.Set(name, FilePermissions.Private, owner, uint.MaxValue - 1 - owner);
            node.MakeLink([.. name, (byte)'l'], name);
            Files.ChangeOwner(node.Directory, [.. name, (byte)'l'], owner, owner).OrThrow("chown", "link");
        }
        foreach (var mode in modes)
        {
            var name = Encoding.ASCII.GetBytes($"m{mode}");
            node.MakeFile(name, name);
            node.Set(name, mode, 1000, 1001);
        }
    }

    private static void AddNames(GoldenNode node)
    {
        for (var b = 1; b < 256; b++)
            if (b != '/')
                node.MakeFile(b == '.' ? "a."u8 : [(byte)b], [(byte)b]);
        byte[][] names =
        [
            "-rf"u8.ToArray(),
            "--help"u8.ToArray(),
            "new\nline"u8.ToArray(),
            "a\\b"u8.ToArray(),
            " lead"u8.ToArray(),
            "trail "u8.ToArray(),
            "..."u8.ToArray(),
            "..x"u8.ToArray(),
            Encoding.UTF8.GetBytes("näme"),
            "\xc3\x28"u8.ToArray(),
            [0xff, 0xfe, 0x0a, 0x01],
        ];
        foreach (var name in names)
            node.MakeFile(name, name);
        foreach (var length in new[] { 92, 93, 94, 95, 99, 100, 101, 155, 156, 254, 255 })
            node.MakeFile(Enumerable.Repeat((byte)'n', length).ToArray(), [1]);
        node.MakeFile(Enumerable.Repeat((byte)0xE9, 255).ToArray(), [1]);
        using var directory = node.MakeDirectory(Enumerable.Repeat((byte)'d', 255).ToArray());
        directory.MakeFile(Enumerable.Repeat((byte)'f', 255).ToArray(), [2]);
    }

    private static void AddSparse(GoldenNode node)
    {
        var data = Bytes(Block, 1);
        node.MakeFile("terabyte"u8, Terabyte);
        node.MakeFile("terabyte-end"u8, Terabyte, (Terabyte - Block, data));
        node.MakeFile("hole-only"u8, 16 * Block);
        node.MakeFile("hole-first"u8, 2 * Block, (Block, data));
        node.MakeFile("hole-last"u8, 2 * Block, (0, data));
        node.MakeFile("islands"u8, 40 * Block, [.. Enumerable.Range(0, 20).Select(i => (i * 2L * Block, data))]);
        node.MakeFile("many"u8, 600 * 2 * Block, [.. Enumerable.Range(0, 600).Select(i => (i * 2L * Block, data[..4096]))]);
        node.MakeFile("odd-end"u8, 3 * Block + 17, (2 * Block, data), (3 * Block, data[..17]));
        node.MakeFile("nine-gigabytes"u8, 9L << 30, (0, data), (8L << 30, data), ((9L << 30) - 5, data[..5]));
        node.MakeFile("zeros"u8, new byte[Block]);
        node.MakeFile("small-hole"u8, 100);
        node.MakeFile("long-name-"u8.ToArray().Concat(Enumerable.Repeat((byte)'s', 200)).ToArray(), 4 * Block, (Block, data));
    }

    private static void AddLinks(GoldenNode node)
    {
        node.MakeFile("a"u8, "linked"u8.ToArray());
        node.MakeHardLink("b"u8, node, "a"u8);
        node.MakeLink("dangling"u8, "no/such/file"u8);
        node.MakeLink("absolute"u8, "/etc/passwd"u8);
        node.MakeLink("up"u8, "../../../../etc"u8);
        node.MakeLink("odd"u8, [0xff, 0x0a, (byte)'x', 0xc3, 0x28]);
        node.MakeLink("spaces"u8, " a b "u8);
        node.MakeLink("l100"u8, Enumerable.Repeat((byte)'t', 100).ToArray());
        node.MakeLink("l101"u8, Enumerable.Repeat((byte)'t', 101).ToArray());
        AddLongLink(node);
        node.MakeLink("one"u8, "a"u8);
        node.MakeHardLink("two"u8, node, "one"u8);
        using (var other = node.MakeDirectory("other"u8))
        {
            other.MakeHardLink("c"u8, node, "a"u8);
            other.MakeHardLink("three"u8, node, "one"u8);
            other.MakeFile("only-here"u8, "x"u8.ToArray());
            for (var i = 0; i < 50; i++)
                other.MakeHardLink(Encoding.ASCII.GetBytes($"again{i}"), other, "only-here"u8);
        }
        node.Set("other"u8, 0x1ED);
    }

    /// <summary>XFS keeps targets of up to 1023 bytes, others up to 4095.</summary>
    private static void AddLongLink(GoldenNode node)
    {
        byte[] target = [.. Enumerable.Repeat((byte)'t', 4000)];
        if (!Files.MakeSymbolicLink(node.Directory, "long"u8, target).IsSuccess)
            Files.MakeSymbolicLink(node.Directory, "long"u8, target.AsSpan(0, 1023)).OrThrow("symlink", "long");
        node.SetTime("long"u8, GoldenNode.Usual);
    }

    private static void AddSpecial(GoldenNode node)
    {
        node.MakeNode("null"u8, FileKind.CharacterDevice, 1, 3);
        node.MakeNode("largest"u8, FileKind.CharacterDevice, 511, 262143); // of 9 and 18 bits on XFS
        node.MakeNode("disk"u8, FileKind.BlockDevice, 259, 70000);
        node.MakeNode("fifo"u8, FileKind.Fifo);
        node.MakeHardLink("null-again"u8, node, "null"u8);
        node.MakeHardLink("fifo-again"u8, node, "fifo"u8);
        node.Set("disk"u8, 0xDB6, 5, 6, new UnixTime(-5, 5));
        node.SetAttribute("fifo"u8, "trusted.fifo"u8, "f"u8);
    }

    private static void AddAttributes(GoldenNode node, bool large)
    {
        node.MakeFile("plain"u8, "x"u8.ToArray());
        node.SetAttribute("plain"u8, "user.empty"u8, default);
        node.SetAttribute("plain"u8, "user.binary"u8, Enumerable.Range(0, 256).Select(i => (byte)i).ToArray());
        node.SetAttribute("plain"u8, "user.a=b%3D%"u8, "equals"u8);
        node.SetAttribute("plain"u8, "user.new\nline\xff"u8, "\n"u8);
        node.SetAttribute("plain"u8, "trusted.t"u8, "root's"u8);
        node.MakeFile("capable"u8, Bytes(5000, 3));
        node.Set("capable"u8, 0x9ED, 1000, 1000);
        node.SetAttribute("capable"u8, "security.capability"u8, s_capability);
        node.MakeFile("acl"u8, "acl"u8.ToArray());
        node.SetAttribute("acl"u8, "system.posix_acl_access"u8, s_acl);
        node.MakeLink("link"u8, "acl"u8);
        node.SetAttribute("link"u8, "trusted.link"u8, "of the link itself"u8);
        node.MakeFile("large"u8, "x"u8.ToArray());
        node.SetAttribute("large"u8, "user.large"u8, Bytes(large ? 65536 : 3000, 4));
        node.SetAttribute("large"u8, "trusted.large"u8, Bytes(large ? 65000 : 500, 5));
        using (var directory = node.MakeDirectory("directory"u8))
        {
            directory.MakeFile("inside"u8, "made before its directory had a default ACL"u8.ToArray());
            using (directory.MakeDirectory("below"u8)) { }
            directory.Set("below"u8, 0x5FD, 3, 4);
        }
        node.Set("directory"u8, 0x5ED, 1, 2);
        node.SetAttribute("directory"u8, "system.posix_acl_default"u8, s_acl);
        node.SetAttribute("directory"u8, "system.posix_acl_access"u8, s_acl);
        node.SetAttribute("directory"u8, "user.dir"u8, "d"u8);
    }

    private static void AddContents(GoldenNode node)
    {
        foreach (
            var size in new long[]
            {
                0,
                1,
                511,
                512,
                513,
                4095,
                4096,
                4097,
                65535,
                65536,
                65537,
                1 << 20,
                (1 << 20) + 1,
                5_000_000,
            }
        )
            node.MakeFile(Encoding.ASCII.GetBytes($"s{size}"), Bytes(size, (int)size));
        for (var i = 0; i < 500; i++)
            node.MakeFile(Encoding.ASCII.GetBytes($"small{i}"), Bytes(i * 7, i));
    }

    /// <summary>Directories in directories, with a file aside of the way every 50 levels.</summary>
    private static void AddChain(GoldenNode top, byte[] name, int levels)
    {
        var chain = new GoldenNode[levels + 1];
        chain[0] = top;
        for (var i = 1; i <= levels; i++)
        {
            chain[i] = chain[i - 1].MakeDirectory(name);
            if (i % 50 == 0 || i == levels)
                using (chain[i].MakeDirectory("side"u8))
                    chain[i].MakeFile("bottom"u8, "deep"u8.ToArray());
        }
        for (var i = levels; i > 0; i--)
        {
            if (i % 50 == 0 || i == levels)
                chain[i].Set("side"u8, 0x1ED);
            chain[i].Dispose();
            chain[i - 1].Set(name, 0x1ED, 0, 0, new UnixTime(1000 + i, i));
        }
    }

    private static void AddDirectories(GoldenNode tree)
    {
        foreach (var mode in new uint[] { 0, 0x49, 0x16D, 0x1FF, 0x3FF, 0x5ED, 0xFFF })
        {
            var name = Encoding.ASCII.GetBytes($"dir{mode}");
            using (var node = tree.MakeDirectory(name))
                node.MakeFile("f"u8, name);
            tree.Set(name, mode, 12, 2100000, new UnixTime(-12345, 6789));
        }
        using (tree.MakeDirectory("empty"u8)) { }
        tree.Set("empty"u8, 0x1C0);
    }

    private static byte[] Bytes(long length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
