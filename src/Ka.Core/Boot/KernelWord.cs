using System.Collections.Generic;

namespace Ka.Boot;

/// <summary>A word of the kernel command line that <c>ka</c> reads. docs/boot.md has the same table.</summary>
/// <param name="Name">Up to the equals sign.</param>
/// <param name="Value">The form of the value; empty: the word has none.</param>
/// <param name="Wrong">The reaction to a wrong value.</param>
public sealed record KernelWord(string Name, string Value, Severity Wrong)
{
    /// <summary>Every one of them.</summary>
    public static IReadOnlyList<KernelWord> All { get; } =
    [
        new("automatic", "KEY:VALUE,...", Severity.Ignored),
        new("ip", "CLIENT:SERVER:GATEWAY:NETMASK:HOST:DEVICE:METHOD:DNS:DNS", Severity.Fatal),
        new("BOOTIF", "01-MAC", Severity.Ignored),
        new("ka.server", "ADDRESS[:PORT]", Severity.Fatal),
        new("ka.token", "TOKEN", Severity.Fatal),
        new("ka.open", "", Severity.Ignored),
        new("ka.break", "STAGE", Severity.Ignored),
        new("ka.debug", "", Severity.Ignored),
        new("ka.console", "DEVICE,...", Severity.Ignored),
    ];

    /// <summary>The keys of <c>automatic=</c>.</summary>
    public static IReadOnlyList<KernelWord> Automatic { get; } =
    [
        new("method", "ka", Severity.Ignored),
        new("interface", "NAME", Severity.Ignored),
        new("network", "dhcp|static", Severity.Fatal),
        new("ip", "ADDRESS", Severity.Fatal),
        new("netmask", "MASK", Severity.Fatal),
        new("gateway", "ADDRESS", Severity.Fatal),
        new("dns", "ADDRESS", Severity.Ignored),
    ];
}

/// <summary>The reaction of a machine to a word that it cannot follow; either way the word is named on the screen.</summary>
public enum Severity
{
    /// <summary>It goes on as if the word were not there.</summary>
    Ignored,

    /// <summary>The machine cannot do what was requested: it shows the reason and reboots.</summary>
    Fatal,
}
