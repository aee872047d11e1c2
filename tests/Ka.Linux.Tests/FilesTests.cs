using System;
using System.IO;
using System.Text;
using Tmds.Linux;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class FilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ka-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_file_opens_and_reads_to_its_end()
    {
        var path = Write("token", new string('x', 10_000));

        using var file = Files.OpenRead(path);

        Assert.Equal(new string('x', 10_000), Encoding.ASCII.GetString(Files.ReadToEnd(file, path)));
    }

    [Fact]
    public void A_file_larger_than_the_limit_is_refused()
    {
        var path = Write("large", new string('x', 5000));
        using var file = Files.OpenRead(path);

        var thrown = Assert.Throws<LinuxException>(() => Files.ReadToEnd(file, path, limit: 4999));

        Assert.Equal(Errno.EFBIG, thrown.Errno);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_result_or_an_exception_as_asked()
    {
        var path = BytePath.FromText(Path.Combine(_directory.FullName, "none"));

        var opened = Files.TryOpenRead(path, out var file);

        Assert.True(opened.Is(Errno.ENOENT));
        Assert.True(file.IsInvalid);
        file.Dispose();
        Assert.Equal(
            $"open '{path}': ENOENT (No such file or directory)",
            Assert.Throws<LinuxException>(() => Files.OpenRead(path)).Message
        );
    }

    [Fact]
    public void A_path_that_C_would_cut_short_is_refused()
    {
        Assert.True(Files.TryOpenRead([.. "/dev/null"u8, 0, (byte)'x'], out _).Is(Errno.EINVAL));
        Assert.True(Files.TryOpenRead(new byte[5000], out _).Is(Errno.ENAMETOOLONG));
    }

    [Fact]
    public void A_descriptor_is_not_inherited_by_children()
    {
        using var file = Files.OpenRead(BytePath.FromText("/dev/null"));

        var flags = Array.Find(
            File.ReadAllLines($"/proc/self/fdinfo/{file.Number}"),
            line => line.StartsWith("flags:", StringComparison.Ordinal)
        );

        Assert.NotEqual(0, Convert.ToInt32(flags!["flags:".Length..].Trim(), 8) & LibC.O_CLOEXEC);
    }

    private BytePath Write(string name, string content)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, content);
        return BytePath.FromText(path);
    }
}
