using System;
using Ka.Linux;

namespace Ka.Runs;

/// <summary>A file that grows at its end, up to a size: then what is there becomes its first half, <c>NAME.1</c>, and an older
/// half is dropped. So the last lines are always there. One thread at a time.</summary>
public sealed class RotatingFile : IDisposable
{
    /// <summary>Behind the name of the older half.</summary>
    public static ReadOnlySpan<byte> Older => ".1"u8;

    private readonly BytePath _path;
    private readonly long _half;
    private Fd _file;
    private long _length;

    /// <param name="mostBytes">Of both halves together.</param>
    /// <exception cref="LinuxException">It cannot be written.</exception>
    public RotatingFile(BytePath path, long mostBytes)
    {
        (_path, _half) = (path, mostBytes / 2);
        Files.TryOpenAppend(path, FilePermissions.Private, out _file).OrThrow("open", path);
        _length = Math.Max(0, Files.SeekEnd(_file).Value);
    }

    /// <exception cref="LinuxException">It cannot be written: the disk is full.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length > 0 && _length + bytes.Length > _half)
            Turn();
        _file.WriteAll(bytes).OrThrow("write", _path);
        _length += bytes.Length;
    }

    public void Dispose() => _file.Dispose();

    private void Turn()
    {
        _file.Dispose();
        Files.Rename(_path, new BytePath([.. _path.Bytes, .. Older])).OrThrow("rename", _path);
        Files.TryOpenEmpty(_path, FilePermissions.Private, out _file).OrThrow("open", _path);
        _length = 0;
    }
}
