using Ka.Wire;

namespace Ka.Formatting;

/// <summary>A step of a node as people read it: <c>[3/9] make file system sda1 (ext4)</c>.</summary>
public static class StepText
{
    /// <summary>The step with its place in its list, when it belongs to one.</summary>
    public static string Describe(Step step) =>
        step.Kind == StepKind.Note
            ? $"note: {step.Detail}"
            : $"{(step.Count > 0 ? $"[{step.Index}/{step.Count}] " : "")}{Verb(step.Kind)}"
                + $"{(step.Subject.Length > 0 ? $" {step.Subject}" : "")}{(step.Detail.Length > 0 ? $" ({step.Detail})" : "")}";

    private static string Verb(StepKind kind) =>
        kind switch
        {
            StepKind.WriteTable => "partition",
            StepKind.ClearPartitions => "erase old signatures on",
            StepKind.WriteBootCode => "write boot code to",
            StepKind.MakeSubvolumes => "make subvolumes of",
            StepKind.RemoveFiles => "remove",
            StepKind.WriteFile => "write",
            StepKind.RewriteFile => "rewrite",
            StepKind.RunProgram => "run",
            StepKind.MakeBootEntry => "make firmware entry",
            StepKind.FindOldIdentifiers => "find old identifiers in",
            StepKind.Finish => "write everything to the disks and unmount",
            _ => kind.Word().Replace('-', ' '),
        };
}
