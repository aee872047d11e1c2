namespace Ka.TestKit;

/// <summary>What became of a script in a guest.</summary>
public sealed record GuestRun(int Status, string Output, string Errors);
