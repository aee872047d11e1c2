using System.IO;
using Ka.Linux;
using Ka.Prepare.Families;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>Fault 15 of the survey: what cannot be cloned by its files was refused by the first symptom, and not by its
/// name.</summary>
public sealed class UnsuitableSystemTests
{
    public static TheoryData<string, string, string> Releases { get; } =
        new()
        {
            { "ID=nixos\nPRETTY_NAME=\"NixOS 25.11\"\n", "NixOS", "nixos-install" },
            { "ID=guix\n", "Guix", "guix system init" },
            { "ID=\"opensuse-microos\"\nID_LIKE=\"suse opensuse opensuse-tumbleweed microos\"\n", "MicroOS", "Combustion" },
            { "ID=\"opensuse-leap-micro\"\nID_LIKE=\"suse opensuse\"\n", "MicroOS", "Combustion" },
            { "ID=\"sl-micro\"\nID_LIKE=\"suse\"\n", "MicroOS", "Ignition" },
            { "ID=fedora\nVARIANT_ID=silverblue\n", "ostree", "bootc install" },
            { "ID=fedora\nVARIANT_ID=coreos\n", "ostree", "coreos-installer" },
            { "ID=\"rhcos\"\nID_LIKE=\"rhel fedora\"\nOSTREE_VERSION=\"418.94\"\n", "ostree", "bootc install" },
            { "ID=bluefin\nID_LIKE=fedora\nOSTREE_VERSION='41.1'\n", "ostree", "bootc install" },
            { "ID=ubuntu-core\nID_LIKE=debian\n", "Ubuntu Core", "ubuntu-image" },
            { "ID=flatcar\nID_LIKE=coreos\n", "Flatcar", "flatcar-install" },
        };

    [Theory]
    [MemberData(nameof(Releases))]
    public void What_cannot_be_cloned_is_refused_by_name_before_anything_else(string release, string name, string instead)
    {
        using var room = new Room().File("/etc/os-release", release);
        var plan = room.Plan(Room.Gpt("vda", Firmware.Uefi));

        var reason = Assert.Single(plan.Reasons);
        Assert.Contains(name, reason, System.StringComparison.Ordinal);
        Assert.Contains(instead, reason, System.StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
        Assert.Equal(reason, TreeSuitability.Refusal(BytePath.FromText(room.Root)));
    }

    [Fact]
    public void A_deployment_is_known_by_how_it_is_set_up_too()
    {
        // As bootc's images of CentOS have it: os-release says nothing of it.
        using var room = new Room().File("/etc/os-release", "ID=centos\nPRETTY_NAME=\"CentOS Stream 10\"\n");
        Assert.Null(TreeSuitability.Refusal(BytePath.FromText(room.Root)));
        room.File("/sysroot/ostree/repo/config");
        File.CreateSymbolicLink(room.Root + "/ostree", "sysroot/ostree");

        Assert.StartsWith(
            "the tree is CentOS Stream 10, a system that ostree or bootc deploys",
            TreeSuitability.Refusal(BytePath.FromText(room.Root)),
            System.StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_transactional_server_is_known_by_the_overlay_of_its_etc()
    {
        using var room = new Room()
            .File("/etc/os-release", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"\n")
            .File("/etc/fstab", "UUID=a / btrfs ro 0 0\n# overlay /etc overlay x 0 0\n");
        Assert.Null(TreeSuitability.Refusal(BytePath.FromText(room.Root)));
        room.File("/etc/fstab", "UUID=a / btrfs ro 0 0\noverlay /etc overlay defaults,lowerdir=/sysroot/etc 0 0\n");

        Assert.Contains("MicroOS", TreeSuitability.Refusal(BytePath.FromText(room.Root)), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ID=fedora\nVARIANT_ID=workstation\n")]
    [InlineData("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n")]
    [InlineData("ID=debian\n")]
    [InlineData("")]
    public void Others_are_not_refused(string release)
    {
        using var room = new Room().File("/etc/os-release", release);

        Assert.Null(TreeSuitability.Refusal(BytePath.FromText(room.Root)));
    }
}
