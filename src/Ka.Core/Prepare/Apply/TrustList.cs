using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.Prepare.Apply;

/// <summary>A list of fapolicyd (fapolicyd.trust(5)): path, size and SHA-256 of each program.</summary>
internal static class TrustList
{
    /// <exception cref="LinuxException">A program cannot be read.</exception>
    public static string Of(RootTree tree, IEnumerable<string> programs)
    {
        var text = new StringBuilder();
        foreach (var path in programs)
        {
            var content = tree.Read(path);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{path} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}\n"
            );
        }
        return text.ToString();
    }
}
