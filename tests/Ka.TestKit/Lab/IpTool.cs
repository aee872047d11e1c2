using System.Collections.Generic;

namespace Ka.TestKit;

/// <summary>ip(8) and tc(8), many commands in one run.</summary>
internal static class IpTool
{
    /// <summary>Commands of ip(8), outside any namespace unless one is named.</summary>
    /// <exception cref="ChildFailedException">One was refused; those before it are done.</exception>
    public static void Link(string? inNamespace, IEnumerable<string> commands) =>
        Batch("ip", inNamespace, commands, force: false);

    /// <summary>Removal: goes on after a refusal, says nothing, runs after an interruption too.</summary>
    public static void TryRemove(IEnumerable<string> commands)
    {
        try
        {
            Batch("ip", null, commands, force: true);
        }
        catch (ChildFailedException)
        {
            // What is not there cannot be removed.
        }
    }

    /// <summary>Commands of tc(8) in a namespace.</summary>
    /// <inheritdoc cref="Link" path="/exception"/>
    public static void Traffic(string inNamespace, IEnumerable<string> commands) =>
        Batch("tc", inNamespace, commands, force: false);

    /// <summary>Process ids of everything that runs in a namespace.</summary>
    public static IReadOnlyList<int> Processes(string inNamespace)
    {
        using var child = Child.Start(new Launch("ip", "netns", "pids", inNamespace) { CleansUp = true });
        child.Wait(System.TimeSpan.FromSeconds(30));
        var pids = new List<int>();
        foreach (var line in child.Output.Split('\n', System.StringSplitOptions.RemoveEmptyEntries))
            pids.Add(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
        return pids;
    }

    private static void Batch(string tool, string? inNamespace, IEnumerable<string> commands, bool force)
    {
        string[] place = inNamespace == null ? [] : ["-netns", inNamespace];
        string[] manner = force ? ["-force"] : [];
        var text = string.Join('\n', commands) + "\n";
        Child.Run(new Launch(tool, [.. place, .. manner, "-batch", "-"]) { InputText = text, CleansUp = true });
    }
}
