using System;
using Ka.Linux;
using Ka.Prepare.Plan;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;

namespace Ka.FirstBoot;

/// <summary>Removes from a clone what reported its first boot. What is not there is no error; what cannot be removed
/// stays.</summary>
internal sealed class ReporterRemoval(BytePath root)
{
    private const string Empty = "#!/bin/sh\n";

    /// <exception cref="LinuxException">The root cannot be read.</exception>
    public void Run()
    {
        using var tree = new RootTree(root);
        var edit = new TreeEdit(tree);
        foreach (var path in BootReportSteps.All)
            Try(() => edit.Remove(path));
        Try(() => RemoveDirectory(tree, "/usr/local/libexec/ka", "bin"));
        Try(() => RemoveDirectory(tree, "/usr/local/libexec", "ka"));
        Try(() => RemoveDirectory(tree, "/var/lib", "ka"));
        foreach (var path in new[] { "/etc/rc.local", "/etc/rc.d/rc.local" })
            if (tree.IsFile(path))
                Try(() => RemoveLine(tree, edit, path));
    }

    private static void RemoveLine(RootTree tree, TreeEdit edit, string path)
    {
        var before = SurrogateEscape.Decode(tree.Read(path));
        var now = FileText.EachLine(before, line => line == BootReportSteps.Line ? null : line);
        if (now == before)
            return;
        if (now == Empty)
            edit.Remove(path);
        else
            edit.Write(path, SurrogateEscape.Encode(now), FilePermissions.Executable);
    }

    /// <summary>Removes a directory of which nothing is left.</summary>
    private static void RemoveDirectory(RootTree tree, string parent, string name)
    {
        if (tree.Resolve(parent) is not { } real)
            return;
        using var directory = tree.Open(real);
        _ = Files.RemoveDirectory(directory, BytePath.FromText(name));
    }

    private static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (LinuxException)
        {
            // A read-only file system: the next boot finds no golden node, and gives up again.
        }
    }
}
