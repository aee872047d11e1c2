using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Ka.Lab.Captures;

/// <summary>When each step of <c>ka prepare</c> began, by the lines that it says.</summary>
/// <param name="Steps">Kind and seconds of each step.</param>
/// <param name="Seconds">Of all, from the first line to the last.</param>
/// <param name="Text">What it said.</param>
internal sealed partial record PrepareTimes(IReadOnlyList<(string Kind, double Seconds)> Steps, double Seconds, string Text)
{
    /// <param name="output">Lines with the time in seconds in front.</param>
    public static PrepareTimes Read(string output)
    {
        var lines = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .Select(words => (Time: double.Parse(words[0], CultureInfo.InvariantCulture), Text: words[1]))
            .ToList();
        var begun = lines.Where(line => Step().IsMatch(line.Text)).ToList();
        var ends = begun.Skip(1).Append(lines[^1]).ToList();
        return new PrepareTimes(
            [.. begun.Select((line, i) => (Step().Match(line.Text).Groups[1].Value, ends[i].Time - line.Time))],
            lines[^1].Time - lines[0].Time,
            string.Join('\n', lines.Select(line => line.Text))
        );
    }

    public double SecondsOf(string kind) => Steps.Where(step => step.Kind == kind).Sum(step => step.Seconds);

    /// <summary>A row for docs/performance.md.</summary>
    public string Row(string name) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Seconds:0.0} | {SecondsOf("initramfs"):0.0} | {SecondsOf("initramfs") / Seconds:0 %} "
                + $"| {SecondsOf("boot loader"):0.0} |"
        );

    [GeneratedRegex(@"^\[\d+/\d+\] ([^:]+):?")]
    private static partial Regex Step();
}
