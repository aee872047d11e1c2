using System.Collections.Generic;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>A chain that is not waited for but hurt.</summary>
internal abstract class FaultChain(string name)
{
    /// <summary>Writes at 20 MiB/s and no faster, with as little memory as it can have.</summary>
    private const string SlowWriter = "mbuffer -q -s 64k -m 1M -R 20M -o";

    public string Name { get; } = name;

    /// <summary>It matters which of the nodes is hurt.</summary>
    public virtual bool HasPlaces => true;

    /// <summary>Starts everybody: the source first, then node 1, node 2 and so on. Returns when bytes are about to
    /// flow.</summary>
    /// <param name="children">Gets them as they start; the caller ends them.</param>
    /// <param name="target">Prefix of the nodes' files.</param>
    /// <param name="slow">The node with the slow disk; 0: none.</param>
    public abstract void Start(NetworkLab lab, int nodes, string file, string target, int slow, List<Child> children);

    /// <summary>A shell's words for what writes standard input to a file.</summary>
    protected static string Writer(string file, bool slow) => slow ? $"{SlowWriter} {file}" : $"cat > {file}";

    /// <summary>A pipeline fails when any of its programs does.</summary>
    protected static Launch Shell(string command) => new("bash", "-o", "pipefail", "-c", command);
}
