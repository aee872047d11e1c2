using System.Text;

namespace Ka.Linux;

/// <summary>The result of a program that was run to its end.</summary>
/// <param name="Status">Its exit status; a signal that killed it is negative.</param>
/// <param name="Output">Its standard output, at most <see cref="MaxOutput"/> bytes.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ProcessResult(int Status, byte[] Output, string Errors)
{
    /// <summary>Bytes of output that are kept: more is cut off.</summary>
    public const int MaxOutput = 64 << 20;

    /// <summary>The program was ended because its time limit had passed.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>Standard output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);
}
