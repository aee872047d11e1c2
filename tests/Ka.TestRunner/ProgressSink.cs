using System;
using Xunit;
using Xunit.Abstractions;

namespace Ka.TestRunner;

/// <summary>A sink that hands every message on and reports those that a reader waits for.</summary>
internal sealed class ProgressSink(IMessageSink next, ProgressReport report) : LongLivedMarshalByRefObject, IMessageSink
{
    /// <inheritdoc/>
    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseStarting starting:
                report.Start(starting.TestCase.UniqueID, NameOf(starting.TestCase));
                break;
            case ITestFailed failed:
                report.Fail(NameOf(failed.TestCase), failed.Messages.Length > 0 ? failed.Messages[0] : "");
                break;
            case ITestCaseFinished finished:
                report.Finish(finished.TestCase.UniqueID);
                break;
            case ITestClassFinished finished:
                report.FinishClass(
                    ShortNameOf(finished.TestClass.Class.Name),
                    finished.TestsRun,
                    TimeSpan.FromSeconds((double)finished.ExecutionTime)
                );
                break;
            case ITestAssemblyFinished:
                report.Dispose();
                break;
        }
        return next.OnMessage(message);
    }

    private static string NameOf(ITestCase test) => ShortNameOf(test.DisplayName);

    /// <summary>The name without the assembly's: <c>Ka.Lab.Clone.FileTests.X</c> is <c>Clone.FileTests.X</c>.</summary>
    private static string ShortNameOf(string name)
    {
        foreach (var prefix in new[] { "Ka.Lab.", "Ka.Linux.Tests.", "Ka.Tests." })
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return name[prefix.Length..];
        return name;
    }
}
