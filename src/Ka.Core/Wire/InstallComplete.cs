namespace Ka.Wire;

/// <summary>Every step after the streams succeeded: the tree was prepared to boot, everything is on the disks and unmounted. Sent
/// after the last <see cref="Receipt"/>.</summary>
public sealed record InstallComplete : ControlMessage
{
    public override MessageType Type => MessageType.InstallComplete;

    internal override void Write(ref WireWriter writer) { }
}
