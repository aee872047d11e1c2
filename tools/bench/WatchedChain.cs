using System.Collections.Generic;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>The program itself, with or without somebody who looks at it.</summary>
/// <param name="isWatched">One <c>ka status</c> follows the logs of all nodes, another asks for the run's table twice a second.</param>
internal sealed class WatchedChain(bool isWatched) : Chain(isWatched ? "all nodes and the table" : "nothing")
{
    private static readonly string[] s_nowhere = ["--file", "/dev/null"];

    public override Passage Run(NetworkLab lab, int nodes, string file, string? hashes)
    {
        var token = CloneCommands.MakeToken(lab);
        var watchers = new List<Child>();
        try
        {
            if (isWatched)
            {
                List<string> all = ["status", "--json", "--token-file", token];
                for (var node = 1; node <= nodes; node++)
                    all.Add(lab.Hosts[node].Address);
                watchers.Add(lab.Hosts[0].Start(Programs.Ka, [.. all]));
                watchers.Add(lab.Hosts[0].Start("sh", "-c",
                    $"while :; do {Programs.Ka} status --json --host {lab.Hosts[0].Address} --token-file {token} >/dev/null 2>&1; sleep 0.5; done"));
            }
            return KaChain.Run(lab, new CloneCommands("bench", token), nodes, ["--file", file, "--compress", "none"],
                node => ["--log-port", "12345", .. hashes == null ? s_nowhere : ["-e", $"sha256sum > {hashes}{node}"]], out _, out _);
        }
        finally
        {
            foreach (var watcher in watchers)
                watcher.Dispose();
        }
    }
}
