using System;
using Ka.Linux;

namespace Ka.Imaging;

/// <summary>Files that a distribution keeps packed, unpacked by the program of that name.</summary>
internal static class PackedFile
{
    /// <summary>What ProgramRun keeps of an output.</summary>
    private const int MaxLength = 64 << 20;

    /// <exception cref="ImagingException">The program is missing, or says no.</exception>
    public static byte[] Read(RootTree root, string real)
    {
        var program = real[(real.LastIndexOf('.') + 1)..] switch { "xz" => "xz", "zst" => "zstd", "gz" => "gzip", _ => null };
        if (program is null)
            return root.Read(real);
        var call = new ToolCall(program, "-dc", SurrogateEscape.Decode(root.Outside(real)));
        try
        {
            var run = call.TryRun();
            return run.Status == 0 && run.Output.Length < MaxLength ? run.Output : throw call.Failure(run);
        }
        catch (ToolException e)
        {
            throw new ImagingException(e.Message);
        }
    }
}
