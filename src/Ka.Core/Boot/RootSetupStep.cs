using System;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>An entry of the file tree that a root needs before a program can run in it.</summary>
/// <remarks>Entries are data, so that order and contents stand in one list. The text is the equivalent shell command.</remarks>
public abstract record RootSetupStep
{
    private RootSetupStep() { }

    /// <summary>Makes it below <paramref name="root"/>; what is there already is right.</summary>
    public abstract SysResult Create(BytePath root);

    /// <summary>mkdir.</summary>
    public sealed record Directory(string Path, uint Mode) : RootSetupStep
    {
        public override SysResult Create(BytePath root)
        {
            var made = Files.MakeDirectory(Below(root, Path), Mode);
            return made.Is(Errno.EEXIST) ? SysResult.Success(0) : made;
        }

        public override string ToString() => $"mkdir -m {Convert.ToString(Mode, 8)} {Path}";
    }

    /// <summary>mount.</summary>
    /// <param name="Options">The file system's own, comma by comma; empty: none.</param>
    public sealed record Mount(string Type, string Path, MountFlags Flags, string Options) : RootSetupStep
    {
        public override SysResult Create(BytePath root)
        {
            var target = Below(root, Path);
            return IsMountPoint(target)
                ? SysResult.Success(0)
                : Mounts.Mount(BytePath.FromText(Type), target, BytePath.FromText(Type), Flags, BytePath.FromText(Options));
        }

        private static bool IsMountPoint(BytePath target)
        {
            var opened = Files.TryOpenDirectory(target, out var directory);
            using (directory)
                return opened.IsSuccess && FileStatus.TryGet(directory, out var status).IsSuccess && status.IsMountRoot;
        }

        public override string ToString()
        {
            var words = new[]
            {
                Flags.HasFlag(MountFlags.ReadOnly) ? "ro" : "",
                Flags.HasFlag(MountFlags.NoSuid) ? "nosuid" : "",
                Flags.HasFlag(MountFlags.NoDevices) ? "nodev" : "",
                Flags.HasFlag(MountFlags.NoExec) ? "noexec" : "",
                Options,
            };
            var options = string.Join(',', Array.FindAll(words, word => word.Length > 0));
            return $"mount -t {Type}{(options.Length > 0 ? " -o " + options : "")} {Type} {Path}";
        }
    }

    /// <summary>ln -s.</summary>
    public sealed record Link(string Target, string Path) : RootSetupStep
    {
        public override SysResult Create(BytePath root)
        {
            var opened = Files.TryOpenDirectory(Below(root, "/"), out var top);
            using var closing = top;
            if (!opened.IsSuccess)
                return opened;
            var made = Files.MakeSymbolicLink(top, BytePath.FromText(Path.TrimStart('/')), BytePath.FromText(Target));
            return made.Is(Errno.EEXIST) ? SysResult.Success(0) : made;
        }

        public override string ToString() => $"ln -s {Target} {Path}";
    }

    private static BytePath Below(BytePath root, string path) => root.Join(BytePath.FromText(path.TrimStart('/')));
}
