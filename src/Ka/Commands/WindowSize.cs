namespace Ka.Commands;

/// <summary>A window's size: enough to move a chain at all, not so much that it cannot be had.</summary>
internal static class WindowSize
{
    private const long Smallest = 8 << 20;

    /// <exception cref="UsageException"/>
    public static long Parse(string text)
    {
        var size = SizeParser.Parse(text, "--window");
        return size >= Smallest ? size : throw new UsageException($"--window: {text} is less than 8M");
    }
}
