namespace Ka.Wire;

/// <summary>The session names that both sides know without configuration; those of the KA method.</summary>
public static class KnownSessions
{
    /// <summary>The rescue, for machines that boot.</summary>
    public const string Rescue = "getstage2";

    /// <summary>The run that installs machines that are in a rescue.</summary>
    public const string Install = "kainstall1";
}
