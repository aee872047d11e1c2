using System.Globalization;
using System.Text;
using Ka.Linux;

namespace Ka.Network.Interfaces;

/// <summary>The facts of sysfs about an interface (Documentation/ABI/testing/sysfs-class-net).</summary>
/// <param name="sys">The mount point of sysfs.</param>
public sealed class InterfaceHardware(BytePath sys)
{
    /// <summary>A radio belongs to it (cfg80211).</summary>
    public bool IsWireless(string name) =>
        Files.TryOpenRead(Of(name).Join("phy80211/name"u8), out var file).IsSuccess && Closed(file);

    /// <summary>The name of its driver; empty when sysfs does not say.</summary>
    public string Driver(string name)
    {
        var path = Of(name).Join("device/uevent"u8);
        foreach (var line in Read(path).Split('\n'))
            if (line.StartsWith("DRIVER=", System.StringComparison.Ordinal))
                return line["DRIVER=".Length..];
        return "";
    }

    /// <summary>Mbit/s; null when it is not known (EINVAL without carrier, -1 from some drivers).</summary>
    public int? Speed(string name) =>
        int.TryParse(Read(Of(name).Join("speed"u8)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var speed)
        && speed > 0
            ? speed
            : null;

    private static bool Closed(Fd file)
    {
        file.Dispose();
        return true;
    }

    private BytePath Of(string name) => sys.Join("class/net"u8).Join(BytePath.FromText(name));

    private static string Read(BytePath path)
    {
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        var content = new byte[4096];
        var read = opened.IsSuccess ? file.ReadFully(content) : opened;
        return read.IsSuccess ? Encoding.UTF8.GetString(content, 0, (int)read.Value) : "";
    }
}
