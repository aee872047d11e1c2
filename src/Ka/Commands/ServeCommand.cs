using System.CommandLine;
using Ka.BootImages.Build;
using Ka.CommandLine;
using Ka.Linux;
using Ka.Pxe;
using Ka.Store;

namespace Ka.Commands;

/// <summary><c>ka serve</c>: a run for machines that <c>ka pxe</c>, another boot server or their operators start.</summary>
internal sealed class ServeCommand
{
    private readonly ServeRun _run = new("ka serve");

    private readonly Option<string?> _rescue = new("--rescue")
    {
        Description = "Send this rescue system to machines that boot. Without it only machines that run one are served.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _pxe = new("--pxe")
    {
        Description = "Set each node that is done to boot from its own disk, in this boot tree of 'ka pxe'.",
        HelpName = "TFTPDIR",
    };

    private readonly Option<string?> _image = new("--image")
    {
        Description = "Clone this image of the store, NAME or NAME@VERSION, instead of this machine; its rescue is sent, too.",
        HelpName = "IMAGE",
    };

    private readonly Option<string> _store = StoreOption.Create();

    public static Command Create()
    {
        var options = new ServeCommand();
        var command = new Command(
            "serve",
            """
            Clone this machine onto N others: their disks are erased and become copies of this one's.

            Every node first checks the whole plan against its own disks. The verdicts are shown, and nothing is erased before
            you type the number of nodes, or with --yes. Defaults of all options are in /etc/ka/ka.conf.

            Examples:
              ka serve -n 60 --rescue /var/lib/ka/image/rescue.sqfs -x /tmp -x /var/log
              ka serve -n 2 -p sda desc -r grub --yes
              ka serve -n 4 --dry-run
              ka serve -n 60 --image room12

            Exit status: 0 every node is done, 1 failed, 2 usage, 3 some nodes failed, 4 stopped before any disk was touched,
            130 interrupted.
            """
        );
        command.AddOptions("An image", options._image, options._store);
        command.AddOptions("Starting and restarting", options._rescue, options._pxe);
        options._run.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        StoredImage? image = null;
        try
        {
            return _run.Run(
                parsed,
                () =>
                {
                    if (parsed.GetValue(_pxe) is { } tree)
                        PxeImages.Demand(new BootTree(BootTreeOptions.FullPath(tree), force: false));
                    if (parsed.GetValue(_image) is { } word)
                        image = StoreOption.Of(parsed, _store).Open(StoreOption.Name(word));
                    return Open(parsed, image);
                }
            );
        }
        finally
        {
            image?.Dispose();
        }
    }

    private RunSource Open(ParseResult parsed, StoredImage? image) =>
        (image is null ? ReadLive(parsed) : ReadStored(parsed, image)) with
        {
            Rescue = parsed.GetValue(_rescue) is { } file ? BytePath.FromText(file) : RescueOf(image),
            BootTree = parsed.GetValue(_pxe) is { } tree ? BootTreeOptions.FullPath(tree) : null,
        };

    private RunSource ReadLive(ParseResult parsed)
    {
        // The rescue runs this kernel: what it lacks the nodes lack.
        KernelSupport.Demand();
        var install = _run.Clones.Read(parsed);
        return new RunSource(install.Plan, install.Source);
    }

    private RunSource ReadStored(ParseResult parsed, StoredImage image)
    {
        var install = _run.Clones.ReadStored(parsed, image);
        return new RunSource(install.Plan, install.Source);
    }

    /// <summary>The rescue of an image; null: it has none.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    private static BytePath? RescueOf(StoredImage? image)
    {
        const string Rescue = $"{StoredImage.Boot}/{ImageBuild.Rescue}";
        if (image?.Has(Rescue) is not true)
            return null;
        image.Check(Rescue);
        return image.PathOf(Rescue);
    }
}
