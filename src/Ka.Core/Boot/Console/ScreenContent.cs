using System;
using System.Collections.Generic;

namespace Ka.Boot.Console;

/// <summary>What a booting machine has to show at one moment.</summary>
/// <param name="Title">Program, version, stage.</param>
/// <param name="Identity">Addresses by which people tell this machine from the others; empty: none yet.</param>
/// <param name="Activity">What is being done.</param>
/// <param name="Since">For how long it has been.</param>
/// <param name="Progress">A bar with figures; empty: there is nothing to measure.</param>
/// <param name="Lines">What happened, the latest last.</param>
public sealed record ScreenContent(
    string Title,
    string Identity,
    string Activity,
    TimeSpan Since,
    string Progress,
    IReadOnlyList<string> Lines
);
