using System.Globalization;
using System.IO;

namespace Ka.TestKit;

/// <summary>The program's commands for one session: who sends, who receives, with which token.</summary>
/// <param name="session">The name both sides are given.</param>
/// <param name="tokenFile">The token of both sides; see <see cref="MakeToken"/>.</param>
public sealed class CloneCommands(string session, string tokenFile)
{
    /// <summary>The program that both sides run.</summary>
    public string Program { get; init; } = Programs.Ka;

    /// <summary>Receivers' peak memory is watched.</summary>
    public bool WatchMemory { get; init; }

    /// <summary>Lets the program make a token in a lab's directory, once.</summary>
    /// <exception cref="ChildFailedException">It could not.</exception>
    public static string MakeToken(NetworkLab lab, string name = "token")
    {
        var file = Path.Combine(lab.Directory, name);
        if (!File.Exists(file))
            Child.Run(Programs.Ka, "token", file);
        return file;
    }

    /// <summary><c>ka send</c> to that many nodes, its events as JSON on standard output.</summary>
    public Launch Send(int nodes, params string[] what) =>
        new(
            Program,
            [
                "send",
                "-s",
                session,
                "-n",
                nodes.ToString(CultureInfo.InvariantCulture),
                "--token-file",
                tokenFile,
                "--json",
                .. what,
            ]
        );

    /// <summary><c>ka recv</c> that finds the session by its name.</summary>
    public Launch Receive(params string[] what) =>
        new(Program, ["recv", "-s", session, "--token-file", tokenFile, "--json", .. what]) { WatchMemory = WatchMemory };
}
