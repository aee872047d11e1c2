namespace Ka.Linux;

/// <summary>The way a process ended.</summary>
/// <param name="Code">Its exit status; a signal that killed it is negative: -9 for SIGKILL.</param>
public readonly record struct ExitStatus(int Code)
{
    /// <summary>True when the process ended by itself with status 0.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary><c>exit status 3</c>, <c>killed by signal 9</c>.</summary>
    public override string ToString() => Code < 0 ? $"killed by signal {-Code}" : $"exit status {Code}";
}
