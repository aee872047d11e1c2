using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ka.Prepare.Plan;

/// <summary>fapolicyd lets programs run that it trusts: those of packages, and those in its own lists
/// (fapolicyd.trust(5)).</summary>
internal static class TrustSteps
{
    private const string List = "/etc/fapolicyd/trust.d/ka";

    /// <summary>Path, size and SHA-256 of each program.</summary>
    public static void Add(PlanDraft draft, IEnumerable<(string Path, byte[] Content)> programs)
    {
        if (!draft.Tree.IsFile("/etc/fapolicyd/fapolicyd.conf"))
            return;
        var text = new StringBuilder();
        foreach (var (path, content) in programs)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{path} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}\n"
            );
        draft.Write("trust of fapolicyd in the hooks", List, text.ToString());
    }
}
