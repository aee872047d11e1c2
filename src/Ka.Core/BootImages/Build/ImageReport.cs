using System.Collections.Generic;

namespace Ka.BootImages.Build;

/// <summary>The result of a request for images.</summary>
/// <param name="Kernel">Version of the kernel.</param>
/// <param name="Lacking">Programs that the rescue would have taken along, had the golden tree had them.</param>
public sealed record ImageReport(
    string Kernel,
    ImagePart Vmlinuz,
    ImagePart StageOne,
    ImagePart Rescue,
    IReadOnlyList<string> Lacking
);

/// <summary>A file that was made.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Unpacked">Bytes of the files in it.</param>
/// <param name="Contents">The contents, for people.</param>
public sealed record ImagePart(long Bytes, long Unpacked, string Contents);
