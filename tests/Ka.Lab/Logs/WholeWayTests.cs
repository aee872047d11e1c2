using System;
using System.IO;
using System.Linq;
using Ka.Lab.Boot;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Logs;

/// <summary>A bare machine is followed from stage 1 into the rescue, and asked there.</summary>
public sealed class WholeWayTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Needs(Need.Product)]
    public void A_machine_is_followed_from_its_first_line_into_the_rescue_and_runs_commands_there()
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
        using var machine = new BareNamespace();
        var (golden, node) = (lab.Hosts[0], lab.Hosts[1]);
        var (token, rescue) = (CloneCommands.MakeToken(lab), Boot.WholeWayTests.MakeRescue(lab.Directory));
        using var first = machine.Start(
            $"automatic=method:ka,interface:eth0,network:static,ip:{node.Address},netmask:255.255.0.0 rescue kamethod "
                + "ka.console=none",
            $"mkdir -p $root/etc/ka; cp {token} $root/etc/ka/token; echo rescue_bytes={new FileInfo(rescue).Length} > "
                + "$root/etc/ka/image",
            node.Name
        );
        using var watcher = golden.Start(Programs.Ka, "status", node.Address, "--token-file", token);
        Expect(watcher, "Waiting for rescue from KA server (Try 1/5)");
        Assert.Equal(255, Exec(golden, node, token, "true", out var errors));
        Assert.Contains("run '/bin/sh': ENOENT", errors, StringComparison.Ordinal);

        using var sender = golden.Start(
            Programs.Ka,
            "send",
            "-s",
            "getstage2",
            "-n",
            "1",
            "--token-file",
            token,
            "--file",
            rescue
        );
        Expect(watcher, "Looking for the KA server");
        using var registrar = golden.Start(
            Programs.Ka,
            "send",
            "-s",
            "kainstall1",
            "-n",
            "2",
            "--token-file",
            token,
            "--json",
            "-e",
            "true"
        );
        Expect(watcher, $"registered at {golden.Address}");

        // Now there is a shell; it was not there when the stage looked for one for its second screen.
        var root = $"/proc/{BareNamespace.FirstProcess(first)}/root";
        foreach (var file in new[] { "/bin/sh", "/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2" })
            Child.Run("install", "-D", file, root + file);
        Assert.Equal(
            7,
            Exec(golden, node, token, "while read line; do echo $line; done < /run/ka/log; exit 7", out _, out var log)
        );
        Expect(watcher, "its command ended: Exited 7");

        // Each line once, in order, from both stages: what the machine's own log has, and what came since.
        var heard = watcher.Output.Split('\n')[..^1].Select(line => line[$"{node.Address}> ".Length..]).ToArray();
        var kept = log.Split('\n')[..^1];
        Assert.Equal(kept, heard[..kept.Length]);
        Assert.Contains(kept, line => line.Contains("stage 1 took", StringComparison.Ordinal));
        Assert.InRange(heard.Length, kept.Length + 1, kept.Length + 1);
        Assert.DoesNotContain("missed", watcher.Errors, StringComparison.Ordinal);
    }

    private static void Expect(Child watcher, string text) =>
        Wait.Until(() => watcher.Output.Contains(text, StringComparison.Ordinal), text, child: watcher);

    private static int Exec(LabHost golden, LabHost node, string token, string command, out string errors) =>
        Exec(golden, node, token, command, out errors, out _);

    private static int Exec(LabHost golden, LabHost node, string token, string command, out string errors, out string output)
    {
        using var child = golden.Start(Programs.Ka, "status", node.Address, "--token-file", token, "exec", command);
        var status = child.Wait(s_patience).Status;
        (errors, output) = (child.Errors, child.Output);
        return status;
    }
}
