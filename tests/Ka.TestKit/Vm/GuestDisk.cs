namespace Ka.TestKit;

/// <summary>A disk that was plugged into a guest.</summary>
/// <param name="Path">In the guest: <c>/dev/sda</c>.</param>
/// <param name="Id">QEMU's name of it, and its serial number.</param>
/// <param name="Image">The file.</param>
public sealed record GuestDisk(string Path, string Id, string Image)
{
    public string Name => Path["/dev/".Length..];
}
