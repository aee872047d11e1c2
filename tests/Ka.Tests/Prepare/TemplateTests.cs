using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Manifests.Comparison;
using Ka.Nodes;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>Templates of the golden node, with the values of a clone.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class TemplateTests
{
    private static readonly NetworkCard s_golden = new()
    {
        Name = "eno1",
        Mac = "52:54:00:aa:00:01",
        IsMain = true,
    };

    private static readonly NetworkCard s_here = s_golden with { Name = "eth0", Mac = "52:54:00:bb:00:01" };

    [Theory]
    [InlineData("{{ka.name}} {{ ka.mac }}\n", "node7 52:54:00:bb:00:01\n")]
    [InlineData(
        "{{ka.address}}/{{ka.prefix}} {{ka.netmask}} {{ka.network}} via {{ka.gateway}}, {{ka.dns}}",
        "10.1.0.7/16 255.255.0.0 10.1.0.0/16 via 10.1.0.254, 10.1.0.53 10.1.0.54"
    )]
    [InlineData("{{ka.address.eno2}} {{ka.address.eno1}}", "10.2.0.7 10.1.0.7")]
    [InlineData("rack={{ka.rack}}\n", "rack=b 2\n")]
    [InlineData("{{ jinja }} {{ {{ka.rack}} }} {ka.rack} {{ka.rack", "{{ jinja }} {{ b 2 }} {ka.rack} {{ka.rack")]
    [InlineData("nothing\n", "nothing\n")]
    public void A_template_has_the_values_of_its_clone(string template, string expected)
    {
        using var room = Machine().File("/etc/ka/nodes.d/srv/site/motd", template);
        var plan = Plan(room);
        Assert.Empty(plan.Reasons);
        room.Apply(plan);
        Assert.Equal(expected, room.Text("/srv/site/motd"));
        Assert.Equal(template, room.Text("/etc/ka/nodes.d/srv/site/motd"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_file_has_the_mode_of_its_template(bool wasThere)
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        using var room = Machine().File("/etc/ka/nodes.d/srv/site/secret", "{{ka.name}}");
        if (wasThere)
            room.File("/srv/site/secret", "longer than what it becomes");
        File.SetUnixFileMode(room.Root + "/etc/ka/nodes.d/srv/site/secret", Mode);
        var step = Assert.Single(Plan(room).Steps.OfType<RenderTemplate>());
        using var tree = new RootTree(BytePath.FromText(room.Root));
        new TreeEdit(tree).WriteLike(step.Template, step.Path, SurrogateEscape.Encode(step.Content));
        Assert.Equal("node7", room.Text("/srv/site/secret"));
        Assert.Equal(Mode, File.GetUnixFileMode(room.Root + "/srv/site/secret"));
    }

    [Theory]
    [InlineData("{{ka.slot}}")]
    [InlineData("{{ka.address.eno9}}")]
    [InlineData("{{ka.}}")]
    public void A_name_without_a_value_is_a_reason_against_the_plan(string name)
    {
        using var room = Machine().File("/etc/ka/nodes.d/etc/motd", $"{{{{ka.name}}}} {name}\n");
        Assert.Equal([$"/etc/ka/nodes.d/etc/motd needs {name}, and this node is given none"], Plan(room).Reasons);
        // Whose values are not known has no reason against it.
        Assert.Empty(Plan(room, request => request with { Given = null }).Reasons);
    }

    [Fact]
    public void The_names_of_a_tree_are_found_and_links_are_no_templates()
    {
        using var room = Machine()
            .File("/etc/ka/nodes.d/etc/motd", "{{ka.name}} {{ka.rack}} {{ka.name}}")
            .File("/etc/ka/nodes.d/a", "{{ka.slot}}");
        File.CreateSymbolicLink(room.Root + "/etc/ka/nodes.d/etc/link", "motd");
        Assert.Equal(["slot", "name", "rack"], NodeTemplates.Variables(BytePath.FromText(room.Root)));
        Assert.Equal(["/a", "/etc/motd"], NodeTemplates.Targets(BytePath.FromText(room.Root)).Order());
    }

    [Fact]
    public void Bytes_that_are_no_text_stay()
    {
        byte[] bytes = [0xff, (byte)'{', (byte)'{', 0, 0xc3];
        Assert.Equal(bytes, SurrogateEscape.Encode(TemplateText.Render(SurrogateEscape.Decode(bytes), _ => "")));
    }

    [Fact]
    public void What_was_made_of_a_template_differs_on_purpose()
    {
        var templates = new HashSet<string> { "/srv/site/motd" };
        Assert.NotNull(Reason("/srv/site/motd", DifferenceKind.Contents));
        Assert.NotNull(Reason("/srv/site/motd", DifferenceKind.Permissions));
        Assert.NotNull(Reason("/srv/site", DifferenceKind.Extra));
        Assert.NotNull(Reason("/srv", DifferenceKind.Modified));
        Assert.Null(Reason("/srv/site/other", DifferenceKind.Contents));
        Assert.Null(Reason("/srv/site", DifferenceKind.Permissions));

        string? Reason(string path, DifferenceKind kind) =>
            CloneDifferences.ReasonFor(new Difference(BytePath.FromText(path), kind, "what"), templates);
    }

    [Fact]
    public void The_seed_of_cloud_init_has_the_addresses_of_the_clone()
    {
        const string Seed = "/var/lib/cloud/seed/nocloud/network-config";
        using var room = Machine().File("/usr/bin/cloud-init").File("/etc/cloud/cloud.cfg");
        room.Apply(Plan(room));
        Assert.Equal(
            """
            version: 2
            ethernets:
              eno1:
                match: {macaddress: "52:54:00:bb:00:01"}
                set-name: eno1
                addresses: [10.1.0.7/16]
                routes:
                  - to: 0.0.0.0/0
                    via: 10.1.0.254
                nameservers:
                  addresses: [10.1.0.53, 10.1.0.54]

            """,
            room.Text(Seed)
        );
        room.Apply(Plan(room, request => request with { Given = NodeSettings.None }));
        Assert.False(File.Exists(room.Root + Seed));
    }

    private static Room Machine() =>
        new Room()
            .Kernel()
            .GrubForPc()
            .File("/lib/systemd/systemd")
            .File("/etc/network/interfaces", "iface eno1 inet dhcp\niface eno2 inet dhcp\n");

    private static PreparePlan Plan(Room room, Func<PrepareRequest, PrepareRequest>? more = null)
    {
        var given = NodeSettings.Parse(
            "node7",
            [
                new("address", "10.1.0.7/16"),
                new("gateway", "10.1.0.254"),
                new("dns", "10.1.0.53,10.1.0.54"),
                new("rack", "b 2"),
                new("address.eno2", "10.2.0.7/24"),
            ]
        );
        return room.Plan(
            Room.Seed("vda") with
            {
                Cards = [s_here],
            },
            Room.Seed("vda") with
            {
                Cards = [s_golden],
            },
            request => (more ?? (same => same))(request with { HostName = "node7", Given = given })
        );
    }
}
