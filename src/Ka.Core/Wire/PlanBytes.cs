using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace Ka.Wire;

/// <summary>An <see cref="InstallPlan"/> as it travels. Its hash names it: a node erases nothing for a plan that it did not
/// judge.</summary>
public sealed class PlanBytes
{
    private readonly byte[] _bytes;

    /// <param name="bytes">1 to <see cref="WireLimits.Plan"/> bytes; ours from here on.</param>
    public PlanBytes(byte[] bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, WireLimits.Plan, nameof(bytes));
        _bytes = bytes;
        Hash = new Bytes32(SHA256.HashData(bytes));
    }

    /// <summary>SHA-256.</summary>
    public Bytes32 Hash { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The parts of the plan, in the order in which they are sent.</summary>
    public IEnumerable<PlanPart> Parts()
    {
        for (var offset = 0; offset < _bytes.Length; offset += WireLimits.PlanPiece)
            yield return new PlanPart(
                (uint)_bytes.Length,
                (uint)offset,
                _bytes.AsMemory(offset, Math.Min(WireLimits.PlanPiece, _bytes.Length - offset))
            );
    }
}
