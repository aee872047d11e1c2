using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Ka.Tests.Architecture;

internal static class Findings
{
    /// <summary>Passes when there is none, and otherwise lists all of them.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var list = findings.ToList();
        Assert.True(list.Count == 0, string.Join('\n', list));
    }
}
