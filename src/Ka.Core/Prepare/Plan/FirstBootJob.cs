using System.Collections.Generic;

namespace Ka.Prepare.Plan;

/// <summary>What a clone's init starts at the first boot, and the files that it starts it by.</summary>
/// <param name="What">In the names of steps.</param>
/// <param name="Name">Of its unit or script.</param>
/// <param name="Description">For the system's log.</param>
/// <param name="Call">The command.</param>
internal sealed record FirstBootJob(string What, string Name, string Description, string Call)
{
    /// <summary>It runs after everything else, and nothing waits for it.</summary>
    public bool IsLast { get; init; }

    /// <summary>The line of a script.</summary>
    public string Line => IsLast ? $"{Call} </dev/null >/dev/null 2>&1 &" : Call;

    public string Unit => $"/etc/systemd/system/{Name}.service";

    public string WantedUnit => $"/etc/systemd/system/multi-user.target.wants/{Name}.service";

    public string Script => $"/etc/init.d/{Name}";

    public string RunLevel => $"/etc/runlevels/default/{Name}";

    public IReadOnlyList<string> StartLinks =>
        [$"/etc/rc2.d/S99{Name}", $"/etc/rc3.d/S99{Name}", $"/etc/rc4.d/S99{Name}", $"/etc/rc5.d/S99{Name}"];
}
