using Ka.TestKit;

namespace Ka.Bench;

/// <summary>socat(1) on both sides of tee(1), with blocks of 128 KiB.</summary>
internal sealed class SocatChain() : PipeChain("socat + tee")
{
    private const string Copy = "socat -u -b 131072";

    protected override Launch Source(string file, string first) => Shell($"exec {Copy} OPEN:{file} TCP:{first}:{Port}");

    protected override Launch Node(string? next, string? hash)
    {
        var sink = hash == null ? "cat > /dev/null" : $"sha256sum > {hash}";
        var take = $"{Copy} TCP-LISTEN:{Port},reuseaddr -";
        return Shell(
            next == null
                ? $"{take} | {sink}"
                : $"{take} | tee {(hash == null ? "/dev/null" : $">({sink})")} | {Copy} - TCP:{next}:{Port}"
        );
    }

    private static Launch Shell(string command) => new("bash", "-o", "pipefail", "-c", command);
}
