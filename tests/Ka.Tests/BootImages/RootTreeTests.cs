using System;
using System.Collections.Generic;
using System.IO;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>A golden tree's names mean what they mean inside it.</summary>
public sealed class RootTreeTests : IDisposable
{
    private readonly TempDir _directory = new();
    private readonly RootTree _root;

    public RootTreeTests()
    {
        _directory.Make("usr/bin");
        _directory.Make("etc/alternatives");
        File.WriteAllText(_directory.TextIn("usr/bin/vim.tiny"), "vim");
        Link("bin", "usr/bin");
        Link("usr/bin/vi", "/etc/alternatives/vi");
        Link("etc/alternatives/vi", "../../../../../usr/bin/vim.tiny");
        Link("usr/bin/loop", "loop");
        Link("usr/bin/gone", "/etc/passwd");
        _root = new RootTree(_directory.Path);
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Links_are_followed_inside_and_each_is_told()
    {
        var followed = new List<string>();

        Assert.Equal("/usr/bin/vim.tiny", _root.Resolve("/bin/vi", (link, target) => followed.Add($"{link} -> {target}")));

        Assert.Equal(
            ["/bin -> usr/bin", "/usr/bin/vi -> /etc/alternatives/vi", "/etc/alternatives/vi -> ../../../../../usr/bin/vim.tiny"],
            followed
        );
        Assert.Equal("vim"u8.ToArray(), _root.Read("/bin/vi"));
    }

    [Fact]
    public void A_link_to_a_file_of_this_machine_leads_nowhere()
    {
        Assert.True(File.Exists("/etc/passwd"));

        Assert.Null(_root.Resolve("/usr/bin/gone"));
        Assert.Null(_root.Resolve("/../../../../../../etc/passwd"));
        Assert.Equal("/usr", _root.Resolve("/../../usr"));
    }

    [Fact]
    public void A_loop_is_an_error_that_names_it() =>
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => _root.Resolve("/usr/bin/loop")).Errno);

    [Fact]
    public void A_missing_file_is_named_where_it_is_on_this_machine() =>
        Assert.Contains(
            _directory.TextIn("etc/no-such"),
            Assert.Throws<LinuxException>(() => _root.Read("/etc/no-such")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Names_come_sorted() => Assert.Equal(["gone", "loop", "vi", "vim.tiny"], _root.List("/bin"));

    [Fact]
    public void An_image_follows_its_own_links_and_keeps_what_came_first()
    {
        var image = new ImageTree();
        image.AddLink("/lib", "usr/lib");
        image.AddLink("/usr/lib64", "../lib");
        image.AddText("/usr/lib64/x/a", "first");
        image.AddText("/lib/x/a", "second");

        Assert.Equal(["/lib", "/usr", "/usr/lib", "/usr/lib/x", "/usr/lib/x/a", "/usr/lib64"], image.Entries.Keys);
        Assert.Equal("first"u8.ToArray(), ((ImageFile)image.Entries["/usr/lib/x/a"]).Read());
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(_directory.TextIn(path), target);
}
