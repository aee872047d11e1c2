using System;
using System.Linq;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

public sealed class InstallPlanTests
{
    [Fact]
    public void A_plan_that_is_larger_than_a_frame_comes_together_again()
    {
        var bytes = new byte[3 * WireLimits.PlanPiece + 7];
        new Random(1).NextBytes(bytes);
        var plan = new PlanBytes(bytes);
        var assembly = new PlanReassembler();
        var parts = plan.Parts()
            .Select(part => (PlanPart)ControlFrame.TryTake(ControlFrame.Encode(part), PeerRole.Server, out _)!)
            .ToList();
        Assert.All(parts.SkipLast(1), part => Assert.Null(assembly.Add(part)));
        var found = assembly.Add(parts[^1])!;
        Assert.Equal(plan.Hash, found.Hash);
        Assert.True(found.Bytes.SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(0, 11)]
    public void A_piece_that_is_not_the_next_one_is_an_error(uint offset, uint length)
    {
        var assembly = new PlanReassembler();
        assembly.Add(new PlanPart(10, 0, new byte[4]));
        if (offset == 0)
            offset = 4;
        Assert.Throws<ProtocolException>(() => assembly.Add(new PlanPart(length, offset, new byte[4])));
    }

    [Fact]
    public void A_plan_that_is_cut_anywhere_is_an_error()
    {
        var bytes = WireSamples.Plan.Encode();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<ProtocolException>(() => InstallPlan.Decode(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void A_list_that_is_longer_than_the_limit_is_not_read()
    {
        var bytes = WireSamples.Plan.Encode();
        // The count of the trees follows the layout's two bytes.
        bytes[16] = 0xff;
        Assert.Contains(
            "entries, limit",
            Assert.Throws<ProtocolException>(() => InstallPlan.Decode(bytes)).Message,
            StringComparison.Ordinal
        );
    }
}
