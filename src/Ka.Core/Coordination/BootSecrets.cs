using System;
using System.Buffers.Binary;
using System.Globalization;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The secrets by which the clones of a run prove their first boots: one for each node, good for nothing else and for
/// this run alone. Immutable; any thread.</summary>
/// <param name="run">Random number of the run.</param>
/// <param name="key">Random; every secret is derived from it, so that none has to be kept.</param>
public sealed class BootSecrets(UInt128 run, Bytes32 key)
{
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"{KnownSessions.BootedPrefix}{run:x32}/");

    /// <summary>The order to a node to report its first boot.</summary>
    /// <param name="patience">Time for which it tries; whole seconds.</param>
    public BootAwaited OrderFor(uint node, TimeSpan patience) =>
        new(
            BytePath.FromText(string.Create(CultureInfo.InvariantCulture, $"{_prefix}{node}")),
            SecretOf(node),
            (uint)Math.Clamp(patience.TotalSeconds, 1, uint.MaxValue)
        );

    /// <summary>The node whose session this is; null: it is no session of this run.</summary>
    public uint? NodeOf(BytePath session)
    {
        var text = session.ToString();
        return
            text.StartsWith(_prefix, StringComparison.Ordinal)
            && uint.TryParse(text.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var node)
            ? node
            : null;
    }

    /// <summary>What a node proves in its session.</summary>
    public Bytes32 SecretOf(uint node)
    {
        Span<byte> label = stackalloc byte[8];
        "boot"u8.CopyTo(label);
        BinaryPrimitives.WriteUInt32BigEndian(label[4..], node);
        return Proof.Mac(key, label);
    }
}
