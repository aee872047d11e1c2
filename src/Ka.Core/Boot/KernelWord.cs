using System.Collections.Generic;

namespace Ka.Boot;

/// <summary>A word of the kernel command line that <c>ka</c> reads. docs/boot.md has the same table.</summary>
/// <param name="Name">Up to the equals sign.</param>
/// <param name="Value">What may follow; empty: nothing.</param>
/// <param name="Wrong">What becomes of a wrong value.</param>
public sealed record KernelWord(string Name, string Value, WrongValue Wrong)
{
    /// <summary>Every one of them.</summary>
    public static IReadOnlyList<KernelWord> All { get; } =
    [
        new("automatic", "KEY:VALUE,...", WrongValue.Ignored),
        new("ip", "CLIENT:SERVER:GATEWAY:NETMASK:HOST:DEVICE:METHOD:DNS:DNS", WrongValue.Fatal),
        new("BOOTIF", "01-MAC", WrongValue.Ignored),
        new("ka.server", "ADDRESS[:PORT]", WrongValue.Fatal),
        new("ka.token", "TOKEN", WrongValue.Fatal),
        new("ka.open", "", WrongValue.Ignored),
        new("ka.break", "STAGE", WrongValue.Ignored),
        new("ka.debug", "", WrongValue.Ignored),
        new("ka.console", "DEVICE,...", WrongValue.Ignored),
    ];

    /// <summary>The keys of <c>automatic=</c>.</summary>
    public static IReadOnlyList<KernelWord> Automatic { get; } =
    [
        new("method", "ka", WrongValue.Ignored),
        new("interface", "NAME", WrongValue.Ignored),
        new("network", "dhcp|static", WrongValue.Fatal),
        new("ip", "ADDRESS", WrongValue.Fatal),
        new("netmask", "MASK", WrongValue.Fatal),
        new("gateway", "ADDRESS", WrongValue.Fatal),
        new("dns", "ADDRESS", WrongValue.Ignored),
    ];
}

/// <summary>What a machine does with a word that it cannot follow; either way the word is named on the screen.</summary>
public enum WrongValue
{
    /// <summary>It goes on as if the word were not there.</summary>
    Ignored,

    /// <summary>The machine cannot do what was requested: it shows the reason and reboots.</summary>
    Fatal,
}
