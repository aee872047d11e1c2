namespace Ka.Linux;

/// <summary>The user and group of the files that this process makes.</summary>
public static class Identity
{
    public const uint Root = 0;

    public static uint User => Libc.geteuid();

    public static uint Group => Libc.getegid();
}
