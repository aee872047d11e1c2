using System;
using System.Security.Cryptography;
using Ka.BootImages.Modules;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Build;

/// <summary>Makes vmlinuz, all.rdz and rescue.sqfs of a golden tree. The same tree, program and token give the same
/// bytes.</summary>
/// <param name="say">A line for people.</param>
public sealed class ImageBuild(ImageRequest request, Action<string> say)
{
    public const string Vmlinuz = "vmlinuz";
    public const string StageOne = "all.rdz";
    public const string Rescue = "rescue.sqfs";

    /// <summary>The three files appear when all are whole.</summary>
    /// <exception cref="BootImageException">The tree lacks something; the message names it.</exception>
    /// <exception cref="LinuxException">A file cannot be read or written.</exception>
    /// <exception cref="FormatException">depmod's files are damaged.</exception>
    public ImageReport Run()
    {
        using var root = new RootTree(request.Root);
        var kernel = GoldenKernel.Find(root, request.Kernel);
        CheckCalls(kernel);
        var source = new ImageSource(root, kernel, new ModuleTable(root, kernel.Version), ReadProgram());
        using var vmlinuz = new PendingFile(PathOf(Vmlinuz));
        using var stageOne = new PendingFile(PathOf(StageOne));
        using var rescue = new PendingFile(PathOf(Rescue));

        var image = new RescueImage(source, request);
        say($"{Rescue}: {image.Contents}");
        var (rescuePart, facts) = MakeRescue(kernel, image, rescue);
        var stageOnePart = MakeStageOne(source, facts, stageOne);
        var content = root.Read(kernel.Image);
        vmlinuz.Write(content, FilePermissions.Public);

        rescue.Commit();
        stageOne.Commit();
        vmlinuz.Commit();
        var vmlinuzPart = new ImagePart(content.Length, content.Length, $"kernel {kernel.Version}");
        return new ImageReport(kernel.Version, vmlinuzPart, stageOnePart, rescuePart, image.Lacking);
    }

    /// <summary>Nodes that boot the images run this kernel: what it lacks they lack.</summary>
    private void CheckCalls(GoldenKernel kernel)
    {
        if (kernel.IsRunning && KernelSupport.FirstMissing() is { } missing)
            throw new BootImageException(missing.Reason);
        if (!kernel.IsRunning && KernelSupport.IsOld(kernel.Version))
            say(
                $"warning: kernel {kernel.Version} is older than Linux {KernelSupport.MinimumVersion}: nodes refuse "
                    + "every plan, unless its distribution added the system calls"
            );
    }

    private BytePath PathOf(string name) => request.Output.Join(BytePath.FromText(name));

    private (ImagePart Part, RescueFacts Facts) MakeRescue(GoldenKernel kernel, RescueImage image, PendingFile file)
    {
        using var tree = new StagedTree(request.Output, ".ka-rescue", image.Image);
        ImagePacking.IndexModules(tree, kernel.Version);
        var packing = ImagePacking.PackRescue(kernel, tree, file);
        using var made = Files.OpenRead(file.Partial);
        Files.ChangePermissions(made, FilePermissions.Public).OrThrow("chmod", file.Partial);
        var (length, hash) = Measure(made, file.Partial);
        var unpacked = image.Image.ContentLength;
        return (
            new ImagePart(length, unpacked, $"{image.Contents}; {packing}"),
            new RescueFacts(kernel.Version, hash, length, unpacked)
        );
    }

    private ImagePart MakeStageOne(ImageSource source, RescueFacts facts, PendingFile file)
    {
        var (image, contents) = StageOneImage.Make(source, request);
        say($"{StageOne}: {contents}");
        image.AddText(RescueFacts.File, facts.Text(image.ContentLength));
        var packing = ImagePacking.PackStageOne(
            source.Kernel,
            CpioArchive.Write(image),
            file,
            request.Token is null ? FilePermissions.Public : FilePermissions.Private
        );
        using var made = Files.OpenRead(file.Partial);
        return new ImagePart(FileStatus.Get(made, file.Partial).Size, image.ContentLength, $"{contents}; {packing}");
    }

    private static (long Length, byte[] Hash) Measure(Fd file, BytePath path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        long length = 0;
        while ((int)file.ReadFully(buffer).OrThrow("read", path) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
        }
        return (length, hash.GetHashAndReset());
    }

    /// <summary>The program that runs, whatever its file is called by now.</summary>
    private static byte[] ReadProgram()
    {
        var path = BytePath.FromText("/proc/self/exe");
        using var file = Files.OpenRead(path);
        return Files.ReadToEnd(file, path, 64 << 20);
    }
}
