using Ka.Linux;

namespace Ka.Wire;

/// <summary>The golden partition of a stream.</summary>
/// <param name="Size">Bytes of the golden partition: the target needs as many.</param>
/// <param name="Image">Empty: the stream is all its bytes. Otherwise a partclone image, and which one: <c>ext4</c> is
/// read by <c>partclone.ext4</c>. Lower-case letters and digits.</param>
public sealed record PartitionOrigin(long Size, string Image)
{
    public const int MaxImage = 16;

    internal void Encode(ref WireWriter writer)
    {
        writer.U63(Size);
        writer.Name(BytePath.FromText(Image), MaxImage);
    }

    /// <exception cref="ProtocolException"/>
    internal static PartitionOrigin Decode(ref WireReader reader)
    {
        var size = reader.U63("partition size");
        var image = reader.Name("image", MaxImage);
        // It becomes part of a program's name.
        foreach (var letter in image.Bytes)
            if (!char.IsAsciiLetterLower((char)letter) && !char.IsAsciiDigit((char)letter))
                throw reader.Wrong("image", $"'{image}' is no name of an image");
        return new PartitionOrigin(size, image.ToString());
    }
}
