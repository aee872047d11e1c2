using System.Collections.Generic;
using System.Linq;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Ka.TestRunner;

/// <summary>The discoverer of tests with <see cref="NeedsAttribute"/>: a theory where there are data, a fact where there are
/// none.</summary>
public sealed class NeedsDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    )
    {
        var reason = Machine.WhyNot(factAttribute.GetNamedArgument<Need>(nameof(NeedsAttribute.Needs)));
        if (reason is not null && !Machine.MaySkip)
            return [Failure(discoveryOptions, testMethod, reason)];
        IXunitTestCaseDiscoverer discoverer = testMethod.Method.GetCustomAttributes(typeof(DataAttribute)).Any()
            ? new TheoryDiscoverer(diagnostics)
            : new FactDiscoverer(diagnostics);
        return discoverer.Discover(discoveryOptions, testMethod, factAttribute);
    }

    private ExecutionErrorTestCase Failure(ITestFrameworkDiscoveryOptions options, ITestMethod method, string reason) =>
        new(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, reason);
}
