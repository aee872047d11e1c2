namespace Ka.Wire;

/// <summary>What a plan would be on this node: it looked at its own disks, firmware, memory and programs, and touched nothing.</summary>
/// <param name="Plan">SHA-256 of the plan that was judged.</param>
/// <param name="Fits">It can be carried out.</param>
/// <param name="Disks">Which disk gets which role, for people; empty when it does not fit.</param>
/// <param name="Reasons">Why it does not fit; empty when it does.</param>
/// <param name="Notes">What a person should know all the same.</param>
public sealed record PlanJudged(Bytes32 Plan, bool Fits, string Disks, string Reasons, string Notes) : ControlMessage
{
    public override MessageType Type => MessageType.PlanJudged;

    internal override void Write(ref WireWriter writer)
    {
        writer.Bytes32(Plan);
        writer.Flag(Fits);
        writer.Reason(Disks);
        writer.Reason(Reasons);
        writer.Reason(Notes);
    }

    internal static PlanJudged Read(ref WireReader reader) => new(
        reader.Bytes32("plan"), reader.Flag("fits"), reader.Reason("disks"), reader.Reason("reasons"), reader.Reason("notes"));
}
