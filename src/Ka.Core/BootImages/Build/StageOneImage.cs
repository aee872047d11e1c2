using System.Text;
using Ka.BootImages.Modules;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Build;

/// <summary>The contents of all.rdz: the program as /init, the token, and the modules with which a node reaches the golden node
/// and reads the rescue.</summary>
internal static class StageOneImage
{
    private static readonly string[] s_directories = ["/dev", "/newroot", "/proc", "/run", "/sys"];

    /// <summary>Everything but what is known only when the rescue is made: <see cref="RescueFacts"/>.</summary>
    /// <exception cref="BootImageException">A module is not there.</exception>
    public static (ImageTree Image, string Contents) Make(ImageSource source, ImageRequest request)
    {
        var image = new ImageTree();
        foreach (var directory in s_directories)
            image.AddDirectory(directory);
        image.AddDirectory("/root", FilePermissions.PrivateExecutable);
        image.AddDirectory("/tmp", FilePermissions.Temporary);
        image.AddDevice("/dev/console", FilePermissions.Private, new DeviceNumber(5, 1));
        image.AddDevice("/dev/null", FilePermissions.Writable, new DeviceNumber(1, 3));
        image.AddFile("/init", FilePermissions.Executable, source.Program);
        if (request.Token is { } token)
            image.AddFile("/etc/ka/token", FilePermissions.Private, token);
        var selection = ModulesFor(source.Modules, "stage1.modules", request);
        var files = new ModuleFiles(source.Root, source.Modules, image);
        files.Add(selection);
        var contents = new StringBuilder(
            $"ka, {selection.Chosen.Count} modules, {files.FirmwareFound} firmware files ({files.FirmwareMissing} named "
                + "ones are not there)"
        );
        contents.Append(request.Token is null ? ", no token" : ", token");
        return (image, contents.ToString());
    }

    /// <summary>The modules of a list, and those that the request has besides.</summary>
    /// <exception cref="BootImageException">Names all that are not there.</exception>
    public static ModuleSelection ModulesFor(ModuleTable table, string list, ImageRequest request)
    {
        var selection = new ModuleSelection(table);
        selection.Add(ImageList.Load(list, "need", "may", "all", "not"));
        foreach (var name in request.Modules)
            selection.Add(name, needed: true);
        if (request.AllModules)
            selection.AddAll();
        return selection.Missing.Count == 0
            ? selection
            : throw new BootImageException($"kernel {table.Kernel} has no module {string.Join(", ", Quoted(selection.Missing))}");
    }

    private static string[] Quoted(System.Collections.Generic.IReadOnlyList<string> names)
    {
        var quoted = new string[names.Count];
        for (var i = 0; i < quoted.Length; i++)
            quoted[i] = $"'{BytePath.FromText(names[i])}'";
        return quoted;
    }
}
