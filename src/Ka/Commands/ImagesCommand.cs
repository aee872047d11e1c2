using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Ka.CommandLine;
using Ka.Formatting;
using Ka.Linux;
using Ka.Reporting;
using Ka.Store;

namespace Ka.Commands;

/// <summary><c>ka images</c>: the images of a store, listed, checked and removed.</summary>
internal sealed class ImagesCommand
{
    private readonly Option<string> _store = StoreOption.Create(isRecursive: true);

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per version on standard output." };

    private readonly Argument<string> _image = new("IMAGE")
    {
        Description = "NAME or NAME@VERSION; without a version the newest, and its beginning is enough.",
    };

    private readonly Argument<string[]> _versions = new("IMAGE")
    {
        Description = "NAME@VERSION; NAME alone is all of its versions.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Argument<string[]> _checked = new("IMAGE")
    {
        Description = "NAME or NAME@VERSION; without a name every version of every image.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Argument<string?> _name = new("NAME") { Description = "Only this image.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Argument<string?> _path = new("PATH")
    {
        Description = "A path as it is on a clone: /etc/fstab.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string> _file = new("PATH") { Description = "A file as it is on a clone: /etc/fstab." };

    private readonly Option<int> _keep = new("--keep")
    {
        Description = "Versions of each image that stay, the newest.",
        HelpName = "N",
        Required = true,
    };

    public static Command Create()
    {
        var options = new ImagesCommand();
        var command = new Command(
            "images",
            """
            List the images of a store; the oldest version of each is first.

            Examples:
              ka images
              ka images verify room12
              ka images prune --keep 3

            Exit status: 0 done, 1 failed, 2 usage.
            """
        )
        {
            options._store,
            options._json,
        };
        command.SetAction(options.List);
        command.AddCommands("Looking into an image", options.Ls(), options.Cat(), options.Verify());
        command.AddCommands("Removing", options.Rm(), options.Prune());
        return command;
    }

    private Command Rm() =>
        Child(
            "rm",
            """
            Remove versions of images. What other versions share with them stays, and a version that a run reads is refused.

            Examples:
              ka images rm room12@20261129T080000Z
              ka images rm room12

            Exit status: 0 removed, 1 failed, 2 usage.
            """,
            Remove,
            _versions
        );

    private Command Prune()
    {
        var command = Child(
            "prune",
            """
            Remove all but the newest versions, and what a killed 'ka save' left.

            Example:
              ka images prune room12 --keep 3

            Exit status: 0 done, 1 failed, 2 usage.
            """,
            RunPrune,
            _name
        );
        command.Options.Add(_keep);
        return command;
    }

    private Command Verify() =>
        Child(
            "verify",
            """
            Check images: every byte of every file, that all can be decoded, and that it is what the manifest describes.

            Examples:
              ka images verify
              ka images verify room12@20261129T080000Z

            Exit status: 0 all is as it was saved, 1 something is damaged, 2 usage.
            """,
            RunVerify,
            _checked
        );

    private Command Ls() =>
        Child(
            "ls",
            """
            List what is in an image: mode, owner, group, size, name. A directory is listed with all that is below it.

            Examples:
              ka images ls room12
              ka images ls room12 /etc/ssh

            Exit status: 0 listed, 1 there is no such path, 2 usage.
            """,
            RunLs,
            _image,
            _path
        );

    private Command Cat() =>
        Child(
            "cat",
            """
            Print a file of an image.

            Example:
              ka images cat room12@2026 /etc/fstab

            Exit status: 0 printed, 1 there is no such file, or the image is damaged, 2 usage.
            """,
            RunCat,
            _image,
            _file
        );

    private static Command Child(string name, string description, Func<ParseResult, int> action, params Argument[] arguments)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        command.SetAction(action);
        return command;
    }

    private int List(ParseResult parsed)
    {
        var store = StoreOption.Of(parsed, _store);
        var json = parsed.GetValue(_json) ? new JsonLineWriter() : null;
        var output = new ImagesOutput(store, json);
        foreach (var name in store.Names())
            output.Add(name);
        if (output.IsEmpty)
            Console.Error.WriteLine($"there is no image in '{store.Directory}'; 'ka save NAME' makes one");
        return (int)(output.IsDamaged ? ExitCode.Failed : ExitCode.Done);
    }

    private int Remove(ParseResult parsed)
    {
        var store = StoreOption.Of(parsed, _store);
        // What is typed wrong removes nothing.
        var found = new List<(string Name, IReadOnlyList<string> Versions)>();
        foreach (var word in parsed.GetRequiredValue(_versions))
        {
            var wanted = StoreOption.Name(word);
            var version = store.Find(wanted).Version!;
            found.Add((wanted.Name, wanted.Version is null ? store.Versions(wanted.Name) : [version]));
        }
        foreach (var (name, versions) in found)
            Remove(store, name, versions);
        return (int)ExitCode.Done;
    }

    private int RunPrune(ParseResult parsed)
    {
        if (parsed.GetValue(_keep) is < 1 and var keep)
            throw new UsageException($"--keep: {keep} is not a number of versions; 'ka images rm NAME' removes all");
        var store = StoreOption.Of(parsed, _store);
        var names = parsed.GetValue(_name) is { } word ? [StoreOption.PlainName(word)] : store.Names();
        foreach (var name in names)
            Remove(store, name, PruneChoice.Of([.. store.Versions(name)], parsed.GetValue(_keep)));
        return (int)ExitCode.Done;
    }

    private static void Remove(ImageStore store, string name, IReadOnlyList<string> versions)
    {
        store.Remove(name, versions, Console.Error.WriteLine);
        foreach (var version in versions)
            Console.Out.WriteLine($"removed: {name}@{version}");
    }

    private int RunVerify(ParseResult parsed)
    {
        var store = StoreOption.Of(parsed, _store);
        var words = parsed.GetValue(_checked) ?? [];
        IEnumerable<ImageName> images =
            words.Length > 0
                ? words.Select(word => store.Find(StoreOption.Name(word))).ToList()
                : store.Names().SelectMany(name => store.Versions(name).Select(version => new ImageName(name, version)));
        var (screen, isDamaged) = (new Screen(), false);
        foreach (var image in images)
        {
            var check = new ImageCheck(store);
            IReadOnlyList<string> faults;
            using (new ProgressWatch(screen, () => check.Bytes, 0))
                faults = check.Run(image);
            screen.ClearStatus();
            foreach (var fault in faults)
                Console.Out.WriteLine($"{image}: {fault}");
            isDamaged |= faults.Count > 0;
            screen.Line(
                faults.Count == 0
                    ? $"{image}: as it was saved, {Quantity.Bytes(check.Bytes)}"
                    : $"{image}: damaged, {Quantity.Count(faults.Count, "fault", "faults")}"
            );
        }
        return (int)(isDamaged ? ExitCode.Failed : ExitCode.Done);
    }

    private int RunLs(ParseResult parsed)
    {
        using var image = StoreOption.Of(parsed, _store).Open(StoreOption.Name(parsed.GetRequiredValue(_image)));
        var count = 0L;
        var path = parsed.GetValue(_path) ?? "/";
        foreach (var entry in new StoredTree(image).List(BytePath.FromText(PathOption.Absolute(path))))
        {
            Console.Out.WriteLine(ImagesOutput.Line(entry));
            count++;
        }
        if (count == 0)
            throw new StoreException($"{image.Name} has no '{BytePath.FromText(path)}'");
        return (int)ExitCode.Done;
    }

    private int RunCat(ParseResult parsed)
    {
        using var image = StoreOption.Of(parsed, _store).Open(StoreOption.Name(parsed.GetRequiredValue(_image)));
        var path = BytePath.FromText(PathOption.Absolute(parsed.GetRequiredValue(_file)));
        new StoredTree(image).Copy(path, bytes => Fd.StandardOutput.WriteAll(bytes).OrThrow("write", "standard output"));
        return (int)ExitCode.Done;
    }
}
