using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Manifests;
using Ka.Streams;
using Ka.Tar;
using Ka.TestKit;
using Ka.Trees.Reading;
using Ka.Trees.Writing;

namespace Ka.Tools.Archive;

/// <summary>The archive by itself, for benches and for other programs' archives.</summary>
internal static class Program
{
    private const string Usage = """
        usage: ka-archive create [-m MANIFEST] [-x DIR].. DIR > FILE    write DIR as a pax archive;
                                                   DIR/x stays empty for each -x x
               ka-archive extract DIR < FILE              extract an archive into DIR
               ka-archive compare A B                     print every difference of two trees; exit 1 when there is one
        """;

    private const int PipeSize = 1 << 20;

    private static int Main(string[] decoded)
    {
        var arguments = ProgramArguments.Read(decoded);
        try
        {
            return arguments switch
            {
                ["create", .. var rest] when rest.Length > 0 => Create(rest),
                ["extract", var directory] => Extract(directory),
                ["compare", var one, var other] => Compare(one, other),
                _ => Fail(2, Usage),
            };
        }
        catch (Exception failure) when (failure is LinuxException or ArchiveException or StreamBrokenException)
        {
            return Fail(1, $"ka-archive: {failure.Message}");
        }
    }

    private static int Create(string[] arguments)
    {
        var exclude = new List<BytePath>();
        var i = 0;
        string? manifest = null;
        if (arguments is ["-m", var file, ..])
            (manifest, i) = (file, 2);
        for (; i + 2 < arguments.Length && arguments[i] == "-x"; i += 2)
            exclude.Add(BytePath.FromText(arguments[i + 1]));
        if (i != arguments.Length - 1)
            return Fail(2, Usage);
        _ = Pipes.Enlarge(Fd.StandardOutput, PipeSize);
        var chunks = new DescriptorChunks(Fd.StandardOutput);
        var reader = new TreeReader(BytePath.FromText(arguments[i]), exclude);
        var report = manifest is null ? reader.Read(chunks) : Record(reader, chunks, BytePath.FromText(manifest));
        chunks.Flush();
        foreach (var note in report.Notes)
            Console.Error.WriteLine($"ka-archive: {note}");
        return report.IsComplete ? 0 : 1;
    }

    private static TreeReadReport Record(TreeReader reader, DescriptorChunks chunks, BytePath path)
    {
        Files.TryOpenEmpty(path, 0x180, out var file).OrThrow("create", path);
        using var closing = file;
        var lines = new DescriptorChunks(file);
        var manifest = new ManifestWriter(lines);
        manifest.Begin(0, BytePath.FromText("-"));
        manifest.BeginTree(BytePath.FromText("./"), BytePath.FromText("/"));
        var report = reader.Read(chunks, manifest);
        manifest.EndStream(0, 0);
        manifest.End();
        lines.Flush();
        return report;
    }

    private static int Extract(string directory)
    {
        _ = Pipes.Enlarge(Fd.StandardInput, PipeSize);
        using var writer = new TreeWriter(BytePath.FromText(directory));
        var written = writer.Write(new DescriptorSource(Fd.StandardInput));
        written.Protection.Apply();
        foreach (var omission in written.Omissions)
            Console.Error.WriteLine($"ka-archive: {omission}");
        return 0;
    }

    private static int Compare(string one, string other)
    {
        var differences = 0;
        foreach (var difference in TreeDiff.Compare(BytePath.FromText(one), BytePath.FromText(other)))
        {
            Console.WriteLine(difference);
            differences++;
        }
        return differences == 0 ? 0 : 1;
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
