using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;

namespace Ka.Reporting;

/// <summary>The output of <c>ka lint</c> on standard output: for people, or as JSON.</summary>
/// <param name="json">null: output for people.</param>
internal sealed class LintOutput(JsonLineWriter? json)
{
    private static readonly (IdentityClass Class, string Heading)[] s_headings =
    [
        (IdentityClass.New, "New in every clone:"),
        (IdentityClass.Kept, "New in every clone, unless --keep NAME:"),
        (IdentityClass.Named, "Shared by all clones, unless you do something:"),
    ];

    public void Show(GoldenTreeReport report)
    {
        if (json is null)
            Print(report);
        else
            Write(report);
    }

    private static void Print(GoldenTreeReport report)
    {
        var width = report.Facts.Max(fact => fact.Name.Length);
        foreach (var (name, value) in report.Facts)
            Console.Out.WriteLine($"{name.PadRight(width)}  {value}");
        foreach (var (kind, heading) in s_headings)
            Print(heading, report.Identity.Where(found => found.Row.Class == kind).Select(Line));
        Print("To know:", report.Notes);
        Print("It cannot be cloned:", report.Refusals);
    }

    private static string Line(IdentityFinding found)
    {
        var place = BytePath.FromText(found.Paths[0]) + (found.Paths.Count > 1 ? $" and {found.Paths.Count - 1} more" : "");
        return found.Row.Class == IdentityClass.Named
            ? $"{found.Row.What} ({place}): {found.Row.Outcome}"
            : $"{found.Row.Name}: {found.Row.What} ({place})";
    }

    private static void Print(string heading, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return;
        Console.Out.WriteLine();
        Console.Out.WriteLine(heading);
        foreach (var line in all)
            Console.Out.WriteLine("  " + line);
    }

    private void Write(GoldenTreeReport report)
    {
        foreach (var (name, value) in report.Facts)
            json!.Write(
                "fact",
                fields =>
                {
                    fields.WriteString("name", name);
                    fields.WriteString("value", value);
                }
            );
        foreach (var found in report.Identity)
            json!.Write("identity", fields => Write(fields, found));
        foreach (var note in report.Notes)
            json!.Write("note", fields => fields.WriteString("text", note));
        foreach (var refusal in report.Refusals)
            json!.Write("refusal", fields => fields.WriteString("text", refusal));
    }

    private static void Write(Utf8JsonWriter fields, IdentityFinding found)
    {
        fields.WriteString("class", "ABC".AsSpan((int)found.Row.Class, 1));
        fields.WriteString("name", found.Row.Name);
        fields.WriteString("what", found.Row.What);
        fields.WriteStartArray("paths");
        foreach (var path in found.Paths)
            fields.WriteStringValue(BytePath.FromText(path).ToString());
        fields.WriteEndArray();
        fields.WriteString("outcome", found.Row.Outcome);
    }
}
