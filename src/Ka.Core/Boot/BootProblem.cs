namespace Ka.Boot;

/// <summary>A word of the kernel command line that makes no sense.</summary>
/// <param name="Word">The word as it stands there, safe to show.</param>
/// <param name="What">The fault, in words.</param>
public sealed record BootProblem(string Word, string What, Severity Outcome)
{
    public override string ToString() =>
        $"kernel command line: '{Word}': {What}{(Outcome == Severity.Ignored ? ", ignoring" : "")}";
}
