using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>The published program as PID 1, alone in an empty root: everything there is but the kernel's own start.</summary>
public sealed partial class ProcessOneTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Needs(Need.Product)]
    public void It_waits_for_orphans_maps_no_library_and_outlives_the_stage()
    {
        using var machine = new BareNamespace();
        using var first = machine.Start("rescue kamethod ka.bogus=1 ka.console=none");
        BareNamespace.Expect(first, "Waiting for the network");

        Assert.Contains("console none: ENOENT (No such file or directory)", first.Errors, StringComparison.Ordinal);
        Assert.Contains("'ka.bogus=1': is not known, ignoring", first.Errors, StringComparison.Ordinal);
        var process = BareNamespace.FirstProcess(first);
        Assert.Equal(["init"], MappedFiles(process));

        // It shows that there was an orphan: PID 1 is its parent while it lives.
        MakeOrphan(process);
        Wait.Until(() => ChildrenOf(process).Any(child => child.Name == "sleep"), "the orphan comes to PID 1");
        Wait.Until(() => ChildrenOf(process).All(child => child.Name != "sleep"), "the orphan is waited for");
        var stage = Assert.Single(ChildrenOf(process));

        Child.Run("kill", "-KILL", stage.Id);
        BareNamespace.Expect(first, "stage 1 ended: killed by signal 9 (out of memory?)");
        BareNamespace.Expect(first, "(Rebooting in 30 sec)");
        Assert.Empty(ChildrenOf(process));
        MakeOrphan(process);
        Wait.Until(() => ChildrenOf(process).Any(child => child.Name == "sleep"), "the orphan comes to PID 1");
        Wait.Until(() => ChildrenOf(process).Length == 0, "the orphan is waited for while it counts down");
        Assert.Null(first.Exit);
    }

    [Needs(Need.Product)]
    public void A_word_that_cannot_be_followed_is_shown_then_it_restarts_the_machine()
    {
        using var machine = new BareNamespace();
        using var first = machine.Start("ka.server=golden ka.console=none");

        BareNamespace.Expect(
            first,
            "!!! kernel command line: 'ka.server=golden': is not an IPv4 address, with or without a port !!! "
                + "(Rebooting in 30 sec)"
        );
        // What a restart is to a PID namespace (reboot(2)): its first process ends by SIGHUP.
        Assert.Equal(128 + 1, first.Wait(s_patience).Status);
    }

    [Needs(Need.Product)]
    public void Where_it_is_not_PID_1_it_refuses_to_be_it()
    {
        foreach (var words in new[] { new[] { "init" }, ["init", "--stage", "1"], ["init", "--stage", "2"] })
        {
            using var child = Child.Start(new Launch(Programs.Ka, words));
            Assert.Equal(2, child.Wait(s_patience).Status);
            Assert.Contains("only the kernel starts it", child.Errors, StringComparison.Ordinal);
        }
    }

    [Needs(Need.Product)]
    public void As_PID_1_with_a_command_it_is_that_command()
    {
        using var child = Child.Start(new Launch("unshare", "--pid", "--fork", "--kill-child", Programs.Ka, "token", "-"));
        Assert.True(child.Wait(s_patience).IsSuccess);
        Assert.Matches(TokenPattern(), child.Output);
    }

    /// <summary>A process whose parent has left it, in a session of its own: the test kit ends what a child leaves in its
    /// own.</summary>
    private static void MakeOrphan(string process) =>
        Child.Run(
            "nsenter",
            $"--target={process}",
            "--pid",
            "--",
            "sh",
            "-c",
            "mkfifo /tmp/ka-$$; setsid --fork sh -c 'echo > /tmp/ka-'$$'; exec sleep 2'; cat /tmp/ka-$$; rm /tmp/ka-$$"
        );

    private static string[] MappedFiles(string process) =>
        [
            .. File.ReadLines($"/proc/{process}/maps")
                .Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length == 6 && words[5].StartsWith('/'))
                .Select(words => Path.GetFileName(words[5].Trim()))
                .Distinct(),
        ];

    private static (string Id, string Name)[] ChildrenOf(string process) =>
        [
            .. File.ReadAllText($"/proc/{process}/task/{process}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => (id, NameOf(id))),
        ];

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim();
        }
        catch (IOException)
        {
            // It has just gone.
            return "gone " + process.ToString(CultureInfo.InvariantCulture);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{43}\n$")]
    private static partial Regex TokenPattern();
}
