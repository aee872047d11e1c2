using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>The program itself, with or without somebody who looks at it.</summary>
/// <param name="isWatched">One <c>ka status</c> follows the logs of all nodes, another asks for the run's table twice a
/// second.</param>
internal sealed class WatchedChain(bool isWatched) : Chain(isWatched ? "all nodes and the table" : "nothing")
{
    private static readonly string[] s_nowhere = ["--file", "/dev/null"];

    public override Passage Run(NetworkLab lab, int nodes, string file, string? hashes)
    {
        var token = CloneCommands.MakeToken(lab);
        using var logs = isWatched ? FollowLogs(lab, nodes, token) : null;
        using var table = isWatched ? AskForTable(lab, token) : null;
        var passage = KaChain.Run(
            lab,
            new CloneCommands("bench", token),
            nodes,
            ["--file", file, "--compress", "none"],
            node => ["--log-port", "12345", .. hashes == null ? s_nowhere : ["-e", $"sha256sum > {hashes}{node}"]],
            out _,
            out _
        );
        if (logs is not null && Events(logs, "follows") < nodes)
            throw new ChildFailedException($"not all nodes were followed: {logs.Account()}");
        if (table is not null && Events(table, "board") == 0)
            throw new ChildFailedException($"the table was never shown: {table.Account()}");
        return passage;
    }

    private static Child FollowLogs(NetworkLab lab, int nodes, string token) =>
        lab.Hosts[0]
            .Start(
                Programs.Ka,
                ["status", "--json", "--token-file", token, .. lab.Hosts.Skip(1).Take(nodes).Select(host => host.Address)]
            );

    /// <summary>Who is asked before the run begins has none to show, and says so.</summary>
    private static Child AskForTable(NetworkLab lab, string token) =>
        lab.Hosts[0]
            .Start(
                "sh",
                "-c",
                $"while :; do {Programs.Ka} status --json --host {lab.Hosts[0].Address} --token-file {token} "
                    + "2>/dev/null; sleep 0.5; done"
            );

    private static int Events(Child watcher, string name) => watcher.Output.Split($"\"event\":\"{name}\"").Length - 1;
}
