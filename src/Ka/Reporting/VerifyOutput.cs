using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using Ka.Formatting;
using Ka.Manifests.Comparison;
using Ka.Prepare.Model;

namespace Ka.Reporting;

/// <summary>The output of <c>ka verify</c>: differences on standard output, all else on standard error.</summary>
/// <param name="isClone">True when intended differences are only counted.</param>
/// <param name="most">The number of differences that are printed.</param>
/// <param name="json">null: output for people.</param>
internal sealed class VerifyOutput(Screen screen, bool isClone, int most, JsonLineWriter? json)
{
    private long _differences;
    private long _documented;

    /// <summary>Files of the clone that are made of templates.</summary>
    public IReadOnlySet<string> Templates { get; init; } = FrozenSet<string>.Empty;

    public void Found(Difference difference)
    {
        var reason = isClone ? CloneDifferences.ReasonFor(difference, Templates) : null;
        if (reason is not null)
            _documented++;
        else if (_differences++ >= most)
            return;
        if (json is not null)
            Write(json, difference, reason);
        else if (reason is null)
        {
            screen.ClearStatus();
            Console.Out.WriteLine(difference);
        }
    }

    /// <returns>true when all is the same.</returns>
    public bool End(VerifyReport report)
    {
        screen.ClearStatus();
        foreach (var stream in report.NotCompared)
            screen.Line($"not compared: {stream}");
        if (_differences > most)
            screen.Line($"{_differences - most} more that are not printed");
        var documented = isClone ? $", {Quantity.Count(_documented, "documented difference", "documented differences")}" : "";
        screen.Line(
            $"{Quantity.Count(_differences, "difference", "differences")}{documented} in "
                + $"{Quantity.Count(report.Entries, "entry", "entries")}, {Quantity.Bytes(report.Bytes)}"
        );
        json?.Write(
            "end",
            fields =>
            {
                fields.WriteNumber("differences", _differences);
                fields.WriteNumber("documented", _documented);
                fields.WriteNumber("entries", report.Entries);
                fields.WriteNumber("bytes", report.Bytes);
                fields.WriteStartArray("notCompared");
                foreach (var stream in report.NotCompared)
                    fields.WriteStringValue(stream);
                fields.WriteEndArray();
            }
        );
        return _differences == 0;
    }

    /// <summary>Shows on a terminal how far it is, until it is disposed.</summary>
    public IDisposable Watch(Func<long> done, long expected) => new ProgressWatch(screen, done, expected);

    private static void Write(JsonLineWriter json, Difference difference, string? reason) =>
        json.Write(
            "difference",
            fields =>
            {
                fields.WriteString("path", difference.Path.ToString());
                fields.WriteString("kind", difference.Kind.ToString().ToLowerInvariant());
                fields.WriteString("what", difference.What);
                fields.WriteString("expected", difference.Expected);
                fields.WriteString("found", difference.Found);
                if (reason is not null)
                    fields.WriteString("documented", reason);
            }
        );
}
