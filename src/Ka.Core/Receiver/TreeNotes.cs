using System;
using Ka.Trees.Writing;

namespace Ka.Receiver;

/// <summary>The end of a tree's copy on a node.</summary>
internal static class TreeNotes
{
    /// <summary>Protects what is to be protected, and reports what the target did not keep.</summary>
    /// <param name="note">Gets a sentence for each kind.</param>
    public static void Protect(TreeWriteReport written, Action<string> note)
    {
        written.Protection.Apply();
        foreach (var omission in written.Omissions)
            note(omission.ToString());
    }
}
