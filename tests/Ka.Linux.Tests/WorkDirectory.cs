using System;
using System.IO;
using System.Text;

namespace Ka.Linux.Tests;

/// <summary>A directory of a test's own, open, gone with its contents when disposed.</summary>
internal sealed class WorkDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ka-");

    public WorkDirectory() => Fd = Files.OpenDirectory(BytePath.FromText(_directory.FullName));

    public Fd Fd { get; }

    public string Path => _directory.FullName;

    public BytePath PathOf(string name) => BytePath.FromText(System.IO.Path.Combine(Path, name));

    /// <summary>A new regular file, open for writing.</summary>
    public Fd Create(ReadOnlySpan<byte> name, string content = "", uint permissions = FilePermissions.Private)
    {
        Files.TryCreateNew(Fd, name, permissions, out var file).OrThrow("create", new BytePath(name));
        file.WriteAll(Encoding.ASCII.GetBytes(content)).OrThrow("write", new BytePath(name));
        return file;
    }

    public FileStatus StatusOf(ReadOnlySpan<byte> name)
    {
        FileStatus.TryGet(Fd, name, out var status).OrThrow("statx", new BytePath(name));
        return status;
    }

    public void Dispose()
    {
        Fd.Dispose();
        _directory.Delete(recursive: true);
    }
}
