using System;
using System.IO;
using System.Linq;
using Ka.BootImages.Modules;
using Ka.BootImages.Tree;
using Ka.KernelModules;
using Ka.RootTrees;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>Which modules go into an image, by depmod's files of a small kernel.</summary>
public sealed class ModuleTests : IDisposable
{
    private readonly TempDir _directory = new();
    private readonly RootTree _root;

    public ModuleTests()
    {
        _directory.Make("lib/modules/6.1/kernel");
        _root = new RootTree(_directory.Path);
        Write(
            "modules.dep",
            """
            kernel/drivers/net/ethernet/realtek/r8169.ko.xz: kernel/drivers/net/mdio/libphy.ko.xz
            kernel/drivers/net/ethernet/mellanox/mlxsw_pci.ko.xz: kernel/net/psample.ko.xz
            kernel/drivers/net/mdio/libphy.ko.xz:
            kernel/drivers/net/phy/realtek.ko.xz: kernel/drivers/net/mdio/libphy.ko.xz
            kernel/net/psample.ko.xz:
            kernel/fs/btrfs/btrfs.ko.xz: kernel/lib/raid6.ko.xz kernel/crypto/xor.ko.xz
            kernel/lib/raid6.ko.xz:
            kernel/crypto/xor.ko.xz:
            kernel/arch/x86/crypto/crc32c-intel.ko.xz:
            kernel/sound/snd-dummy.ko.xz:
            """
        );
        Write("modules.softdep", "softdep r8169 pre: realtek\nsoftdep btrfs pre: crc32c post: no_such\n");
        Write("modules.alias", "alias crc32c crc32c_intel\nalias pci:v*d00008168sv*sd*bc*sc*i* r8169\nalias fs-btrfs btrfs\n");
        Write("modules.builtin", "kernel/fs/ext4/ext4.ko\n");
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_module_brings_what_it_needs_and_what_it_asks_for_by_name() =>
        Assert.Equal(["crc32c_intel", "xor", "btrfs", "raid6"], Chosen("need btrfs"));

    [Fact]
    public void A_directory_brings_all_below_it_but_those_that_are_left_out() =>
        Assert.Equal(["r8169", "libphy", "realtek"], Chosen("all kernel/drivers/net/ethernet\nnot mlxsw-pci"));

    [Fact]
    public void What_is_left_out_comes_when_another_one_needs_it() =>
        Assert.Contains("libphy", Chosen("all kernel/drivers/net\nnot libphy"));

    [Fact]
    public void A_name_may_be_an_alias_and_dashes_do_not_count()
    {
        Assert.Equal(["snd_dummy"], Chosen("need snd_dummy"));
        Assert.Equal(Chosen("need btrfs"), Chosen("need fs-btrfs"));
    }

    [Fact]
    public void What_the_kernel_has_inside_is_not_missing_and_what_is_nowhere_is()
    {
        var selection = Select("need ext4 ext5 btrfs\nmay ext6");

        Assert.Equal(["ext5"], selection.Missing);
    }

    [Fact]
    public void Every_module_is_every_module()
    {
        var selection = Select("need ext4");
        selection.AddAll();

        Assert.Equal(10, selection.Chosen.Count);
    }

    [Fact]
    public void A_packed_module_is_known_by_its_plain_path()
    {
        var module = KernelModule.Parse("kernel/fs/a-b.ko.zst: kernel/lib/c.ko.zst");

        Assert.Equal(("a_b", "kernel/fs/a-b.ko"), (module.Name, module.PlainPath));
        Assert.Equal(["kernel/lib/c.ko.zst"], module.Dependencies);
    }

    [Theory]
    [InlineData("kernel/fs/a.ko")]
    [InlineData(": kernel/fs/a.ko")]
    [InlineData("/etc/passwd:")]
    [InlineData("kernel/../../../etc/passwd:")]
    public void A_line_of_modules_dep_that_makes_no_sense_is_shown(string line) =>
        Assert.Contains(line, Assert.Throws<FormatException>(() => KernelModule.Parse(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_dependency_that_is_not_listed_is_named()
    {
        Write("modules.dep", "kernel/fs/a.ko: kernel/fs/b.ko\n");

        Assert.Contains(
            "kernel/fs/b.ko",
            Assert.Throws<FormatException>(() => Select("need a")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_modules_dep_the_words_that_make_it_are_told()
    {
        File.Delete(_directory.TextIn("lib/modules/6.1/modules.dep"));

        var error = Assert.Throws<BootImageException>(() => Select("need a"));

        Assert.Contains($"depmod -b {_directory.Text} 6.1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stage1.modules", "need", "may", "all", "not")]
    [InlineData("rescue.modules", "need", "may", "all", "not")]
    [InlineData("rescue.files", "need", "may", "file", "tree", "library", "directory", "link")]
    public void The_lists_of_the_program_are_in_order(string list, params string[] keywords)
    {
        var lines = ImageList.Load(list, keywords).Lines;

        Assert.NotEmpty(lines);
        var repeated = lines
            .Where(line => line.Keyword != "link")
            .SelectMany(line => line.Words)
            .GroupBy(word => word)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key);
        Assert.Empty(repeated);
    }

    [Theory]
    [InlineData("need a\nwant b", "list:2: 'want'")]
    [InlineData("# c\n\nneed # nothing", "list:3: 'need'")]
    public void A_line_of_a_list_that_makes_no_sense_is_named(string text, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<FormatException>(() => ImageList.Parse("list", text, "need")).Message,
            StringComparison.Ordinal
        );

    private string[] Chosen(string list) => [.. Select(list).Chosen.Select(module => module.Name)];

    private ModuleSelection Select(string list)
    {
        var selection = new ModuleSelection(new ModuleTable(_root, "6.1"));
        selection.Add(ImageList.Parse("list", list, "need", "may", "all", "not"));
        return selection;
    }

    private void Write(string name, string text) => File.WriteAllText(_directory.TextIn("lib/modules/6.1/" + name), text);
}
