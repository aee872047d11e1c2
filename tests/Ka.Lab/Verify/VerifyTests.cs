using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using Ka.Lab.Clone;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Verify;

/// <summary>A copy is proven, and every single thing that can be wrong with it is found and named.</summary>
public sealed class VerifyTests
{
    [Needs(Need.Product)]
    public void A_torture_tree_that_was_sent_is_the_same_and_each_change_is_named()
    {
        using var lab = new VerifyLab(root => GoldenTree.Build(root));
        Assert.Empty(lab.Verify(0));
        Assert.Empty(lab.Verify(0, "--quick"));

        Flip(lab.PathOf("contents/s65537"), 65000);
        Assert.Contains(": contents: expected xxh3-128 ", Assert.Single(lab.Verify(1)), StringComparison.Ordinal);
        Assert.Empty(lab.Verify(0, "--quick"));
    }

    [Needs(Need.Product)]
    public void Every_kind_of_change_is_found_and_nothing_else()
    {
        using var lab = new VerifyLab(Fill);
        Assert.Empty(lab.Verify(0));
        void Changed(string expected, params string[] command)
        {
            Child.Run("sh", "-ec", $"cd '{lab.Root}'; cp -a . ../before; {string.Join(' ', command)}");
            var lines = lab.Verify(1);
            Assert.True(expected == string.Join('\n', lines), $"expected:\n{expected}\nfound:\n{string.Join('\n', lines)}");
            Child.Run("sh", "-ec", $"cd '{lab.Root}'; find . -mindepth 1 -delete; cp -a ../before/. .; rm -rf ../before");
            Assert.Empty(lab.Verify(0));
        }

        Changed("/d/file: mode: expected 0644, found 4644", "chmod u+s d/file");
        Changed("/d: mode: expected 0755, found 0700", "chmod 700 d");
        Changed("/d/file: owner: expected 0:0, found 7:8", "chown 7:8 d/file");
        Changed("/d/link: owner: expected 0:0, found 7:0", "chown -h 7 d/link");
        Changed("/d/file: mtime: expected 1000000000.5, found 1000000000.500000001", "touch -d @1000000000.500000001 d/file");
        Changed("/d: mtime: expected 1000000000, found 999999999.5", "touch -d @999999999.5 d");
        Changed("/d/file: size: expected 5, found 4", "truncate -s 4 d/file; touch -d @1000000000.5 d/file");
        Changed("/d/file: attribute user.a: expected '1', found '2'", "setfattr -n user.a -v 2 d/file");
        Changed("/d/file: attribute user.b: expected none, found 'x'", "setfattr -n user.b -v x d/file");
        Changed("/d/file: attribute user.a: expected '1', found none", "setfattr -x user.a d/file");
        Changed(
            "/d/file: attribute system.posix_acl_access: expected "
                + "'user::rw-,user:5:r--,group::r--,mask::r--,other::r--', found "
                + "'user::rw-,user:6:r--,group::r--,mask::r--,other::r--'",
            "setfacl -x u:5 -m u:6:r d/file"
        );
        Changed(
            @"/d/capable: attribute security.capability: expected '\x01\x00\x00\x02\x00 "
                + string.Concat(Enumerable.Repeat(@"\x00", 14))
                + "', found none",
            "setcap -r d/capable"
        );
        Changed("/d/file: flags: expected none, found nodump,noatime", "chattr +dA d/file");
        Changed("/d/sub: flags: expected none, found dirsync", "chattr +D d/sub");
        Changed("/d/new: extra: it was not sent", "touch d/new; touch -d @1000000000 d");
        Changed("/d/new: extra: it was not sent", "mkdir d/new; touch d/new/below; touch -d @1000000000 d");
        Changed("/d/file: missing", "rm d/file; touch -d @1000000000 d");
        Changed("/d/sub: missing, with all that is in it", "rm -r d/sub; touch -d @1000000000 d");
        Changed(
            "/d/link: target: expected 'file', found 'fill'",
            "ln -sfn fill d/link; touch -hd @1000000000 d/link; touch -d @1000000000 d"
        );
        Changed("/d/fifo: type: expected a fifo, found a file", "rm d/fifo; touch -d @1000000000 d/fifo; touch -d @1000000000 d");
        Changed(
            "/d/sub: type: expected a directory, found a symbolic link",
            "rm -r d/sub; ln -s /etc d/sub; touch -d @1000000000 d"
        );
        Changed(
            "/d/device: device: expected 1:3, found 1:5",
            "rm d/device; mknod -m 600 d/device c 1 5; touch -d @1000000000 d/device d"
        );
        var first = File.ReadAllLines(lab.Manifest).Any(line => line.StartsWith("h two ", StringComparison.Ordinal))
            ? "one"
            : "two";
        var second = first == "one" ? "two" : "one";
        Changed(
            $"/d/{second}: hard link: expected another name of '/d/{first}', found a file of its own",
            $"cp -a d/{second} x; mv x d/{second}; touch -d @1000000000 . d"
        );
        Changed(
            "/d/alike: hard link: expected a file of its own, found another name of '/d/same'",
            "ln -f d/same d/alike; touch -d @1000000000 . d"
        );
        Changed(@"/d/odd\x0aname\xff: mode: expected 0644, found 0600", @"chmod 600 d/odd*");
    }

    [Needs(Need.Product)]
    public void Flags_that_a_clone_lost_are_named_and_a_protected_clone_is_the_same()
    {
        using var lab = new VerifyLab(root =>
            Child.Run("sh", "-ec", $"cd '{root}'; mkdir d; echo x >d/f; ln d/f g; chattr +Sd d/f; chattr +i d/f; chattr +a d")
        );
        Assert.Contains("\ni schg,nodump,sync 0\n", File.ReadAllText(lab.Manifest), StringComparison.Ordinal);
        Assert.Empty(lab.Verify(0));
        Child.Run("chattr", "-i", lab.PathOf("d/f"));
        Child.Run("chattr", "-a", lab.PathOf("d"));
        Assert.Equal(
            ["/g: flags: expected schg,nodump,sync, found nodump,sync", "/d: flags: expected sappnd, found none"],
            lab.Verify(1)
        );
    }

    [Needs(Need.Product)]
    public void Holes_and_zeros_are_the_same_and_a_socket_is_nothing()
    {
        using var lab = new VerifyLab(root =>
            Child.Run(
                "sh",
                "-ec",
                $"cd '{root}'; truncate -s 1M hole; echo end >>hole; head -c 1M /dev/zero >zeros; echo end >>zeros"
            )
        );
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd '{lab.Root}'
            cp -a --sparse=never hole ../x; cat ../x >hole; touch -r ../x hole
            cp -a zeros ../y; fallocate -d zeros; touch -r ../y zeros
            """
        );
        Assert.NotEqual(Blocks("hole"), Blocks("zeros"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(lab.PathOf("socket")));
        Assert.Equal("/: mtime: ", Assert.Single(lab.Verify(1))[..10]);

        string Blocks(string name) => Child.Run("stat", "-c", "%b", lab.PathOf(name));
    }

    [Needs(Need.Product)]
    public void Excluded_directories_may_have_anything_in_them_and_names_may_be_anything()
    {
        using var lab = new VerifyLab(
            root =>
            {
                Fill(root);
                Child.Run("sh", "-ec", $"mkdir '{root}/out'; touch '{root}/out/stays'");
            },
            "-x",
            "out"
        );
        File.WriteAllText(lab.PathOf("out/other"), "");
        Assert.Empty(lab.Verify(0));
        Assert.Contains("exclude ./out\n", File.ReadAllText(lab.Manifest), StringComparison.Ordinal);
        Child.Run("chmod", "700", lab.PathOf("out"));
        Assert.Equal(["/out: mode: expected 0755, found 0700"], lab.Verify(1));
    }

    [Needs(Need.Product)]
    public void A_mount_hides_what_is_below_it()
    {
        using var lab = new VerifyLab(Fill);
        Child.Run("mount", "-t", "tmpfs", "ka-verify", lab.PathOf("d/sub"));
        try
        {
            Assert.Equal(["/d/sub: something is mounted here: what is below it is not compared"], lab.Verify(1));
        }
        finally
        {
            Child.Run("umount", lab.PathOf("d/sub"));
        }
        Assert.Empty(lab.Verify(0));
    }

    [Needs(Need.Product)]
    public void Who_is_not_root_is_told_that_this_is_a_reason_for_differences()
    {
        using var lab = new VerifyLab(Fill);
        var directory = Path.GetDirectoryName(lab.Manifest);
        Child.Run(
            "sh",
            "-ec",
            $"cp '{Programs.Ka}' '{directory}/ka'; chmod a+rX '{directory}' '{directory}/ka' '{lab.Manifest}'; chmod "
                + $"600 '{lab.PathOf("d/file")}'"
        );
        var asked = Child.Run(
            "sh",
            "-c",
            $"setpriv --reuid 65534 --regid 65534 --clear-groups '{directory}/ka' verify '{lab.Manifest}' '{lab.Root}' "
                + "2>&1; echo $?"
        );
        foreach (
            var word in new[]
            {
                "not root: what only root may read counts as a difference\n",
                "/d/file: open: EACCES (Permission denied)\n",
            }
        )
            Assert.True(asked.Contains(word, StringComparison.Ordinal), asked);
        Assert.EndsWith("\n1\n", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("not root", lab.Run(1).Account(), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void It_is_the_disk_that_is_asked_and_not_the_page_cache()
    {
        var content = new byte[1 << 20];
        new Random(7).NextBytes(content);
        using var lab = new VerifyLab(root => File.WriteAllBytes($"{root}/marked", content));
        Assert.Empty(lab.Verify(0));
        Assert.Equal(content, File.ReadAllBytes(lab.PathOf("marked")));
        FlipOnDisk(
            Child
                .Run("losetup", "-nO", "BACK-FILE", Child.Run("findmnt", "-no", "SOURCE", "--target", lab.Root.ToString()).Trim())
                .Trim(),
            content[..4096]
        );
        Assert.Equal(content, File.ReadAllBytes(lab.PathOf("marked")));
        Assert.Contains("/marked: contents: expected ", Assert.Single(lab.Verify(1)), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void Programs_are_told_in_JSON_and_people_not_too_much()
    {
        using var lab = new VerifyLab(Fill);
        Child.Run("sh", "-ec", $"cd '{lab.Root}'; chmod 600 d/alike d/one d/same");
        var events = JsonEvents.Of(lab.Run(1, "--json"));
        Assert.Equal(["difference", "difference", "difference", "end"], events.Select(one => one.Name()));
        Assert.Equal("permissions", events[0].GetProperty("kind").GetString());
        Assert.Equal(3, events[^1].GetProperty("differences").GetInt64());
        var few = lab.Run(1, "--most", "1");
        Assert.Single(VerifyLab.Lines(few.Output));
        Assert.Contains("2 more that are not printed", few.Errors, StringComparison.Ordinal);
        Assert.Contains("3 differences in ", few.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_manifest_that_is_cut_or_damaged_exits_2_before_anything_is_compared()
    {
        using var lab = new VerifyLab(Fill);
        var whole = File.ReadAllBytes(lab.Manifest);
        Assert.Equal("600", Child.Run("stat", "-c", "%a", lab.Manifest).Trim());
        File.WriteAllBytes(lab.Manifest, whole[..^1]);
        Assert.Contains("is cut", lab.Run(2).Errors, StringComparison.Ordinal);
        whole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(lab.Manifest, whole);
        var damaged = lab.Run(2);
        Assert.Empty(damaged.Output);
        File.Delete(lab.Manifest);
        Assert.Contains("ENOENT", lab.Run(2).Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void That_a_manifest_cannot_be_written_is_said_once_and_fails_nothing()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "--file", lab.MakeFile("golden", 1000), "--manifest", "/proc/ka-manifest");
        lab.Expect(0, lab.Receive(1, "--file", lab.PathOf("copy")), sender);
        Assert.Single(
            VerifyLab.Lines(sender.Errors),
            line => line.Contains("ka: no manifest '/proc/ka-manifest': create", StringComparison.Ordinal)
        );
    }

    [Needs(Need.Product)]
    public void A_streams_bytes_are_compared_where_it_is_said_where_they_are()
    {
        using var lab = new CloneLab(1);
        var golden = lab.MakeFile("golden", 3_000_000);
        var sender = lab.Send(1, "--file", golden, "--manifest", lab.PathOf("manifest"));
        lab.Expect(0, lab.Receive(1, "--file", lab.PathOf("copy")), sender);
        Child Verify(int status, params string[] more)
        {
            var child = Child.Start(new Launch(Programs.Ka, ["verify", lab.PathOf("manifest"), .. more]));
            Assert.True(child.Wait(TimeSpan.FromMinutes(1)).Status == status, child.Account());
            return child;
        }
        Assert.Contains("its place is not given", Verify(0).Errors, StringComparison.Ordinal);
        Assert.Contains("0 differences", Verify(0, "--raw", "golden=" + lab.PathOf("copy")).Errors, StringComparison.Ordinal);
        Flip(lab.PathOf("copy"), 2_999_999);
        Assert.Contains(
            $"{golden}: bytes: expected xxh3-128 ",
            Verify(1, "--raw", $"{golden}={lab.PathOf("copy")}").Output,
            StringComparison.Ordinal
        );
        Assert.Contains("no stream 'sda9'", Verify(2, "--raw", "sda9=/dev/null").Errors, StringComparison.Ordinal);
    }

    private static void Fill(BytePath root) =>
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd '{root}'
            mkdir -p d/sub
            echo five >d/file; cp d/file d/same; cp d/file d/alike; echo two >d/one; ln d/one d/two
            ln -s file d/link; mkfifo d/fifo; mknod -m 600 d/device c 1 3
            echo x >d/capable; setcap cap_net_raw=ep d/capable; echo y >d/sub/file
            printf z >"$(printf 'd/odd\nname\377')"
            setfattr -n user.a -v 1 d/file; setfacl -m u:5:r d/file
            find . -exec touch -hd @1000000000 {"{}"} +
            touch -d @1000000000.5 d/file
            """
        );

    /// <summary>Changes one bit of the first block that has these bytes, below the file system.</summary>
    private static void FlipOnDisk(string image, byte[] block)
    {
        using var disk = File.Open(image, FileMode.Open, FileAccess.ReadWrite);
        var read = new byte[block.Length];
        do disk.ReadExactly(read);
        while (!read.AsSpan().SequenceEqual(block));
        disk.Position -= block.Length;
        disk.WriteByte((byte)(block[0] ^ 1));
    }

    /// <summary>Changes one bit; size and times stay.</summary>
    private static void Flip(string path, long position)
    {
        var time = File.GetLastWriteTimeUtc(path);
        using (var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = position;
            var b = file.ReadByte();
            file.Position = position;
            file.WriteByte((byte)(b ^ 4));
        }
        File.SetLastWriteTimeUtc(path, time);
    }
}
