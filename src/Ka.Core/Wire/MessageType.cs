namespace Ka.Wire;

/// <summary>The type field of a control frame. The high byte says who sends it: 1 a node or an operator, 2 the server, 3 either.
/// On a log server's port: 4 who watches, 5 the node.</summary>
public enum MessageType : ushort
{
    Hello = 0x0101,
    NodeProof = 0x0102,
    Status = 0x0103,
    ParentLost = 0x0104,
    Received = 0x0105,
    Receipt = 0x0106,
    NodeFailed = 0x0107,
    Ready = 0x0108,
    Join = 0x0109,
    Go = 0x010a,
    Inventory = 0x010b,
    PlanChecked = 0x010c,
    Step = 0x010d,
    DisksReady = 0x010e,
    InstallComplete = 0x010f,
    RunSummaryRequest = 0x0110,
    BootReport = 0x0111,

    Challenge = 0x0201,
    Welcome = 0x0202,
    Refused = 0x0203,
    Waiting = 0x0204,
    Start = 0x0205,
    AttachTo = 0x0206,
    ChildExpected = 0x0207,
    Release = 0x0208,
    Abort = 0x0209,
    NextRound = 0x020a,
    StartAccepted = 0x020b,
    PlanPart = 0x020c,
    Proceed = 0x020d,
    RunSummary = 0x020e,
    NodeRow = 0x020f,
    BootAwaited = 0x0210,
    BootReportTaken = 0x0211,

    Keepalive = 0x0301,

    Follow = 0x0401,
    Execute = 0x0402,
    Interrupt = 0x0403,

    FollowAccepted = 0x0501,
    LogLine = 0x0502,
    CommandOutput = 0x0503,
    CommandEnded = 0x0504,
}
