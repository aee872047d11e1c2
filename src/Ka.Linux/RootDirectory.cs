using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>The process's root and working directory, and another program in its place (chroot(2), chdir(2),
/// execve(2)).</summary>
public static unsafe class RootDirectory
{
    /// <summary>The working directory of the whole process.</summary>
    [SkipLocalsInit]
    public static SysResult Enter(ReadOnlySpan<byte> directory)
    {
        Unsafe.SkipInit(out CString path);
        return path.TrySet(directory, out var errno) ? SysResult.From(Libc.chdir(path.Pointer)) : SysResult.Failure(errno);
    }

    /// <summary>The root of the whole process; the working directory stays where it is.</summary>
    [SkipLocalsInit]
    public static SysResult Change(ReadOnlySpan<byte> directory)
    {
        Unsafe.SkipInit(out CString path);
        return path.TrySet(directory, out var errno) ? SysResult.From(Libc.chroot(path.Pointer)) : SysResult.Failure(errno);
    }

    /// <summary>Another program in our place, with our environment. Returns only when it could not be.</summary>
    /// <param name="words">The name it is called by, then its arguments.</param>
    public static SysResult Execute(BytePath program, IReadOnlyList<BytePath> words)
    {
        List<byte[]> bytes = [];
        foreach (var word in words)
            bytes.Add(word.Bytes.ToArray());
        using var arguments = new WordList(bytes);
        using var environment = new WordList(ProcessEnvironment.Own());
        using var path = new WordList([program.Bytes.ToArray()]);
        return SysResult.From(Libc.execve(path.First, arguments.Vector, environment.Vector));
    }
}
