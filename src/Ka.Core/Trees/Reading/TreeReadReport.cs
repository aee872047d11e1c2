using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>What <see cref="TreeReader"/> has sent and what not.</summary>
public sealed class TreeReadReport
{
    /// <summary>Notes beyond this many are counted only.</summary>
    public const int MaxNotes = 1000;

    private readonly List<TreeReadNote> _notes = [];

    public long Files { get; internal set; }

    /// <summary>Directories, the root among them.</summary>
    public long Directories { get; internal set; }

    public long SymbolicLinks { get; internal set; }

    /// <summary>Second and further names of inodes.</summary>
    public long HardLinks { get; internal set; }

    /// <summary>Devices and fifos.</summary>
    public long SpecialFiles { get; internal set; }

    public long Entries => Files + Directories + SymbolicLinks + HardLinks + SpecialFiles;

    /// <summary>Bytes of contents, holes left out.</summary>
    public long ContentBytes { get; internal set; }

    /// <summary>Bytes of the archive.</summary>
    public long ArchiveBytes { get; internal set; }

    /// <summary>How many notes of <see cref="TreeReadNoteKind.Changed"/> there were.</summary>
    public long Changed { get; private set; }

    /// <summary>How many notes of <see cref="TreeReadNoteKind.Unreadable"/> there were.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Everything that could be sent was sent.</summary>
    public bool IsComplete => Unreadable == 0;

    /// <summary>The first <see cref="MaxNotes"/> notes in the order of the archive.</summary>
    public IReadOnlyList<TreeReadNote> Notes => _notes;

    /// <summary>Gets what no archive carries; it is among the notes after <see cref="AddOmissions"/>.</summary>
    internal Omissions Omissions { get; } = new();

    internal void AddOmissions()
    {
        foreach (var omission in Omissions.All)
            Add(new TreeReadNote(TreeReadNoteKind.Changed, omission.Path, omission.Text));
    }

    internal void AddChanged(ReadOnlySpan<byte> path, string text) =>
        Add(new TreeReadNote(TreeReadNoteKind.Changed, new BytePath(path), text));

    internal void AddUnreadable(ReadOnlySpan<byte> path, string operation, Errno errno) =>
        AddUnreadable(path, $"{operation}: {LinuxException.Describe(errno)}");

    internal void AddUnreadable(ReadOnlySpan<byte> path, string text) =>
        Add(new TreeReadNote(TreeReadNoteKind.Unreadable, new BytePath(path), text));

    internal void Add(TreeReadNote note)
    {
        if (note.Kind == TreeReadNoteKind.Changed)
            Changed++;
        else
            Unreadable++;
        if (_notes.Count < MaxNotes)
            _notes.Add(note);
    }
}
