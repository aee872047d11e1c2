using System;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The line in ASCII that both sides of the control connection send before anything else, and that every
/// datagram starts with: <c>ka/VERSION PURPOSE\n</c>. A packet dump, telnet or curl shows at once which protocol and version it
/// is.</summary>
public static class Banner
{
    public static ReadOnlySpan<byte> Control => "ka/2 control\n"u8;

    public static ReadOnlySpan<byte> Discover => "ka/2 discover\n"u8;

    public static ReadOnlySpan<byte> Offer => "ka/2 offer\n"u8;

    public static ReadOnlySpan<byte> Attach => "ka/2 attach\n"u8;

    public static ReadOnlySpan<byte> Reply => "ka/2 reply\n"u8;

    /// <summary>Looks for <paramref name="expected"/> at the start of what has come so far.</summary>
    /// <returns>Its length when it is there; 0 when more bytes must come before that can be said.</returns>
    /// <exception cref="ProtocolException">The banner is of another program or another version.</exception>
    public static int Recognise(ReadOnlySpan<byte> received, ReadOnlySpan<byte> expected)
    {
        if (received.StartsWith(expected))
            return expected.Length;
        if (expected.StartsWith(received))
            return 0;
        var end = received.IndexOf((byte)'\n');
        if (end < 0 && received.Length < WireLimits.Banner && received.StartsWith("ka/"u8[..Math.Min(3, received.Length)]))
            return 0;
        var line = received[..Math.Min(end < 0 ? received.Length : end, WireLimits.Banner)];
        throw new ProtocolException($"banner: {Describe(line, expected[..^1])}");
    }

    private static string Describe(ReadOnlySpan<byte> line, ReadOnlySpan<byte> expected)
    {
        if (
            line.StartsWith("ka/"u8)
            && Utf8Parser.TryParse(line[3..], out ushort version, out _)
            && version != ProtocolVersion.Current
        )
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the peer speaks version {version} of the protocol, this program version {ProtocolVersion.Current}"
            );
        return $"'{BytePath.Escape(line)}' instead of '{Encoding.ASCII.GetString(expected)}'";
    }
}
