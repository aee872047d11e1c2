using System;
using System.CommandLine;
using Ka.CommandLine;

namespace Ka.Commands;

/// <summary>The options about the first boots of clones.</summary>
/// <param name="standard">The time without an option; null: the run does not wait.</param>
internal sealed class BootedOptions(string? standard = null)
{
    private readonly Option<string?> _booted = new("--booted")
    {
        Description =
            "Wait until each clone has reported its first boot, at most TIME (90s, 10m) from its restart; a clone that does not "
            + "report is named."
            + (standard is null ? "" : $" Without it {standard}."),
        HelpName = "TIME",
    };

    private readonly Option<bool> _noWait = new("--no-wait")
    {
        Description = "End when the clones are released; leave nothing in them that reports.",
    };

    public void AddTo(Command command)
    {
        command.AddOptions("Starting and restarting", _booted, _noWait);
    }

    /// <summary>Time for a clone to boot; null: it is not awaited.</summary>
    /// <exception cref="UsageException">It is no time.</exception>
    public TimeSpan? Patience(ParseResult parsed) =>
        parsed.GetValue(_noWait) || (parsed.GetValue(_booted) ?? standard) is not { } time
            ? null
            : DurationParser.Parse(time, "--booted");
}
