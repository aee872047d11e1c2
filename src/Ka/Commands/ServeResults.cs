using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>The nodes that are done and those that are not, one address a line, for the next command.</summary>
internal sealed class ServeResults(string? ok, string? failed)
{
    private RunReport? _report;

    /// <summary>The addresses of nodes that are not done.</summary>
    public IReadOnlyList<string> NotDone =>
        [.. (_report?.Nodes ?? []).Where(node => node.Verdict != Verdict.Done).Select(node => node.Name.Address.ToString())];

    public void Report(RunEvent happened)
    {
        if (happened is RunEvent.Ended ended)
            _report = ended.Report;
    }

    /// <exception cref="LinuxException">A file cannot be written.</exception>
    public void Write()
    {
        var (done, others) = (new StringBuilder(), new StringBuilder());
        foreach (var node in _report?.Nodes ?? [])
            (node.Verdict == Verdict.Done ? done : others).Append(node.Name.Address).Append('\n');
        Write(ok, done);
        Write(failed, others);
    }

    private static void Write(string? file, StringBuilder lines)
    {
        if (file is null)
            return;
        var path = BytePath.FromText(file);
        Files.TryOpenEmpty(path, FilePermissions.Public, out var opened).OrThrow("create", path);
        using (opened)
            opened.WriteAll(Encoding.ASCII.GetBytes(lines.ToString())).OrThrow("write", path);
    }
}
