using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.FirstBoot;

/// <summary>The order that a clone finds at its first boot: the golden node, and what proves there that it is this clone. Its
/// text is a file of lines <c>KEY=value</c>, mode 0600.</summary>
/// <param name="Golden">The golden node's control port, as the node saw it while it was made.</param>
public sealed record BootReportOrder(IPEndPoint Golden, BootAwaited Order)
{
    /// <summary>The text of the file.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"golden={Golden}\nsession={Order.Session}\nsecret={Token.Of(Order.Secret)}\nseconds={Order.Seconds}\n"
        );

    /// <exception cref="FormatException">A line is missing or makes no sense.</exception>
    public static BootReportOrder Parse(ReadOnlySpan<byte> text)
    {
        var values = Boot.KeyValueFile.Parse(text);
        string Value(string key) => values.GetValueOrDefault(key) ?? throw new FormatException($"'{key}' is missing");

        return
            IPEndPoint.TryParse(Value("golden"), out var golden)
            && uint.TryParse(Value("seconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new BootReportOrder(
                golden,
                new BootAwaited(
                    BytePath.FromText(Value("session")),
                    new Bytes32(Token.Parse(System.Text.Encoding.ASCII.GetBytes(Value("secret"))).Bytes),
                    seconds
                )
            )
            : throw new FormatException("the golden node's address or the time makes no sense");
    }
}
