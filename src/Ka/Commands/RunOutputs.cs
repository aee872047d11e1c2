using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Ka.CommandLine;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Logs;
using Ka.Operator;
using Ka.Prepare.Plan;
using Ka.Reporting;
using Ka.Runs;
using Ka.Sender;
using Ka.Web;

namespace Ka.Commands;

/// <summary>The outputs of a run of <c>ka serve</c>, which do not change it: its directory, its page, its metrics, the hooks at
/// its end.</summary>
internal sealed class RunOutputs
{
    private readonly Option<string> _runs = new("--runs")
    {
        Description = "The directory where each run keeps its plan, events, report and the nodes' logs.",
        HelpName = "DIR",
        DefaultValueFactory = _ => RunStore.Default,
    };

    private readonly Option<int> _keep = new("--keep-runs")
    {
        Description = "Runs that are kept there; older ones are removed.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    private readonly Option<bool> _noRuns = new("--no-runs") { Description = "Keep nothing of this run." };

    private readonly Option<string> _hooks = new("--hooks")
    {
        Description = $"This machine's hooks; those in DIR/{EndHooks.Stage} are run when the run has ended.",
        HelpName = "DIR",
        DefaultValueFactory = _ => HookSteps.InTree,
    };

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = "Metrics for Prometheus at http://ADDRESS:PORT/metrics.",
        HelpName = "ADDRESS:PORT",
    };

    private readonly Option<string?> _web = new("--web")
    {
        Description = "A page that shows the run, at http://ADDRESS:PORT/.",
        HelpName = "ADDRESS:PORT",
    };

    public void AddTo(Command command)
    {
        command.AddOptions("What a run leaves behind", _runs, _keep, _noRuns, _hooks, _metrics, _web);
    }

    /// <exception cref="UsageException">An option's value makes no sense.</exception>
    /// <exception cref="LinuxException">A port cannot be had.</exception>
    public Opened Open(ParseResult parsed, SenderOptions plan, RunStatus board, Action<string> say)
    {
        if (parsed.GetValue(_keep) is < 1 and var keep)
            throw new UsageException($"--keep-runs: {keep} is not a number of runs");
        var record = parsed.GetValue(_noRuns) ? null : Begin(parsed, plan, say);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var pages = new RunPages(board, key, record?.Directory);
        var ports = new List<HttpServer>();
        if (At(parsed, _metrics) is { } metrics)
            ports.Add(new HttpServer(metrics, pages.Metrics, say));
        if (At(parsed, _web) is { } web)
        {
            ports.Add(new HttpServer(web, pages.Page, say));
            say($"http://{web}/#{key} shows this run; without the key behind # it shows no logs");
        }
        return new Opened(record, ports, parsed.GetRequiredValue(_hooks), say);
    }

    /// <returns>null: nothing can be written there, which was said.</returns>
    private RunRecord? Begin(ParseResult parsed, SenderOptions plan, Action<string> say)
    {
        var shelf = new RunStore(BytePath.FromText(parsed.GetRequiredValue(_runs)));
        try
        {
            var directory = shelf.Create(DateTime.UtcNow);
            RunRecord? record = null;
            var keeper = new NodeLogRecorder(plan.Token, LogServer.Default, directory, reason => record?.Complain(reason));
            record = new RunRecord(directory, keeper, say);
            directory.Write(RunDirectory.Plan, PlanJson.Of(plan));
            shelf.Keep(parsed.GetValue(_keep));
            return record;
        }
        catch (LinuxException e)
        {
            say($"nothing of this run is kept (--runs): {e.Message}");
            return null;
        }
    }

    private static IPEndPoint? At(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } text ? null
        : IPEndPoint.TryParse(text, out var at) && at.Port > 0 ? at
        : throw new UsageException($"{option.Name}: '{BytePath.FromText(text)}' is not ADDRESS:PORT");

    /// <summary>One run's.</summary>
    internal sealed class Opened(RunRecord? record, IReadOnlyList<HttpServer> ports, string hooks, Action<string> say)
        : IDisposable
    {
        private const long MostLogBytes = 16 << 20;

        private RunReport? _report;

        /// <summary>The file of the manifest; null: none.</summary>
        public BytePath? Manifest => record?.Directory.PathOf(RunDirectory.Manifest);

        /// <summary>A log of the run's directory; null: nothing is kept of this run.</summary>
        /// <exception cref="LinuxException">It cannot be written.</exception>
        public RotatingFile? OpenLog(string name) => record?.Directory.Append(name, MostLogBytes);

        /// <summary>Takes an event of the run.</summary>
        public void Report(RunEvent happened)
        {
            record?.Report(happened);
            if (happened is RunEvent.Ended ended)
                _report = ended.Report;
        }

        /// <summary>Takes an event of the run that sends the rescue.</summary>
        public void ReportRescue(RunEvent happened) => record?.Follow(happened);

        /// <summary>Everything is written, and the hooks are run.</summary>
        public void Dispose()
        {
            record?.Dispose();
            foreach (var port in ports)
                port.Dispose();
            if (_report is not { } report)
                return;
            EndHooks.Run(
                hooks,
                [
                    "KA_STAGE=run-end",
                    "KA_RUN_DIR=" + (record is null ? "" : SurrogateEscape.Decode(record.Directory.Path)),
                    "KA_RUN_ID=" + record?.Directory.Id,
                    "KA_RUN_STATE=" + report.State.ToString().ToLowerInvariant(),
                    "KA_NODES_DONE=" + report.Done,
                    "KA_NODES_TOTAL=" + (report.Nodes.Count + report.Missing),
                ],
                say
            );
        }
    }
}
