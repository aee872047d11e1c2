using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Ka.TestKit;

/// <summary>Roots of machines on which a release of Debian was installed, in directories: <c>tools/suite-root.sh</c> makes them,
/// before the tests are in a network of their own. No test writes into them.</summary>
public static class SuiteRoot
{
    /// <summary>Debian 11: the oldest tools.</summary>
    public const string Oldest = "bullseye";

    /// <summary>Debian 11, 12, 13 and what comes next.</summary>
    public static IReadOnlyList<string> All { get; } = [Oldest, "bookworm", "trixie", "sid"];

    /// <summary>The root of a release.</summary>
    public static string Of(string suite) => Path.Combine(Programs.Repository, ".cache", "suites", suite);

    /// <summary>Why one of these is missing; null when none is.</summary>
    public static string? WhyNot(params IEnumerable<string> suites) =>
        suites.FirstOrDefault(suite => !File.Exists(Path.Combine(Of(suite), ".ka-suite"))) is { } missing
            ? $"no Debian {missing} in {Of(missing)}: ./build.sh vm makes it, or tools/suite-root.sh"
            : null;
}
