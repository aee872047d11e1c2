using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Ka.TestRunner;

/// <summary>xunit's own test framework, whose runs are shown while they last: <see cref="ProgressReport"/>.</summary>
/// <remarks><c>tests/Directory.Build.targets</c> selects it for every test project.</remarks>
public sealed class ProgressFramework(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName name, ISourceInformationProvider source, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(name, source, diagnostics)
    {
        /// <inheritdoc/>
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions
        )
        {
            var cases = testCases.ToList();
            var report = ProgressReport.Open(AssemblyName(), cases.Count);
            base.RunTestCases(
                cases,
                report is null ? executionMessageSink : new ProgressSink(executionMessageSink, report),
                executionOptions
            );
        }

        private string AssemblyName() => TestAssembly.Assembly.Name.Split(',')[0];
    }
}
