using System;
using System.IO;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>An empty directory that goes with everything in it, mounts below it included.</summary>
public sealed class TempDir : IDisposable
{
    private readonly DirectoryInfo _directory;

    public TempDir(string? parent = null)
    {
        _directory = Directory.CreateDirectory(
            System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"ka-archive-{Guid.NewGuid():N}")
        );
        Path = BytePath.FromText(_directory.FullName);
    }

    /// <summary>One in memory (tmpfs).</summary>
    public static TempDir InMemory() => new(LabLeftovers.Memory);

    public BytePath Path { get; }

    /// <summary>For programs and for the BCL.</summary>
    public string Text => _directory.FullName;

    /// <summary>A new directory inside.</summary>
    public BytePath Make(string name)
    {
        _directory.CreateSubdirectory(name);
        return In(name);
    }

    public BytePath In(string name) => Path.Join(BytePath.FromText(name));

    public string TextIn(string name) => System.IO.Path.Combine(Text, name);

    public void Dispose() => LabFiles.Remove(Text);
}
