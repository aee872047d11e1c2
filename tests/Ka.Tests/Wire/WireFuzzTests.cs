using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Tests.Wire;

/// <summary>Truncated, flipped, lengthened and random bytes: each decoder says <see cref="ProtocolException"/> or accepts what
/// it can write again byte for byte. Never anything else.</summary>
public sealed class WireFuzzTests(ITestOutputHelper output)
{
    private const int CasesPerDecoder = 6_000;

    [Fact]
    public void Damaged_bytes_are_refused_or_understood_exactly()
    {
        var seed = Environment.GetEnvironmentVariable("KA_SEED") is { } text ? int.Parse(text, null) : 1;
        output.WriteLine($"KA_SEED={seed}");
        var random = new Random(seed);
        var accepted = 0;
        foreach (var (name, sample, again) in Decoders())
            for (var i = 0; i < CasesPerDecoder; i++)
                accepted += Survives(name, Damage(random, sample), again) ? 1 : 0;
        Assert.True(accepted > 0, "no damaged record was ever accepted: the damage is too blunt to test anything");
    }

    [Fact]
    public void A_banner_is_recognised_waited_for_or_refused()
    {
        var random = new Random(4);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Damage(random, Banner.Control.ToArray());
            try
            {
                Assert.InRange(Banner.Recognise(bytes, Banner.Control), 0, bytes.Length);
            }
            catch (ProtocolException) { }
        }
    }

    private static IEnumerable<(string Name, byte[] Sample, Func<byte[], byte[]?> Again)> Decoders() =>
        WireSamples
            .Messages()
            .Select(sample => Frame(sample.Message, sample.Sender))
            .Concat(WireSamples.Records().Select(record => (record.Name, record.Bytes, (Func<byte[], byte[]?>)record.Again)));

    private static (string, byte[], Func<byte[], byte[]?>) Frame(ControlMessage message, PeerRole sender) =>
        (
            message.Type.ToString(),
            ControlFrame.Encode(message),
            bytes =>
            {
                var taken = ControlFrame.TryTake(bytes, sender, out var used);
                return taken is null ? null : [.. ControlFrame.Encode(taken), .. bytes[used..]];
            }
        );

    private static bool Survives(string name, byte[] bytes, Func<byte[], byte[]?> again)
    {
        try
        {
            if (again(bytes) is { } written)
                Assert.Equal($"{name} {Convert.ToHexString(bytes)}", $"{name} {Convert.ToHexString(written)}");
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{name}: {Convert.ToHexString(bytes)}", e);
        }
    }

    private static byte[] Damage(Random random, byte[] sample)
    {
        var bytes = sample.ToArray();
        switch (random.Next(6))
        {
            case 0:
                return bytes[..random.Next(bytes.Length + 1)];
            case 1:
                var noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                return noise;
            case 2:
                return [.. bytes, .. bytes[..random.Next(bytes.Length + 1)]];
            case 3:
                bytes[random.Next(bytes.Length)] = 0xff;
                return bytes;
            default:
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }
}
