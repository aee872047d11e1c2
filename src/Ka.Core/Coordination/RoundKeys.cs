using System;
using System.Buffers.Binary;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The identity and the keys of one round. The source may have changed since the last round, and
/// no key may ever seal two streams (NIST SP 800-38D, 8.2.1).</summary>
/// <param name="Run">Names the round on data connections.</param>
/// <param name="DataKey">Seals the stream.</param>
/// <param name="ChainKey">Signs attaches.</param>
public sealed record RoundKeys(UInt128 Run, Bytes32 DataKey, Bytes32 ChainKey)
{
    /// <param name="round">From 1.</param>
    public static RoundKeys Of(CoordinatorOptions plan, int round) =>
        new(plan.Run + (uint)round - 1, Derive(plan.DataKey, round), Derive(plan.ChainKey, round));

    private static Bytes32 Derive(Bytes32 key, int round)
    {
        var label = (stackalloc byte[9]);
        "round"u8.CopyTo(label);
        BinaryPrimitives.WriteInt32BigEndian(label[5..], round);
        return Proof.Mac(key, label);
    }
}
