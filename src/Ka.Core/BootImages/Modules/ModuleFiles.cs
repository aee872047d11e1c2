using System;
using System.Collections.Generic;
using Ka.BootImages.Elf;
using Ka.BootImages.Tree;
using Ka.KernelModules;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Modules;

/// <summary>Puts chosen modules into an image: unpacked, with depmod's texts for them, and with the firmware that they
/// name.</summary>
internal sealed class ModuleFiles(RootTree root, ModuleTable table, ImageTree image)
{
    private readonly SortedSet<string> _firmware = new(StringComparer.Ordinal);

    /// <summary>Firmware files that the modules name and the golden tree has.</summary>
    public int FirmwareFound { get; private set; }

    /// <summary>Those that it has not: the device may work without, or may be another one.</summary>
    public int FirmwareMissing { get; private set; }

    /// <exception cref="BootImageException">A module cannot be read or unpacked.</exception>
    public void Add(ModuleSelection selection)
    {
        foreach (var module in selection.Chosen)
            AddModule(module);
        AddIndexes(selection);
        foreach (var name in _firmware)
            AddFirmware(name);
    }

    private void AddModule(KernelModule module)
    {
        var real =
            root.Resolve($"{table.Directory}/{module.Path}")
            ?? throw new BootImageException(
                $"{root.Quoted($"{table.Directory}/{module.Path}")} is in modules.dep, but not there"
            );
        var content = PackedFile.Read(root, real);
        image.AddFile($"{table.Directory}/{module.PlainPath}", FilePermissions.Public, content);
        try
        {
            foreach (var name in FirmwareOf(content))
                _firmware.Add(name);
        }
        catch (FormatException e)
        {
            throw new BootImageException($"{root.Quoted(real)}: {e.Message}");
        }
    }

    /// <summary>The firmware files that a module says it may ask for (MODULE_FIRMWARE).</summary>
    /// <exception cref="FormatException">It is no module.</exception>
    public static IReadOnlyList<string> FirmwareOf(byte[] module)
    {
        var names = new List<string>();
        ReadOnlySpan<byte> words = ElfFile.Parse(module).Section(".modinfo");
        foreach (var range in words.Split((byte)0))
            if (words[range].StartsWith("firmware="u8))
                names.Add(SurrogateEscape.Decode(words[range]["firmware=".Length..]));
        return names;
    }

    /// <summary>Adds depmod's files with the lines of chosen modules only; the lists of built-in modules stay whole.</summary>
    private void AddIndexes(ModuleSelection selection)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var dependencies = new List<string>();
        foreach (var module in selection.Chosen)
        {
            names.Add(module.Name);
            var needed = Array.ConvertAll(module.Dependencies, path => " " + KernelModule.Plain(path));
            dependencies.Add($"{module.PlainPath}:{string.Concat(needed)}");
        }
        AddLines("modules.dep", dependencies);
        AddLines(
            "modules.alias",
            Array.FindAll(
                table.Lines("modules.alias"),
                line => names.Contains(KernelModule.Canonical(line[(line.LastIndexOf(' ') + 1)..]))
            )
        );
        AddLines(
            "modules.softdep",
            Array.FindAll(
                table.Lines("modules.softdep"),
                line => line.Split(' ') is [_, var name, ..] && names.Contains(KernelModule.Canonical(name))
            )
        );
        AddLines("modules.order", Array.FindAll(table.Lines("modules.order"), line => names.Contains(KernelModule.NameOf(line))));
        foreach (var whole in new[] { "modules.builtin", "modules.builtin.modinfo" })
            if (root.IsFile($"{table.Directory}/{whole}"))
                image.AddFile($"{table.Directory}/{whole}", FilePermissions.Public, root.Read($"{table.Directory}/{whole}"));
    }

    private void AddLines(string file, IReadOnlyCollection<string> lines) =>
        image.AddText($"{table.Directory}/{file}", lines.Count == 0 ? "" : string.Join('\n', lines) + "\n");

    /// <summary>Kernels unpack firmware themselves: it stays as it is. It goes where the kernel looks for it, links or not:
    /// all.rdz has none from /lib to /usr/lib.</summary>
    private void AddFirmware(string name)
    {
        var found = false;
        if (!name.Contains("..", StringComparison.Ordinal))
            foreach (var packing in new[] { "", ".xz", ".zst" })
                if (
                    !found
                    && root.Resolve($"/lib/firmware/{name}{packing}") is { } real
                    && root.TryStatus(real) is { Kind: FileKind.Regular } status
                )
                {
                    image.AddCopy($"/lib/firmware/{name}{packing}", root, real, status);
                    found = true;
                }
        FirmwareFound += found ? 1 : 0;
        FirmwareMissing += found ? 0 : 1;
    }
}
