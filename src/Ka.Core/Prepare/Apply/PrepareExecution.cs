using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.RootTrees;

namespace Ka.Prepare.Apply;

/// <summary>Does what a plan says, and prints each program and its output. One thread, root.</summary>
/// <remarks>It can be run again, also after it was stopped at any moment: the same plan, or a new one of the same tree.</remarks>
public sealed class PrepareExecution
{
    /// <summary>The place in the tree where hooks of the machine that runs <c>ka</c> appear.</summary>
    private const string HooksPlace = "/run/ka-hooks";

    /// <summary>Bytes of a program that is copied.</summary>
    private const int MostProgram = 256 << 20;

    private static readonly string[] s_ownTools = ["mount", "umount", "chroot", "env", "cp", "unshare"];

    private readonly PrepareRequest _request;
    private readonly Action<string> _say;

    /// <param name="say">A line for people.</param>
    public PrepareExecution(PrepareRequest request, Action<string> say) => (_request, _say) = (request, say);

    /// <summary>Programs that this machine needs and has not: to be asked before anything is changed.</summary>
    public static IReadOnlyList<string> MissingPrograms()
    {
        var missing = new List<string>();
        foreach (var program in s_ownTools)
            if (ProgramPath.Find(program) is null)
                missing.Add(program);
        return missing;
    }

    /// <summary>Carries out every step.</summary>
    /// <param name="begin">Called before each step with its place from 1, the number of steps, and the step.</param>
    /// <returns>What was found of the golden node's names of disks; null: they were not looked for.</returns>
    /// <exception cref="ToolException">A program or a hook failed; the message has what it said.</exception>
    /// <exception cref="LinuxException">A file cannot be written.</exception>
    public OldNameReport? Apply(PreparePlan plan, Action<int, int, PrepareStep> begin)
    {
        using var tree = new RootTree(BytePath.FromText(_request.Root));
        var edit = new TreeEdit(tree);
        using var mounts = new TreeMounts(tree, edit, _request.Target, plan.CommandLine, _say);
        var run = new StepRun(tree, edit, mounts, new TreePrograms(_request.Root, _say), _say);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            begin(i + 1, plan.Steps.Count, plan.Steps[i]);
            run.Do(plan.Steps[i]);
        }
        return run.OldNames;
    }

    /// <summary>Carries out one step after the other.</summary>
    private sealed class StepRun(RootTree tree, TreeEdit edit, TreeMounts mounts, TreePrograms programs, Action<string> say)
    {
        /// <summary>Where programs write.</summary>
        private static readonly string[] s_written = ["/etc", "/boot", "/efi"];

        private readonly FlagLift _flags = new(tree);
        private IReadOnlyList<string>? _protected;

        public OldNameReport? OldNames { get; private set; }

        public void Do(PrepareStep step)
        {
            switch (step)
            {
                case RemoveFiles remove:
                    foreach (var path in remove.Paths)
                        edit.Remove(path);
                    break;
                case WriteFile write:
                    edit.Write(write.Path, SurrogateEscape.Encode(write.Content), write.Permissions);
                    break;
                case RenderTemplate template:
                    edit.WriteLike(template.Template, template.Path, SurrogateEscape.Encode(template.Content));
                    break;
                case RewriteFile rewrite:
                    Rewrite(rewrite);
                    break;
                case MakeLink link:
                    edit.Link(link.Path, link.Target);
                    break;
                case MovePath move:
                    edit.Move(move.From, move.To);
                    break;
                case MakeNewer newer:
                    edit.Touch(newer.Path);
                    break;
                case CopyFile copy:
                    Copy(copy);
                    break;
                case CopyProgram copy:
                    Copy(copy);
                    break;
                case TrustPrograms trust:
                    edit.Write(trust.List, SurrogateEscape.Encode(TrustList.Of(tree, trust.Programs)), FilePermissions.Public);
                    break;
                case RunInTree call:
                    Unprotected(() => programs.Run(call.Call));
                    break;
                case WriteBootSector sector:
                    Write(sector);
                    break;
                case MakeBootEntry entry:
                    Make(entry);
                    break;
                case RunHooks hooks:
                    Unprotected(() => Run(hooks));
                    break;
                case CopyHooks hooks:
                    Copy(hooks);
                    break;
                case LookForOldNames look:
                    Look(look);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException(step.GetType().Name);
            }
        }

        /// <summary>Programs do not lift flags: on the golden node the administrator does it for them.</summary>
        private void Unprotected(Action run)
        {
            _protected ??= [.. s_written.SelectMany(_flags.FindBelow).Distinct()];
            _flags.Around(_protected, run);
        }

        private void Rewrite(RewriteFile step)
        {
            var before = SurrogateEscape.Decode(tree.Read(step.Path));
            if (step.Rewrite(before) is var now && now != before)
                edit.Write(step.Path, SurrogateEscape.Encode(now), FilePermissions.Public);
        }

        private void Copy(CopyFile step)
        {
            foreach (var path in step.From)
                if (tree.IsFile(path))
                {
                    edit.Write(step.To, tree.Read(path), FilePermissions.Executable);
                    return;
                }
            throw new ToolException($"the boot loader was installed, and {tree.Quoted(step.From[^1])} is not there");
        }

        private void Copy(CopyProgram step)
        {
            var own = BytePath.FromText("/proc/self/exe");
            using var file = Files.OpenRead(own);
            edit.Remove(step.To);
            edit.Write(step.To, Files.ReadToEnd(file, own, MostProgram), FilePermissions.Executable);
        }

        private void Write(WriteBootSector step)
        {
            var code = tree.Read(step.From);
            var disk = BytePath.FromText("/dev/" + step.Disk);
            Files.TryOpenWrite(disk, out var device).OrThrow("open", disk);
            using (device)
            {
                Files.WriteAllAt(device, code.AsSpan(0, Math.Min(code.Length, WriteBootSector.Length)), 0).OrThrow("write", disk);
                Files.Sync(device).OrThrow("fsync", disk);
            }
        }

        // Firmware is what it is: its memory is full, or read-only in spite of what it says. The fallback starts the machine all
        // the same.
        private void Make(MakeBootEntry step)
        {
            string? loader = null;
            foreach (var path in step.Loaders)
                loader ??= tree.IsFile(step.Partition.Mount + path) ? path.Replace('/', '\\') : null;
            if (loader is null)
                throw new ToolException(
                    $"the boot loader was installed, and {tree.Quoted(step.Partition.Mount + step.Loaders[^1])} is not there"
                );
            try
            {
                foreach (var number in BootEntryList.Find(programs.Run(new ToolCommand(step.Program)), step.Label))
                    programs.TryRun(new ToolCommand(step.Program, "--quiet", "--bootnum", number, "--delete-bootnum"));
                programs.Run(
                    new ToolCommand(
                        step.Program,
                        "--quiet",
                        "--create",
                        "--disk",
                        "/dev/" + step.Partition.Disk,
                        "--part",
                        step.Partition.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        "--label",
                        step.Label,
                        "--loader",
                        loader
                    )
                );
            }
            catch (ToolException e)
            {
                say($"  warning: {e.Message}: the firmware has no entry and will start EFI/BOOT, ignoring");
            }
        }

        private void Run(RunHooks step)
        {
            if (step.IsOutside)
                mounts.Show(step.Directory, $"{HooksPlace}-{step.Stage}");
            foreach (var name in step.Names)
                programs.RunHook(
                    step.IsOutside ? $"{HooksPlace}-{step.Stage}/{name}" : $"{step.Directory}/{name}",
                    step.Environment
                );
        }

        private void Copy(CopyHooks step)
        {
            foreach (var name in step.Names)
            {
                var from = BytePath.FromText($"{step.From}/{name}");
                using var file = Files.OpenRead(from);
                edit.Remove($"{step.To}/{name}");
                edit.Write($"{step.To}/{name}", Files.ReadToEnd(file, from, 16 << 20), FilePermissions.Executable);
            }
        }

        private void Look(LookForOldNames step)
        {
            var scan = new OldNameScan(tree, step.Names);
            scan.Look("/etc");
            scan.Look("/boot");
            scan.Look("/efi");
            OldNames = scan.Report;
            foreach (var line in OldNames.Lines())
                say($"  note: {line}");
        }
    }
}
