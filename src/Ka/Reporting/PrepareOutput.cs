using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Ka.Linux;
using Ka.Prepare.Model;

namespace Ka.Reporting;

/// <summary>The output of <c>ka prepare</c>: the plan on standard output, for people or as JSON, all else on standard
/// error.</summary>
/// <param name="json">null: output for people.</param>
internal sealed class PrepareOutput(JsonLineWriter? json)
{
    /// <summary>Shows a plan, or why there is none.</summary>
    /// <returns>The exit status so far.</returns>
    public int Show(PreparePlan plan)
    {
        foreach (var note in plan.Notes)
            Console.Error.WriteLine($"note: {note}");
        foreach (var reason in plan.Reasons)
            Console.Error.WriteLine($"ka: {reason}");
        json?.Write(
            "plan",
            fields =>
            {
                fields.WriteBoolean("possible", plan.IsPossible);
                Write(fields, "reasons", plan.Reasons);
                Write(fields, "notes", plan.Notes);
                Write(fields, "steps", plan.IsPossible ? Actions(plan) : []);
            }
        );
        if (!plan.IsPossible)
        {
            Console.Error.WriteLine("ka: nothing was changed");
            return (int)ExitCode.Untouched;
        }
        if (json is null)
            for (var i = 0; i < plan.Steps.Count; i++)
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1, 3}  {plan.Steps[i].Action}"));
        return (int)ExitCode.Done;
    }

    public static void Begin(int index, int count, PrepareStep step) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{index}/{count}] {step.Action}"));

    /// <summary>Every step is done.</summary>
    /// <param name="found">null: old names were not looked for.</param>
    public void End(string root, OldNameReport? found)
    {
        json?.Write(
            "end",
            fields =>
            {
                fields.WriteString("root", BytePath.FromText(root).ToString());
                if (found is not null)
                    Write(fields, found);
            }
        );
        Console.Error.WriteLine($"{BytePath.FromText(root)} is ready to boot on this machine");
    }

    private static void Write(Utf8JsonWriter fields, OldNameReport found)
    {
        fields.WriteStartArray("oldNames");
        foreach (var name in found.Names)
        {
            fields.WriteStartObject();
            fields.WriteString("file", BytePath.FromText(name.File).ToString());
            fields.WriteNumber("line", name.Line);
            fields.WriteString("name", BytePath.FromText(name.Name).ToString());
            fields.WriteString("now", name.Now);
            fields.WriteEndObject();
        }
        fields.WriteEndArray();
        fields.WriteNumber("oldNamesNotShown", found.NotShown);
        fields.WriteNumber("searched", found.Searched);
        fields.WriteNumber("binary", found.Binary);
        Write(fields, "large", found.Large);
        Write(fields, "histories", found.Histories);
        Write(fields, "unreadable", found.Unreadable);
        fields.WriteBoolean("cut", found.IsCut);
    }

    private static List<string> Actions(PreparePlan plan)
    {
        var actions = new List<string>();
        foreach (var step in plan.Steps)
            actions.Add(step.Action);
        return actions;
    }

    private static void Write(Utf8JsonWriter fields, string name, IReadOnlyList<string> texts)
    {
        fields.WriteStartArray(name);
        foreach (var text in texts)
            fields.WriteStringValue(text);
        fields.WriteEndArray();
    }
}
