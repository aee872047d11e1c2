using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.Operator;
using Xunit;

namespace Ka.Tests.Operator;

public sealed class EndHooksTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ka-hooks-").FullName;
    private readonly List<string> _lines = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_process_that_a_hook_leaves_behind_does_not_hold_the_run()
    {
        Write("50-notify", "sleep 60 & echo $!");
        Write("60-next", "echo $KA_RUN; exit 3");
        var watch = Stopwatch.StartNew();

        EndHooks.Run(_directory, ["KA_RUN=one"], _lines.Add);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(
            ["one", "exit status 3; the run is not changed by that"],
            _lines.Skip(1).Select(line => line.Split(": ")[^1])
        );
        using var left = Process.GetProcessById(int.Parse(_lines[0].Split(": ")[^1]));
        left.Kill();
    }

    private void Write(string name, string commands)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, EndHooks.Stage)).FullName, name);
        using var file = Files.CreateNew(BytePath.FromText(path), FilePermissions.PrivateExecutable);
        file.WriteAll(Encoding.ASCII.GetBytes($"#!/bin/sh\n{commands}\n")).OrThrow("write", path);
    }
}
