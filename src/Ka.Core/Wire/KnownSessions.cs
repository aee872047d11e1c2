namespace Ka.Wire;

/// <summary>Names of sessions that both sides know without being told; those of the KA method.</summary>
public static class KnownSessions
{
    /// <summary>The rescue, for machines that boot.</summary>
    public const string Rescue = "getstage2";

    /// <summary>The run that installs machines that are in a rescue.</summary>
    public const string Install = "kainstall1";
}
