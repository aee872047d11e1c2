using System;

namespace Ka.Bench;

/// <summary>What is being measured now, on standard error: standard output has the figures alone.</summary>
internal static class Progress
{
    public static void Say(string text) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss}  {text}");
}
