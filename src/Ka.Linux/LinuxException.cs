using System;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>A system call failed and its caller cannot go on. Reads <c>open '/no/such': ENOENT (No such file or
/// directory)</c>.</summary>
public sealed class LinuxException : Exception
{
    /// <param name="operation">The system call's name, or the step it belongs to.</param>
    /// <param name="target">The object of the operation; a path comes quoted.</param>
    public LinuxException(string operation, string target, Errno errno)
        : base(target.Length == 0 ? $"{operation}: {Describe(errno)}" : $"{operation} {target}: {Describe(errno)}")
    {
        Operation = operation;
        Target = target;
        Errno = errno;
    }

    public string Operation { get; }

    public string Target { get; }

    public Errno Errno { get; }

    /// <summary><c>ENOENT (No such file or directory)</c>; a number the table lacks reads <c>errno 201 (…)</c>.</summary>
    public static string Describe(Errno errno)
    {
        var name = Enum.IsDefined(errno) ? errno.ToString() : $"errno {(int)errno}";
        return $"{name} ({Marshal.GetPInvokeErrorMessage((int)errno)})";
    }
}
