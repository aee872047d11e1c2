using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Lab.Boot;

/// <summary>As near to a bare machine as a namespace comes: nothing but <c>/init</c> in a root in memory, processes, mounts,
/// network and host name of its own. The kernel is this machine's, and its command line another in the place of this
/// machine's.</summary>
internal sealed class BareNamespace : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TempDir _root = new();

    /// <summary>Starts the program as PID 1.</summary>
    /// <param name="words">The kernel command line; those that the kernel would not know are the program's arguments,
    /// too.</param>
    /// <param name="prepare">More shell commands, with <c>$root</c>, before it starts.</param>
    /// <param name="space">A network namespace by name; null: an empty one of its own.</param>
    public Child Start(string words, string prepare = "", string? space = null)
    {
        var arguments = words
            .Split(' ')
            .Where(word => !word.Contains('=', StringComparison.Ordinal) && !word.Contains('.', StringComparison.Ordinal));
        var script = $"""
            set -e
            root={_root.Text}
            mount -t tmpfs -o size=512m ka-root $root
            cp {Programs.Ka} $root/init
            mkdir $root/proc
            mount -t proc proc $root/proc
            echo '{words}' > $root/words
            mount --bind $root/words $root/proc/cmdline
            {prepare}
            exec chroot $root /init {string.Join(' ', arguments)}
            """;
        string[] network = space is null ? ["--net"] : [];
        return Child.Start(
            new Launch(
                "unshare",
                [
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "--mount",
                    "--propagation",
                    "slave",
                    "--uts",
                    .. network,
                    "--",
                    "sh",
                    "-c",
                    script,
                ]
            )
            {
                Namespace = space,
            }
        );
    }

    /// <summary>Waits until the program has printed a text on its console.</summary>
    public static void Expect(Child first, string text) =>
        Wait.Until(() => first.Errors.Contains(text, StringComparison.Ordinal), text, s_patience, first);

    /// <summary>The number of PID 1 outside.</summary>
    public static string FirstProcess(Child first)
    {
        var children = File.ReadAllText(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{first.Id}/task/{first.Id}/children")
        );
        return children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Single();
    }

    public void Dispose() => _root.Dispose();
}
