namespace Ka.Linux;

/// <summary>A child that ended and was waited for.</summary>
/// <param name="Status">Its exit status; a signal that killed it is negative: -9 for SIGKILL.</param>
public readonly record struct ChildExit(int Process, int Status)
{
    /// <summary><c>exit status 3</c>, <c>killed by signal 9</c>.</summary>
    public override string ToString() => Status < 0 ? $"killed by signal {-Status}" : $"exit status {Status}";
}
