using System;
using System.IO;
using System.Text;

namespace Ka.Pxe;

/// <summary>The entries of the boot menus of pxelinux and GRUB: <c>local</c>, its own disk, and <c>kamethod</c>. Names and places
/// are those of the KA method; the texts are templates in <c>initrd/</c> of the repository.</summary>
public static class BootEntries
{
    public const string Local = "local";
    public const string KaMethod = "kamethod";

    /// <summary>Below the tree.</summary>
    public const string Directory = "X86PC/linux";

    /// <summary>The directory of the kernel and its first stage, below the tree.</summary>
    public const string Images = Directory + "/images";

    private const string Machines = "grub/machines";

    /// <summary>The KA method's APPEND line, with any network card instead of eth0.</summary>
    public const string Append = "automatic=method:ka,interface:auto,network:dhcp root=/dev/ram3 rw rescue kamethod quiet";

    /// <param name="append">The kernel's command line.</param>
    /// <param name="label">The entry for machines without one.</param>
    /// <exception cref="PxeException">The command line has characters that end a line or that GRUB reads for itself.</exception>
    public static void AddTo(BootTree tree, string append, string label)
    {
        foreach (var letter in append)
            if (char.IsControl(letter) || "\"'`$;&|<>{}\\#".Contains(letter, StringComparison.Ordinal))
                throw new PxeException(
                    "the kernel's command line cannot have the character "
                        + $"{(char.IsControl(letter) ? $"\\x{(int)letter:x2}" : letter)}"
                );
        foreach (
            var (template, path) in new[]
            {
                ("pxelinux.cfg", $"{Directory}/pxelinux.cfg/default"),
                ("messages", $"{Directory}/messages"),
                ("help.txt", $"{Directory}/help.txt"),
                ("grub.cfg", "grub/grub.cfg"),
            }
        )
            tree.Add(
                path,
                Template(template)
                    .Replace("@APPEND@", append, StringComparison.Ordinal)
                    .Replace("@LABEL@", label, StringComparison.Ordinal)
            );
    }

    /// <summary>An entry for one machine, by the names under which its boot loaders look for it.</summary>
    public static void AddMachine(BootTree tree, MachineAddress machine, string label)
    {
        tree.Add(
            $"{Directory}/pxelinux.cfg/01-{machine.Dashed}",
            $"# Written by ka pxe for this machine alone.\nINCLUDE pxelinux.cfg/default\nDEFAULT {label}\n"
        );
        tree.Add($"{Machines}/{machine}", $"# Written by ka pxe for this machine alone.\nset default={label}\n");
    }

    /// <summary>Gives every machine that has an entry of its own this label.</summary>
    /// <exception cref="LinuxException"/>
    public static void AddMachines(BootTree tree, string label)
    {
        foreach (var name in tree.Names(Machines))
            if (MachineAddress.TryParse(name) is { } machine)
                AddMachine(tree, machine, label);
    }

    private static string Template(string name)
    {
        using var stream =
            typeof(BootEntries).Assembly.GetManifestResourceStream("initrd/" + name)
            ?? throw new InvalidOperationException($"initrd/{name} is not part of the program");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
