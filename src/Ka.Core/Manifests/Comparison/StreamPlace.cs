using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>The place of the bytes of a stream that is no tree.</summary>
/// <param name="name">The stream's.</param>
/// <param name="path">A file or a device.</param>
public sealed class StreamPlace(BytePath name, BytePath path)
{
    public BytePath Name => name;

    public BytePath Path => path;
}
