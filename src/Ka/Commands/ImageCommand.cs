using System;
using System.Collections.Generic;
using System.CommandLine;
using Ka.BootImages.Build;
using Ka.Formatting;
using Ka.Linux;
using Ka.Pxe;
using Ka.Reporting;
using Ka.Transport;

namespace Ka.Commands;

/// <summary><c>ka image</c>: makes what a node boots, from this machine's own files.</summary>
internal sealed class ImageCommand
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The directory for vmlinuz, all.rdz and rescue.sqfs.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _root = new("--root")
    {
        Description = "The golden tree: kernel, modules, firmware, programs and libraries are taken from it.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<string?> _kernel = new("--kernel")
    {
        Description = "The kernel's version; without it the running kernel, or the only one.",
        HelpName = "VERSION",
    };

    private readonly Option<string[]> _with = new("--with")
    {
        Description = "Add this kernel module with all that it needs. Repeatable.",
        HelpName = "MODULE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _allModules = new("--all-modules") { Description = "Add every module of the kernel." };

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "The token that goes into all.rdz. It is made, mode 0600, when FILE does not exist.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Token.DefaultFile,
    };

    private readonly Option<string?> _pxe = new("--pxe")
    {
        Description = "Also put vmlinuz and all.rdz into this boot tree of 'ka pxe'.",
        HelpName = "TFTPDIR",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "With --pxe: overwrite them there although ka did not write them.",
    };

    private readonly Option<bool> _open = new("--open")
    {
        Description = "No token: nodes that boot this image join only runs with --open.",
    };

    public static Command Create()
    {
        var options = new ImageCommand();
        var command = new Command(
            "image",
            """
            Make what a node boots: the kernel (vmlinuz), its first stage (all.rdz) and the rescue system (rescue.sqfs), of the
            files of this machine or of another root. all.rdz holds the token: it is mode 0600.

            Examples:
              ka image -o /var/lib/ka/image
              ka image -o /srv/image --root /srv/golden --with megaraid_sas

            Exit status: 0 done, 1 failed, 2 usage.
            """
        )
        {
            options._output,
            options._root,
            options._kernel,
            options._with,
            options._allModules,
            options._tokenFile,
            options._open,
            options._pxe,
            options._force,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        SetupException.DemandRoot("ka image");
        var output = BytePath.FromText(parsed.GetRequiredValue(_output));
        Files.MakeDirectories(output);
        var token = parsed.GetValue(_open)
            ? null
            : TokenFile.Content(TokenFile.LoadOrMake(BytePath.FromText(parsed.GetRequiredValue(_tokenFile))));
        var report = new ImageBuild(
            new ImageRequest
            {
                Output = output,
                Root = BytePath.FromText(parsed.GetRequiredValue(_root)),
                Kernel = parsed.GetValue(_kernel),
                Modules = parsed.GetValue(_with) ?? [],
                AllModules = parsed.GetValue(_allModules),
                Token = token,
            },
            Console.Error.WriteLine
        ).Run();
        Print(report, output);
        if (parsed.GetValue(_pxe) is { } directory)
            PutInto(new BootTree(BootTreeOptions.FullPath(directory), parsed.GetValue(_force)), output);
        return (int)ExitCode.Done;
    }

    private static void PutInto(BootTree tree, BytePath output)
    {
        PxeImages.AddTo(tree, output, ImageBuild.Vmlinuz, ImageBuild.StageOne);
        foreach (var path in tree.Commit())
            Console.Out.WriteLine($"written: {tree.Root.Join(BytePath.FromText(path))}");
    }

    private static void Print(ImageReport report, BytePath output)
    {
        if (report.Lacking.Count > 0)
            Console.Error.WriteLine(
                $"not in the rescue, because they are not in the golden tree: {string.Join(' ', report.Lacking)}"
            );
        foreach (var (name, part) in Parts(report))
            Console.Out.WriteLine(
                $"{output.Join(BytePath.FromText(name))}: {Quantity.Bytes(part.Bytes)} ({Quantity.Bytes(part.Unpacked)} "
                    + $"unpacked): {part.Contents}"
            );
    }

    private static IEnumerable<(string Name, ImagePart Part)> Parts(ImageReport report) =>
        [(ImageBuild.Vmlinuz, report.Vmlinuz), (ImageBuild.StageOne, report.StageOne), (ImageBuild.Rescue, report.Rescue)];
}
