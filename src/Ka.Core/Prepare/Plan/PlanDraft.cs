using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Addresses;
using Ka.Prepare.Families;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>A plan while it is made: the tree that is read, and what was found so far. Nothing is changed.</summary>
internal sealed class PlanDraft(PrepareRequest request, RootTree tree)
{
    private static readonly string[] s_programPlaces =
    [
        "/usr/local/sbin",
        "/usr/sbin",
        "/sbin",
        "/usr/local/bin",
        "/usr/bin",
        "/bin",
    ];

    public PrepareRequest Request { get; } = request;

    public RootTree Tree { get; } = tree;

    /// <summary>What the tree says that it is.</summary>
    public Distribution Distribution { get; } = Distribution.Of(tree);

    /// <summary>What its kin boots with.</summary>
    public Family Family => Distribution.Family;

    public DeviceNames Names { get; } = new(request.Golden, request.Target);

    public List<string> Reasons { get; } = [];

    public List<string> Notes { get; } = [];

    public List<PrepareStep> Steps { get; } = [];

    /// <summary>The machine id that the clone gets, and those that it replaces; null: it stays.</summary>
    public MachineIds? Ids { get; set; }

    /// <summary>What the interfaces of the clone get; null: this is not decided yet.</summary>
    public AddressPlan? Addresses { get; set; }

    public bool IsUefi => Request.Target.Firmware == Firmware.Uefi;

    /// <summary>The path of a program in the tree; null when the tree has no program with any of these names.</summary>
    public string? Program(params string[] names)
    {
        foreach (var name in names)
            if (ProgramIn(Tree, name) is { } path)
                return path;
        return null;
    }

    /// <summary>The path of a program in a tree; null when it has no such program.</summary>
    public static string? ProgramIn(RootTree tree, string name)
    {
        foreach (var place in s_programPlaces)
            if (tree.IsFile($"{place}/{name}"))
                return $"{place}/{name}";
        return null;
    }

    public void Run(string what, string program, params string[] words) =>
        Steps.Add(new RunInTree(what, new ToolCommand(program, words)));

    /// <summary>Removes those of the files that are there.</summary>
    public void Remove(string what, IReadOnlyList<string> paths)
    {
        var there = new List<string>();
        foreach (var path in paths)
            if (Exists(path))
                there.Add(path);
        if (there.Count > 0)
            Steps.Add(new RemoveFiles(what, there));
    }

    /// <summary>Writes a file unless it has that content.</summary>
    public void Write(string what, string path, string content, uint permissions = FilePermissions.Public)
    {
        if (!Tree.IsFile(path) || Text(path) != content)
            Steps.Add(new WriteFile(what, path, content, permissions));
    }

    /// <summary>Rewrites a file that is there and would change.</summary>
    public void Rewrite(string what, string path, Func<string, string> rewrite)
    {
        if (!Tree.IsFile(path))
            return;
        var before = Text(path);
        if (rewrite(before) != before)
            Steps.Add(new RewriteFile(what, path, rewrite));
    }

    /// <summary>Another name for what is there, unless something has it.</summary>
    public void Move(string what, string from, string to)
    {
        if (!Exists(to))
            Steps.Add(new MovePath(what, from, to));
    }

    public string Text(string path) => SurrogateEscape.Decode(Tree.Read(path));

    /// <summary>Something of that name, a link that leads nowhere included.</summary>
    public bool Exists(string path) => PathPattern.Exists(Tree, path);

    /// <summary>What the tree has of a pattern (<see cref="PathPattern"/>).</summary>
    public IReadOnlyList<string> Matching(string pattern) => PathPattern.Find(Tree, pattern);

    /// <summary>What the tree has of several patterns; each path once.</summary>
    public IReadOnlyList<string> Matching(IReadOnlyList<string> patterns)
    {
        var found = new List<string>();
        foreach (var pattern in patterns)
        foreach (var path in Matching(pattern))
            if (!found.Contains(path))
                found.Add(path);
        return found;
    }

    /// <summary>Paths in a directory whose names begin and end so.</summary>
    public IReadOnlyList<string> Matching(string directory, string prefix, string suffix)
    {
        var found = new List<string>();
        foreach (var name in Tree.List(directory))
            if (
                name.Length >= prefix.Length + suffix.Length
                && name.StartsWith(prefix, StringComparison.Ordinal)
                && name.EndsWith(suffix, StringComparison.Ordinal)
            )
                found.Add($"{directory}/{name}");
        return found;
    }
}
