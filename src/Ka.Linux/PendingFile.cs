using System;

namespace Ka.Linux;

/// <summary>A file that appears, or is replaced, in one step when it is whole. Until then it lies beside its place.</summary>
public sealed class PendingFile : IDisposable
{
    private readonly BytePath _path;
    private bool _done;

    /// <summary>Nothing is written yet; what a killed run left beside the place is removed.</summary>
    public PendingFile(BytePath directory, string name)
    {
        _path = directory.Join(BytePath.FromText(name));
        Partial = directory.Join(BytePath.FromText($".{name}.ka-partial"));
        _ = Files.Remove(Partial);
    }

    /// <summary>Where it is written.</summary>
    public BytePath Partial { get; }

    /// <exception cref="LinuxException"/>
    public void Write(ReadOnlySpan<byte> content, uint permissions)
    {
        using var file = Files.CreateNew(Partial, permissions);
        file.WriteAll(content).OrThrow("write", Partial);
        Files.Sync(file).OrThrow("fsync", Partial);
    }

    /// <summary>Puts it in its place.</summary>
    /// <exception cref="LinuxException"/>
    public void Commit()
    {
        Files.Rename(Partial, _path).OrThrow("rename to", _path);
        _done = true;
    }

    public void Dispose()
    {
        if (!_done)
            _ = Files.Remove(Partial);
    }
}
