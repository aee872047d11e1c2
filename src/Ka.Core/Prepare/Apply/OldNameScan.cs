using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Apply;

/// <summary>Looks through the texts of directories for names of the golden node's disks. It says where they are, and never what
/// else is there. One thread; it changes nothing.</summary>
internal sealed class OldNameScan(RootTree tree, OldNames names)
{
    /// <summary>Bytes. Configurations are smaller; kernels and images are larger.</summary>
    private const long MaxFile = 1 << 20;

    /// <summary>Files that are looked through at most: a tree with more of them has something else below /etc.</summary>
    private const int MaxFiles = 50_000;

    /// <summary>Lines of one file that are reported at most, and lines in all.</summary>
    private const int MaxLines = 20,
        MaxFound = 1000;

    /// <summary>Bytes at the start of a file that have a zero in a binary file.</summary>
    private const int Head = 8192;

    /// <summary>What programs write anew by themselves, or what is a history: <c>/etc/lvm/backup</c> is written by the next
    /// change.</summary>
    private static readonly string[] s_histories = ["/etc/lvm/archive", "/etc/lvm/backup", "/etc/.git", "/etc/mtab"];

    private readonly List<OldName> _found = [];
    private readonly List<string> _large = [];
    private readonly List<string> _histories = [];
    private readonly List<string> _unreadable = [];
    private int _searched;
    private int _binary;
    private int _notShown;

    public OldNameReport Report =>
        new()
        {
            Names = _found,
            NotShown = _notShown,
            Searched = _searched,
            Binary = _binary,
            Large = _large,
            Histories = _histories,
            Unreadable = _unreadable,
            IsCut = _searched >= MaxFiles,
        };

    /// <summary>Looks through a directory and all that is below it; links are not followed.</summary>
    public void Look(string directory)
    {
        foreach (var name in tree.List(directory))
        {
            var path = $"{directory}/{name}";
            if (_searched >= MaxFiles)
                return;
            var status = tree.TryStatus(path);
            if (Array.IndexOf(s_histories, path) >= 0)
            {
                if (status is { Kind: FileKind.Directory or FileKind.Regular })
                    _histories.Add(path);
                continue;
            }
            if (status is { Kind: FileKind.Directory or FileKind.Regular or FileKind.SymbolicLink })
                names.Find(name, (_, old, now) => Add(path, 0, old, now));
            if (status is { Kind: FileKind.Directory })
                Look(path);
            else if (status is { Kind: FileKind.Regular, Size: > MaxFile })
                _large.Add(path);
            else if (status is { Kind: FileKind.Regular, Size: > 0 })
                LookInto(path);
        }
    }

    private void LookInto(string path)
    {
        byte[] bytes;
        try
        {
            bytes = tree.Read(path);
        }
        catch (LinuxException)
        {
            _unreadable.Add(path);
            return;
        }
        if (bytes.AsSpan(0, Math.Min(bytes.Length, Head)).Contains((byte)0))
        {
            _binary++;
            return;
        }
        _searched++;
        var here = 0;
        names.Find(
            SurrogateEscape.Decode(bytes),
            (line, old, now) =>
            {
                if (++here <= MaxLines)
                    Add(path, line, old, now);
                else
                    _notShown++;
            }
        );
    }

    private void Add(string path, int line, string old, string now)
    {
        if (_found.Count < MaxFound)
            _found.Add(new OldName(path, line, old, now));
        else
            _notShown++;
    }
}
