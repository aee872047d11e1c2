using Ka.Linux;

namespace Ka.Boot.Modules;

/// <summary>An attempt to load a module.</summary>
/// <param name="Why">The device it was loaded for, or who asked.</param>
/// <param name="Result">EEXIST does not occur: what is there is there.</param>
public readonly record struct ModuleLoad(string Module, string Why, SysResult Result)
{
    public override string ToString() =>
        Result.IsSuccess ? $"{Module} for {Why}" : $"{Module} for {Why}: {LinuxException.Describe(Result.Errno)}";
}
