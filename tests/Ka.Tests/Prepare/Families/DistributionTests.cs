using System.Linq;
using Ka.Linux;
using Ka.Prepare.Families;
using Ka.RootTrees;
using Xunit;

namespace Ka.Tests.Prepare.Families;

public sealed class DistributionTests
{
    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"", nameof(FamilyName.Debian), 12)]
    [InlineData("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"", nameof(FamilyName.Debian), 24)]
    [InlineData("ID=zorin\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"17\"", nameof(FamilyName.Debian), 17)]
    [InlineData("ID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"8.10\"", nameof(FamilyName.EnterpriseLinux), 8)]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"", nameof(FamilyName.EnterpriseLinux), 9)]
    [InlineData("ID=\"ol\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"10.0\"", nameof(FamilyName.EnterpriseLinux), 10)]
    [InlineData("ID='new'\nID_LIKE='rhel centos fedora'", nameof(FamilyName.EnterpriseLinux), 0)]
    [InlineData("ID=fedora\nVERSION_ID=41\nVARIANT_ID=workstation", nameof(FamilyName.Fedora), 41)]
    [InlineData("ID=nobara\nID_LIKE=fedora\nVERSION_ID=41", nameof(FamilyName.Fedora), 41)]
    [InlineData("ID=mageia\nID_LIKE=\"mandriva fedora\"\nVERSION_ID=9", nameof(FamilyName.Other), 9)]
    [InlineData("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"", nameof(FamilyName.Leap), 15)]
    [InlineData("ID=\"sles\"\nID_LIKE=\"suse\"\nVERSION_ID=\"15.5\"", nameof(FamilyName.Leap), 15)]
    [InlineData(
        "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nVERSION_ID=\"20261120\"",
        nameof(FamilyName.Tumbleweed),
        20261120
    )]
    [InlineData("ID=arch", nameof(FamilyName.Arch), 0)]
    [InlineData("ID=alpine\nVERSION_ID=3.22.1", nameof(FamilyName.Alpine), 3)]
    [InlineData("ID=\"void\"", nameof(FamilyName.Void), 0)]
    [InlineData("ID=gentoo", nameof(FamilyName.Other), 0)]
    [InlineData("ID=unheard-of", nameof(FamilyName.Other), 0)]
    [InlineData("", nameof(FamilyName.Other), 0)]
    public void A_tree_says_what_it_is(string text, string family, int release)
    {
        using var room = new Room().File("/usr/lib/os-release", text + "\n");
        using var tree = new RootTree(BytePath.FromText(room.Root));
        var system = Ka.Prepare.Families.Distribution.Of(tree);

        Assert.Equal((family, release), (system.Family.Name.ToString(), system.Release));
    }

    [Fact]
    public void The_file_in_etc_counts_more_than_the_one_in_usr()
    {
        using var room = new Room().File("/etc/os-release", "ID=arch\n").File("/usr/lib/os-release", "ID=debian\n");
        using var tree = new RootTree(BytePath.FromText(room.Root));

        Assert.Equal(FamilyName.Arch, Ka.Prepare.Families.Distribution.Of(tree).Family.Name);
    }

    [Fact]
    public void A_word_of_os_release_has_one_row_and_a_family_has_one()
    {
        var words = FamilyTable.Rows.SelectMany(row => row.Ids).ToList();

        Assert.Equal(words.Distinct(), words);
        Assert.Equal(System.Enum.GetValues<FamilyName>().Order(), FamilyTable.Rows.Select(row => row.Name).Order());
        Assert.All(
            FamilyTable.Rows.SelectMany(row => row.VendorDirectories.Select(vendor => (row, vendor))),
            pair => Assert.Contains(pair.vendor.Id, pair.row.Ids)
        );
    }

    [Fact]
    public void A_call_is_forbidden_by_its_program_and_a_word()
    {
        var call = new ForbiddenCall("grub2-install", "--target=x86_64-efi", "why");

        Assert.True(call.Concerns("/usr/sbin/grub2-install", ["--target=x86_64-efi", "--recheck"]));
        Assert.False(call.Concerns("/usr/sbin/grub2-install", ["--target=i386-pc", "/dev/sda"]));
        Assert.False(call.Concerns("/usr/sbin/grub-install", ["--target=x86_64-efi"]));
        Assert.True(new ForbiddenCall("grub2-mkconfig", "", "why").Concerns("grub2-mkconfig", []));
    }
}
