using System.Collections.Generic;
using System.Globalization;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>The facts that <c>ka image</c> wrote about itself into the initramfs, <c>/etc/ka/image</c>. Everything may be
/// missing.</summary>
/// <param name="Kernel">The version that the modules are for.</param>
/// <param name="RescueHash">SHA-256 of the rescue, hexadecimal.</param>
/// <param name="RescueBytes">Its length.</param>
public sealed record ImageFacts(string? Kernel, string? RescueHash, long? RescueBytes)
{
    public const string Path = "/etc/ka/image";

    public static ImageFacts Read() => From(KeyValueFile.Read(BytePath.FromText(Path)));

    public static ImageFacts From(IReadOnlyDictionary<string, string> values) =>
        new(
            values.GetValueOrDefault("kernel"),
            values.GetValueOrDefault("rescue_sha256"),
            long.TryParse(
                values.GetValueOrDefault("rescue_bytes"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var bytes
            )
                ? bytes
                : null
        );
}
