using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Both sides alone in an empty root, as in an initrd: no library, no /proc, no /etc, no /tmp.</summary>
public sealed class EmptyRootCloneTests
{
    [Needs(Need.Product)]
    public void A_file_goes_over_tls_from_one_empty_root_to_another_and_no_library_is_loaded()
    {
        using var lab = new CloneLab(1, rate: 100);
        var file = lab.MakeFile("golden-file", 20_000_000);
        File.Copy(file, Path.Combine(MakeRoot(lab, "golden"), "file"));
        MakeRoot(lab, "node");
        var sender = Start(lab, lab.Golden, "golden", "send", "-n", "1", "--compress", "none");
        var receiver = Start(lab, lab.Node(1), "node", "recv");
        CloneLab.UntilReceived(receiver, 1_000_000);
        var maps = File.ReadAllLines($"/proc/{sender.Id}/maps").Concat(File.ReadAllLines($"/proc/{receiver.Id}/maps")).ToArray();

        lab.Expect(0, receiver, sender);
        CloneLab.AssertSameFile(file, Path.Combine(lab.PathOf("node"), "file"));
        Assert.Contains(maps, line => line.EndsWith("/ka", StringComparison.Ordinal));
        Assert.DoesNotContain(maps, line => line.Contains(".so", StringComparison.Ordinal));
    }

    private static string MakeRoot(CloneLab lab, string name)
    {
        var root = lab.MakeDirectory(name);
        File.Copy(Programs.Ka, Path.Combine(root, "ka"));
        Child.Run("cp", "-p", lab.Token, Path.Combine(root, "token"));
        return root;
    }

    private static Child Start(CloneLab lab, LabHost host, string root, string verb, params string[] more) =>
        lab.Start(
            host,
            new Launch(
                "chroot",
                [lab.PathOf(root), "/ka", verb, "-s", "lab", "--token-file", "/token", "--json", "--file", "/file", .. more]
            )
        );
}
