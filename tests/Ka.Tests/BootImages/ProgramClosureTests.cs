using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.BootImages.Elf;
using Ka.BootImages.Tree;
using Ka.RootTrees;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>What comes along with a program.</summary>
public sealed class ProgramClosureTests : IDisposable
{
    private readonly TempDir _directory = new();
    private readonly RootTree _root;
    private readonly ImageTree _image = new();

    public ProgramClosureTests()
    {
        _root = new RootTree(_directory.Path);
        _directory.Make("usr/bin");
        _directory.Make("etc/ld.so.conf.d");
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_program_of_this_machine_brings_what_ldd_shows()
    {
        // The tree is this machine: its loader's places are the same.
        using var machine = new RootTree(Ka.Linux.BytePath.FromText("/"));
        var closure = new ProgramClosure(machine, _image);

        Assert.True(closure.TryAdd("/bin/bash"));

        Assert.Empty(closure.Missing);
        var shown = Child
            .Run("ldd", "/bin/bash")
            .Split(['\n', ' ', '\t'])
            .Where(word => word.StartsWith('/'))
            .Select(path => machine.Resolve(path)!);
        Assert.Equal(
            shown.Append(machine.Resolve("/bin/bash")!).Distinct().Order(StringComparer.Ordinal),
            Files().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_script_brings_its_interpreter_and_env_what_it_is_asked_for()
    {
        Script("usr/bin/sh", "");
        Script("usr/bin/env", "");
        Script("usr/bin/python3", "");
        Script("usr/bin/a", "#!/usr/bin/sh -e\n");
        Script("usr/bin/b", "#! /usr/bin/env python3\n");
        var closure = new ProgramClosure(_root, _image);

        Assert.True(closure.TryAdd("/usr/bin/a"));
        Assert.True(closure.TryAdd("/usr/bin/b"));

        Assert.Empty(closure.Missing);
        Assert.Equal(
            ["/usr/bin/a", "/usr/bin/b", "/usr/bin/env", "/usr/bin/python3", "/usr/bin/sh"],
            Files().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void All_that_is_missing_is_named_with_who_needs_it()
    {
        Script("usr/bin/a", "#!/usr/bin/perl\n");
        File.Copy("/bin/bash", _directory.TextIn("usr/bin/bash"));
        var closure = new ProgramClosure(_root, _image);

        Assert.True(closure.TryAdd("/usr/bin/a"));
        Assert.True(closure.TryAdd("/usr/bin/bash"));
        Assert.False(closure.TryAdd("/usr/bin/no-such"));

        Assert.Contains("/usr/bin/perl (runs /usr/bin/a)", closure.Missing);
        Assert.Contains("libc.so.6 (needed by /usr/bin/bash)", closure.Missing);
        Assert.Contains("/lib64/ld-linux-x86-64.so.2 (loads /usr/bin/bash)", closure.Missing);
    }

    [Fact]
    public void A_library_is_found_where_the_program_says_and_one_for_other_machines_is_passed_over()
    {
        _directory.Make("opt/app/bin");
        _directory.Make("opt/app/lib");
        _directory.Make("usr/lib64");
        Compile("opt/app/lib/libx.so", "int x(void) { return 1; }\n", "-shared");
        Compile(
            "opt/app/bin/program",
            "int x(void); int main(void) { return x(); }\n",
            $"-L{_directory.TextIn("opt/app/lib")}",
            "-lx",
            "-Wl,-rpath,$ORIGIN/../lib",
            "-nostdlib",
            "-Wl,-e,main"
        );
        File.WriteAllBytes(
            _directory.TextIn("usr/lib64/libx.so"),
            [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1, .. new byte[60]]
        );
        File.Copy(_directory.TextIn("opt/app/lib/libx.so"), _directory.TextIn("usr/lib64/libc.so.6"));
        var closure = new ProgramClosure(_root, _image);

        Assert.True(closure.TryAdd("/opt/app/bin/program"));

        Assert.Contains("/opt/app/lib/libx.so", Files());
        Assert.DoesNotContain("/usr/lib64/libx.so", Files());
    }

    [Fact]
    public void Places_of_the_loader_come_from_its_configuration_first()
    {
        File.WriteAllText(_directory.TextIn("etc/ld.so.conf"), "/opt/first # ours\ninclude ld.so.conf.d/*.conf\n");
        File.WriteAllText(_directory.TextIn("etc/ld.so.conf.d/b.conf"), "/opt/b\n");
        File.WriteAllText(_directory.TextIn("etc/ld.so.conf.d/a.conf"), "# nothing\n/opt/a, /opt/aa\n");
        File.WriteAllText(_directory.TextIn("etc/ld.so.conf.d/c.txt"), "/opt/c\n");

        Assert.Equal(["/opt/first", "/opt/a", "/opt/aa", "/opt/b"], LoaderPaths.Of(_root).Take(4));
        Assert.DoesNotContain("/opt/c", LoaderPaths.Of(_root));
    }

    [Fact]
    public void A_configuration_that_includes_itself_comes_to_an_end()
    {
        File.WriteAllText(_directory.TextIn("etc/ld.so.conf"), "include ld.so.conf\n/opt/x\n");

        Assert.Contains("/opt/x", LoaderPaths.Of(_root));
    }

    private HashSet<string> Files() => [.. _image.Entries.Where(entry => entry.Value is ImageFile).Select(entry => entry.Key)];

    private void Script(string path, string text)
    {
        File.WriteAllText(_directory.TextIn(path), text);
        Child.Run("chmod", "755", _directory.TextIn(path));
    }

    private void Compile(string path, string source, params string[] words)
    {
        File.WriteAllText(_directory.TextIn("a.c"), source);
        Child.Run(TestKit.Programs.Pinned("clang"), ["-o", _directory.TextIn(path), _directory.TextIn("a.c"), .. words]);
    }
}
