using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Ka.TestKit;

namespace Ka.Lab.Boot;

/// <summary>What <c>ka image</c> makes of the golden root, by the program under test; made once for each build of it:
/// that takes a minute or two.</summary>
internal static class PxeImages
{
    private static readonly string s_directory = Path.Combine(Programs.Repository, ".cache", "boot-images");
    private static readonly Lazy<string> s_made = new(Make, LazyThreadSafetyMode.ExecutionAndPublication);

    public static string Vmlinuz => Path.Combine(s_made.Value, "vmlinuz");

    public static string StageOne => Path.Combine(s_made.Value, "all.rdz");

    public static string Rescue => Path.Combine(s_made.Value, "rescue.sqfs");

    /// <summary>The token in <see cref="StageOne"/>.</summary>
    public static string Token => Path.Combine(s_made.Value, "token");

    /// <summary>Where all of them are.</summary>
    public static string Directory => s_made.Value;

    private static string Make()
    {
        var program = new FileInfo(Programs.Ka);
        var wanted = string.Create(CultureInfo.InvariantCulture, $"{program.Length} {program.LastWriteTimeUtc:O}");
        var stamp = Path.Combine(s_directory, "stamp");
        if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted)
            return s_directory;
        LabFiles.Remove(s_directory);
        System.IO.Directory.CreateDirectory(s_directory);
        Child.Run(
            new Launch(
                Programs.Ka,
                "image",
                "-o",
                s_directory,
                "--root",
                GoldenRoot.Directory,
                "--token-file",
                Path.Combine(s_directory, "token")
            ),
            TimeSpan.FromMinutes(8)
        );
        File.WriteAllText(stamp, wanted);
        return s_directory;
    }
}
