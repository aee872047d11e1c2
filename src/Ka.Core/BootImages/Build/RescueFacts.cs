using System;
using System.Globalization;
using System.Text;

namespace Ka.BootImages.Build;

/// <summary>The facts about the rescue that stage 1 has before it receives the rescue: <c>/etc/ka/image</c> in all.rdz, one
/// <c>KEY=value</c> a line.</summary>
/// <param name="Kernel">Version of the kernel that both are for.</param>
/// <param name="Sha256">Of rescue.sqfs.</param>
/// <param name="Bytes">Length of rescue.sqfs, which a node keeps in RAM.</param>
/// <param name="UnpackedBytes">Of the files in it.</param>
internal sealed record RescueFacts(string Kernel, byte[] Sha256, long Bytes, long UnpackedBytes)
{
    public const string File = "/etc/ka/image";

    /// <summary>Bytes of memory that a running node uses besides the images: kernel, window, the tools of the layout.</summary>
    private const long Headroom = 192L << 20;

    /// <param name="stageOneBytes">Bytes of the unpacked all.rdz, which stay in RAM until the rescue is entered.</param>
    public string Text(long stageOneBytes) =>
        new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"kernel={Kernel}\n")
            .Append(CultureInfo.InvariantCulture, $"rescue_sha256={Convert.ToHexStringLower(Sha256)}\n")
            .Append(CultureInfo.InvariantCulture, $"rescue_bytes={Bytes}\n")
            .Append(CultureInfo.InvariantCulture, $"rescue_unpacked_bytes={UnpackedBytes}\n")
            .Append(CultureInfo.InvariantCulture, $"memory_bytes={stageOneBytes + Bytes + Headroom}\n")
            .ToString();
}
