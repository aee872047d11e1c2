namespace Ka.Lab;

/// <summary>The lanes in which classes of tests run. A class without a lane runs beside any other, its own tests one after the
/// other.</summary>
/// <remarks>The deadlines of a class without a lane are ten seconds and more; a class with shorter ones belongs to
/// <see cref="Alone"/>.</remarks>
internal static class Lane
{
    /// <summary>Tests that measure time, rates, processors or the memory of the test process: no other test runs beside
    /// them.</summary>
    /// <remarks>They run when all others have ended.</remarks>
    public const string Alone = "alone";

    /// <summary>Tests that emulate machines: each emulated processor takes one of ours, so one test at a time, beside all
    /// others.</summary>
    public const string Machines = "machines";

    /// <summary>How many tests run at a time: on two processors, one of machines and two that mostly wait.</summary>
    public const int Width = 3;
}
