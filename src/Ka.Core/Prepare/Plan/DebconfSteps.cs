using System;
using System.Collections.Generic;
using Ka.Prepare.Names;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>What Debian's debconf remembers of where GRUB is installed: the next update of GRUB installs it there.</summary>
internal static class DebconfSteps
{
    private const string Path = "/var/cache/debconf/config.dat";

    public static void Add(PlanDraft draft)
    {
        var names = draft.Names;
        var boot = names.Target.Holding("/boot/grub") is { } device ? names.Target.DisksUnder(device) : [];
        var esp = names.Target.MountedOn("/boot/efi");
        ConfigSteps.Noted(
            draft,
            Path,
            (text, _) =>
                Rewrite(
                    text,
                    (question, value) =>
                        question switch
                        {
                            "grub-pc/install_devices" => Devices(value, boot, names),
                            "grub-efi/install_devices" when esp is not null => Devices(value, [esp], names),
                            _ => value,
                        }
                )
        );
    }

    /// <summary>The values of questions (debconf-devel(7)): a record for each, <c>Name:</c> and <c>Value:</c> among its
    /// lines.</summary>
    public static string Rewrite(string text, Func<string, string, string> rewrite)
    {
        const string Name = "Name: ",
            Value = "Value: ";
        var question = "";
        return FileText.EachLine(
            text,
            line =>
            {
                if (line.Length == 0)
                    question = "";
                else if (line.StartsWith(Name, StringComparison.Ordinal))
                    question = line[Name.Length..];
                else if (line.StartsWith(Value, StringComparison.Ordinal))
                    return Value + rewrite(question, line[Value.Length..]);
                return line;
            }
        );
    }

    /// <summary>Names that are right stay; otherwise all devices, by names that do not change where there are such.</summary>
    private static string Devices(string value, IReadOnlyList<string> devices, DeviceNames names)
    {
        if (!value.Contains("/dev/", StringComparison.Ordinal) || devices.Count == 0)
            return value;
        var paths = new List<string>();
        foreach (var device in devices)
        {
            var known = Array.Find(
                value.Split(", "),
                spec => spec.StartsWith("/dev/disk/", StringComparison.Ordinal) && names.Target.Find(spec) == device
            );
            paths.Add(known ?? "/dev/" + (names.Target.WorldWideNameOf(device) ?? device));
        }
        return string.Join(", ", paths);
    }
}
