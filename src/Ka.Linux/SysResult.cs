using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>The result of a system call: a value, or the errno it failed with. Never throws by itself.</summary>
/// <remarks>Expected failures (ENODATA, EEXIST, EAGAIN) are branches on <see cref="Errno"/>; the others go through
/// <see cref="OrThrow(string, string)"/> at the end of the line.</remarks>
public readonly record struct SysResult
{
    private readonly long _value;

    private SysResult(long value) => _value = value;

    public static SysResult Success(long value) => new(value);

    public static SysResult Failure(Errno errno) => new(-(long)errno);

    /// <summary>Reads errno of the call just made when <paramref name="value"/> is -1. Call it on the same line.</summary>
    internal static SysResult From(long value) => value == -1 ? new(-(long)Marshal.GetLastPInvokeError()) : new(value);

    public bool IsSuccess => _value >= 0;

    public Errno Errno => _value < 0 ? (Errno)(-_value) : Errno.OK;

    /// <summary>The call's return value; meaningless unless <see cref="IsSuccess"/>.</summary>
    public long Value => _value;

    public bool Is(Errno errno) => _value == -(long)errno;

    /// <exception cref="LinuxException">The call failed.</exception>
    public long OrThrow(string operation, string target) =>
        IsSuccess ? _value : throw new LinuxException(operation, target, Errno);

    /// <exception cref="LinuxException">The call failed.</exception>
    public long OrThrow(string operation, BytePath target) =>
        IsSuccess ? _value : throw new LinuxException(operation, $"'{target}'", Errno);
}
