namespace Ka.Linux;

/// <summary>Whose files this process makes.</summary>
public static class Identity
{
    public const uint Root = 0;

    public static uint User => Libc.geteuid();

    public static uint Group => Libc.getegid();
}
