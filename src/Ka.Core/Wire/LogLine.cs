namespace Ka.Wire;

/// <summary>A line of the node's log.</summary>
/// <param name="Line">Its number. One above the last line's, unless lines were lost because the reader was too slow.</param>
/// <param name="Text">The text without a line's end.</param>
public sealed record LogLine(long Line, string Text) : ControlMessage
{
    public override MessageType Type => MessageType.LogLine;

    internal override void Write(ref WireWriter writer)
    {
        writer.U63(Line);
        writer.Text(Text, WireLimits.LogLine);
    }

    internal static LogLine Read(ref WireReader reader) => new(reader.U63("line"), reader.Text("text", WireLimits.LogLine));
}
