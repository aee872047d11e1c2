using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>Modules put into the kernel (finit_module(2)).</summary>
public static unsafe class KernelModules
{
    /// <summary>Loads an open, uncompressed module. EEXIST: it is there already.</summary>
    [SkipLocalsInit]
    public static SysResult Load(Fd module, ReadOnlySpan<byte> parameters)
    {
        Unsafe.SkipInit(out CString words);
        if (!words.TrySet(parameters, out var errno))
            return SysResult.Failure(errno);
        using var use = module.Use();
        return SysResult.From((ssize_t)Libc.syscall(Sys.SYS_finit_module, use.Number, words.Pointer, 0));
    }
}
