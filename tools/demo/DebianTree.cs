using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Demo;

/// <summary>A Debian system in a directory: made once by debootstrap from the sources that this machine has configured,
/// then kept as a tar in <c>.cache/</c> of the repository.</summary>
internal sealed class DebianTree(Screen screen, NetworkLab lab)
{
    /// <summary>Enough to be a real machine: services, an editor, interpreters, a compiler, a file with capabilities.</summary>
    private const string Packages =
        "systemd-sysv,dbus,openssh-server,iputils-ping,sudo,acl,locales,python3,vim,git,gcc,libc6-dev";

    private static readonly string[] s_archiving = ["--xattrs", "--xattrs-include=*", "--acls", "--numeric-owner", "--sparse"];

    /// <summary>Puts the tree into a directory that exists.</summary>
    /// <exception cref="ChildFailedException">debootstrap or tar failed.</exception>
    /// <exception cref="InvalidOperationException">This machine has no Debian sources.</exception>
    public void Extract(string target)
    {
        var (mirror, suite) = Source();
        var cached = Path.Combine(Programs.Repository, ".cache", $"debian-{suite}.tar");
        if (!File.Exists(cached))
            Make(mirror, suite, cached);
        screen.Fact(
            "tree",
            $"Debian {suite}, from .cache/{Path.GetFileName(cached)} of {File.GetLastWriteTimeUtc(cached):yyyy-MM-dd}"
        );
        Child.Run("tar", [.. s_archiving, "-xpf", cached, "-C", target]);
    }

    private void Make(string mirror, string suite, string cached)
    {
        screen.Fact("tree", $"debootstrap makes a Debian {suite}, once, from this machine's own package source");
        var directory = Path.Combine(lab.Directory, "debootstrap");
        Bootstrap(mirror, suite, directory);
        foreach (var package in Directory.EnumerateFiles(Path.Combine(directory, "var/cache/apt/archives"), "*.deb"))
            File.Delete(package);
        Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
        Child.Run("tar", [.. s_archiving, "-cf", cached + ".new", "-C", directory, "."]);
        File.Move(cached + ".new", cached);
        LabFiles.Remove(directory);
    }

    private void Bootstrap(string mirror, string suite, string directory)
    {
        var clock = Stopwatch.StartNew();
        using var debootstrap = Child.Start(
            new Launch("debootstrap", "--variant=minbase", "--include=" + Packages, suite, directory, mirror)
            {
                Environment = Proxy(),
            }
        );
        while (debootstrap.Exit == null && clock.Elapsed < TimeSpan.FromMinutes(20))
        {
            var word = debootstrap.Output.TrimEnd().Split('\n')[^1];
            screen.Now($"  {clock.Elapsed.TotalSeconds, 6:0} s  {word}");
            Interruption.Pause(TimeSpan.FromMilliseconds(200));
        }
        screen.Now("");
        debootstrap.WaitForSuccess(TimeSpan.Zero);
    }

    /// <summary>The first source of main packages whose suite is this machine's own, as apt knows it.</summary>
    private static (string Mirror, string Suite) Source()
    {
        var suite = Child.Run("sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME").Trim();
        var targets = Child.Run(
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Created-By: Packages"
        );
        var source = targets
            .Split('\n')
            .Select(line => line.Split(' '))
            .FirstOrDefault(words => words is [_, _, "main"] && words[1] == suite);
        return source == null
            ? throw new InvalidOperationException($"apt knows no source of Debian {suite} main; see /etc/apt/sources.list.d")
            : (source[0], suite);
    }

    /// <summary>debootstrap downloads with wget, which does not read apt's configuration.</summary>
    private static System.Collections.Generic.Dictionary<string, string> Proxy()
    {
        var proxy = Child.Run("sh", "-c", "eval $(apt-config shell P Acquire::http::Proxy); echo $P").Trim();
        return proxy is "" or "DIRECT" ? [] : new() { ["http_proxy"] = proxy };
    }
}
