using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Tree;

/// <summary>The contents of an image: paths such as <c>/usr/bin/ls</c> and what is there. What is added twice stays as it was
/// first added; directories above come by themselves; a link that is in the image is followed.</summary>
internal sealed class ImageTree
{
    private readonly SortedDictionary<string, ImageEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>A directory comes before what is in it; names are in the order of their UTF-16 units.</summary>
    public IReadOnlyDictionary<string, ImageEntry> Entries => _entries;

    public bool Contains(string path) => _entries.ContainsKey(Place(path));

    public void AddDirectory(string path, uint permissions = FilePermissions.Executable) =>
        Add(path, new ImageDirectory(permissions));

    public void AddLink(string path, string target) => Add(path, new ImageLink(target));

    public void AddFile(string path, uint permissions, byte[] content) => Add(path, new MadeFile(permissions, content));

    public void AddText(string path, string text) => AddFile(path, FilePermissions.Public, Encoding.UTF8.GetBytes(text));

    /// <summary>A file of the golden tree, at the same path; setuid and the like are left behind.</summary>
    public void AddCopy(RootTree root, string real, in FileStatus status) => AddCopy(real, root, real, status);

    /// <summary>A file of the golden tree, at another path.</summary>
    public void AddCopy(string path, RootTree root, string real, in FileStatus status) =>
        Add(path, new CopiedFile(status.Permissions & FilePermissions.Full, root, real, status.Size));

    public void AddDevice(string path, uint permissions, DeviceNumber number) => Add(path, new ImageDevice(permissions, number));

    /// <summary>Bytes of all its files.</summary>
    public long ContentLength
    {
        get
        {
            long sum = 0;
            foreach (var entry in _entries.Values)
                sum += entry is ImageFile file ? file.Length : 0;
            return sum;
        }
    }

    private void Add(string path, ImageEntry entry)
    {
        var place = Place(path);
        AddParents(place);
        _entries.TryAdd(place, entry);
    }

    private void AddParents(string place)
    {
        for (var slash = place.IndexOf('/', 1); slash > 0; slash = place.IndexOf('/', slash + 1))
            _entries.TryAdd(place[..slash], new ImageDirectory(FilePermissions.Executable));
    }

    // The links of an image come from a tree in which they were followed already: there is no loop among them.
    private string Place(string path)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            var above = path[..slash];
            if (!_entries.TryGetValue(above, out var entry) || entry is not ImageLink link)
                continue;
            path =
                Normal(link.Target.StartsWith('/') ? link.Target : $"{above[..(above.LastIndexOf('/') + 1)]}{link.Target}")
                + path[slash..];
            slash = 0;
        }
        return path;
    }

    private static string Normal(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        return "/" + string.Join('/', parts);
    }
}
