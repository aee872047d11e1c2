using Ka.Linux;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>A session's name: any bytes, 1 to 255 of them.</summary>
internal static class SessionName
{
    /// <exception cref="UsageException"/>
    public static BytePath Parse(string text)
    {
        var name = BytePath.FromText(text);
        return name.Bytes.Length is > 0 and <= WireLimits.SessionName
            ? name
            : throw new UsageException(
                $"--session: a name has 1 to {WireLimits.SessionName} bytes, this one {name.Bytes.Length}"
            );
    }
}
