using System;
using System.Diagnostics;
using System.IO;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab;

/// <summary>The published program alone in an empty root, as it will be in an initrd: no C library, no locale, no /proc. A
/// static program that binds libc at run time works on the machine it was built on, and only there.</summary>
public sealed class EmptyRootTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ka-empty-root-");

    public void Dispose() => _root.Delete(recursive: true);

    [Needs(Need.Product)]
    public void The_program_starts_where_there_is_nothing_else() => AssertSameAsOutside("--version");

    [Needs(Need.Product)]
    public void The_program_helps_where_there_is_nothing_else() => AssertSameAsOutside("--help");

    [Needs(Need.Product)]
    public void A_file_that_is_not_there_is_named_with_its_errno_where_there_is_nothing_else()
    {
        File.Copy(Programs.Ka, Path.Combine(_root.FullName, "ka"));
        var (status, output, errors) = Run(
            "chroot",
            _root.FullName,
            "/ka",
            "send",
            "-s",
            "a",
            "-n",
            "1",
            "--open",
            "--file",
            "/no/such"
        );

        Assert.Equal(1, status);
        Assert.Empty(output);
        Assert.Contains("/no/such", errors, StringComparison.Ordinal);
        Assert.Contains("ENOENT", errors, StringComparison.Ordinal);
    }

    private void AssertSameAsOutside(string argument)
    {
        File.Copy(Programs.Ka, Path.Combine(_root.FullName, "ka"));

        var outside = Run(Programs.Ka, argument);
        var inside = Run("chroot", _root.FullName, "/ka", argument);

        Assert.Equal(0, outside.Status);
        Assert.Equal(outside, inside);
    }

    /// <exception cref="TimeoutException">The program did not end, and was killed.</exception>
    private static (int Status, string Output, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        using var deadline = new System.Threading.Timer(
            _ => process.Kill(),
            null,
            s_patience,
            System.Threading.Timeout.InfiniteTimeSpan
        );
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors);
    }
}
