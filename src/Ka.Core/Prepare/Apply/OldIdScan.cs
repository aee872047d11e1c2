using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Apply;

/// <summary>Looks through the small files of a directory for identifiers that this machine has not.</summary>
internal sealed class OldIdScan(RootTree tree, Dictionary<string, string> oldIds, Action<string> say)
{
    /// <summary>Configurations are smaller; kernels and images are larger.</summary>
    private const long MaxFile = 1 << 20;

    /// <returns>How many files have one.</returns>
    public int Look(string directory)
    {
        var found = 0;
        foreach (var name in tree.List(directory))
        {
            var path = $"{directory}/{name}";
            var status = tree.TryStatus(path);
            if (status is { Kind: FileKind.Directory })
                found += Look(path);
            else if (
                status is { Kind: FileKind.Regular, Size: > 0 and < MaxFile }
                && OldIdSearch.Find(SurrogateEscape.Decode(tree.Read(path)), oldIds) is { } id
            )
            {
                say($"  note: {path} still has {id}, which is {oldIds[id]} here");
                found++;
            }
        }
        return found;
    }
}
