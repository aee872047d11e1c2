using System;
using System.IO;
using System.Linq;

namespace Ka.TestKit;

/// <summary>Programs of this machine and the one that is tested.</summary>
public static class Programs
{
    /// <summary>The directory that holds KaAot.sln, found upwards from the running program.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The program under test: <c>KA_BINARY</c>, or <c>out/ka</c> of the repository.</summary>
    public static string Ka { get; } =
        Environment.GetEnvironmentVariable("KA_BINARY") is { Length: > 0 } path
            ? Path.GetFullPath(path)
            : Path.Combine(Repository, "out", "ka");

    /// <summary>The path of a program of the sysroot: clang, objcopy, readelf.</summary>
    public static string Pinned(string program) => Path.Combine(Repository, "tools", "sysroot", "bin", program);

    /// <summary>ISC's DHCP server: installed, or unpacked by build.sh, because installed it would be a service; null where there
    /// is none.</summary>
    public static string? Dhcpd { get; } =
        new[] { "/usr/sbin/dhcpd", Path.Combine(Repository, ".cache/isc-dhcp-server/usr/sbin/dhcpd") }.FirstOrDefault(
            File.Exists
        );

    /// <summary>True where a shell would find it.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin")
            .Split(':')
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory != null && !File.Exists(Path.Combine(directory.FullName, "KaAot.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"no KaAot.sln above {AppContext.BaseDirectory}");
    }
}
