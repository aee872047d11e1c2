using System;
using Xunit;
using Xunit.Sdk;

namespace Ka.TestRunner;

/// <summary>A test, with or without cases, and what it needs. Where that is missing it is skipped with the reason; with
/// <c>CI=true</c> it fails with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Ka.TestRunner.NeedsDiscoverer", "Ka.TestRunner")]
public sealed class NeedsAttribute : FactAttribute
{
    public NeedsAttribute(Need needs)
    {
        Needs = needs;
        Skip = Machine.MaySkip ? Machine.WhyNot(needs) : null;
    }

    /// <summary>What the test needs.</summary>
    public Need Needs { get; }
}
