using System;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>Replies of servers that are broken or mean it: nearly right ones, so that damage gets past the first check.</summary>
public static class HostileReplies
{
    private static readonly byte[] s_codes = [0, 1, 3, 6, 12, 15, 51, 52, 53, 54, 56, 58, 59, 66, 67, 255];

    /// <summary>The next one; it answers the question of this client.</summary>
    public static byte[] Next(Random random, uint transaction, MacAddress client)
    {
        var reply = new ReplyBytes
        {
            Transaction = random.Next(10) == 0 ? (uint)random.Next() : transaction,
            Client = client,
            Given = Address(random),
            Next = Address(random),
            ServerName = Noise(random, 64),
            BootFile = Noise(random, 128),
        };
        if (random.Next(10) > 0)
            reply.With(
                53,
                (byte)(
                    random.Next(8) > 0
                        ? random.Next(3) switch
                        {
                            0 => ReplyBytes.Offer,
                            1 => ReplyBytes.Ack,
                            _ => ReplyBytes.Nak,
                        }
                        : random.Next(256)
                )
            );
        if (random.Next(10) > 0)
            reply.With(54, Address(random));
        if (random.Next(10) > 0)
            reply.With(51, random.Next(4) == 0 ? (uint)random.Next(20) : (uint)random.Next());
        for (var more = random.Next(6); more > 0; more--)
            AddOption(reply, random);
        var bytes = reply.ToArray(ends: random.Next(10) > 0);
        return Damage(random, bytes);
    }

    private static void AddOption(ReplyBytes reply, Random random)
    {
        var code = random.Next(3) > 0 ? s_codes[random.Next(s_codes.Length)] : (byte)random.Next(256);
        switch (random.Next(5))
        {
            case 0:
                reply.Raw(code, (byte)random.Next(256));
                break;
            case 1:
                reply.With(code, "255.255.255.0");
                break;
            case 2:
                reply.With(code, "$(reboot) \x1b[2J"u8.ToArray());
                break;
            case 3:
                reply.With(code, new byte[random.Next(255)]);
                break;
            default:
                reply.With(code, Noise(random, 20));
                break;
        }
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        switch (random.Next(8))
        {
            case 0:
                return bytes[..random.Next(bytes.Length + 1)];
            case 1:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                return [.. bytes, .. new byte[random.Next(1400)]];
            default:
                return bytes;
        }
    }

    private static string Address(Random random) =>
        random.Next(6) switch
        {
            0 => "0.0.0.0",
            1 => "255.255.255.255",
            2 => "127.0.0.1",
            3 => new System.Net.IPAddress(random.NextInt64(0x1_0000_0000)).ToString(),
            _ => "10.77.9.9",
        };

    private static byte[] Noise(Random random, int most)
    {
        var noise = new byte[random.Next(most + 1)];
        random.NextBytes(noise);
        return noise;
    }
}
