using System.Globalization;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>mbuffer(1) with the block size at which it was fastest (1 MiB; 128 KiB has two thirds of the rate).</summary>
internal sealed class MbufferChain() : PipeChain("mbuffer")
{
    private const string Blocks = "mbuffer -q -s 1M -m 32M";

    protected override Launch Source(string file, string first) => Shell($"exec {Blocks} -i {file} -O {first}:{Port}");

    protected override Launch Node(string? next, string? hash)
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        var relay = next == null ? "" : $" -O {next}:{port}";
        return Shell(
            hash == null ? $"exec {Blocks} -I {port}{relay} -o /dev/null" : $"{Blocks} -I {port}{relay} -o - | sha256sum > {hash}"
        );
    }

    private static Launch Shell(string command) => new("bash", "-o", "pipefail", "-c", command);
}
