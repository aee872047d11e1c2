using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Plan;

/// <summary>What sfdisk(8) reads to write a table.</summary>
internal static class SfdiskScript
{
    /// <summary>Names that the script can hold as they are. Others are given as arguments, which nothing parses.</summary>
    private const string PlainLetters = " ._-+()";

    public static IReadOnlyList<ToolCommand> Calls(WriteTable step)
    {
        var calls = new List<ToolCommand>
        {
            new("sfdisk", "--quiet", "--wipe", "always", "--wipe-partitions", "always", step.Path) { Input = Script(step) },
        };
        foreach (
            var partition in step.Table.Partitions.Where(partition => partition.Name is { Length: > 0 } name && !IsPlain(name))
        )
            calls.Add(
                new ToolCommand(
                    "sfdisk",
                    "--quiet",
                    "--part-label",
                    "--",
                    step.Path,
                    partition.Number.ToString(CultureInfo.InvariantCulture),
                    partition.Name!
                )
            );
        return calls;
    }

    private static string Script(WriteTable step)
    {
        var gpt = step.Table.Kind == TableKind.Gpt;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"label: {(gpt ? "gpt" : "dos")}\nlabel-id: {step.Table.Id}\nunit: sectors\n\n"
        );
        foreach (var partition in step.Table.Partitions)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Disk.PartitionName(step.Path, partition.Number)} : start={partition.Start / step.SectorSize}, "
            );
            text.Append(CultureInfo.InvariantCulture, $"size={partition.Size / step.SectorSize}, type={partition.Type}");
            if (gpt && partition.Uuid is { } uuid)
                text.Append(", uuid=").Append(uuid);
            if (gpt && partition.Name is { Length: > 0 } name && IsPlain(name))
                text.Append(", name=\"").Append(name).Append('"');
            if (gpt && partition.Attributes is { Length: > 0 } attributes)
                text.Append(", attrs=\"").Append(attributes).Append('"');
            if (!gpt && partition.Bootable)
                text.Append(", bootable");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static bool IsPlain(string name) =>
        name.All(letter => char.IsAsciiLetterOrDigit(letter) || PlainLetters.Contains(letter));
}
