namespace Ka.Wire;

/// <summary>The session names that both sides know without configuration; those of the KA method.</summary>
public static class KnownSessions
{
    /// <summary>The rescue, for machines that boot.</summary>
    public const string Rescue = "getstage2";

    /// <summary>The run that installs machines that are in a rescue.</summary>
    public const string Install = "kainstall1";

    /// <summary>The beginning of a clone's own session, in which it reports its first boot; random number of the run and id of
    /// the node follow.</summary>
    public const string BootedPrefix = "kabooted1/";
}
