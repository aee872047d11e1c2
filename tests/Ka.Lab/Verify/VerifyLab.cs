using System;
using System.Linq;
using Ka.Lab.Clone;
using Ka.Linux;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Verify;

/// <summary>A tree that was sent to one node with a manifest, and what <c>ka verify</c> says about the copy.</summary>
internal sealed class VerifyLab : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly CloneLab _lab = new(1);
    private readonly LoopDisk _disk;

    public VerifyLab(Action<BytePath> fill, params string[] more)
    {
        _disk = new LoopDisk("ext4", 1L << 30);
        using var golden = new LoopDisk("ext4", 1L << 30);
        fill(golden.Root);
        var sender = _lab.Send(1, ["--tree", golden.Root.ToString(), "--manifest", Manifest, .. more]);
        _lab.Expect(0, _lab.Receive(1, "--tree", Root.ToString()), sender);
    }

    public string Manifest => _lab.PathOf("manifest");

    /// <summary>Of the copy.</summary>
    public BytePath Root => _disk.Root;

    /// <summary>A name in the copy, for programs.</summary>
    public string PathOf(string name) => $"{Root}/{name}";

    /// <summary>The lines of differences, after this exit status.</summary>
    public string[] Verify(int status, params string[] more) => Lines(Run(status, more).Output);

    /// <summary>The program, at its end.</summary>
    public Child Run(int status, params string[] more)
    {
        var child = Child.Start(new Launch(Programs.Ka, ["verify", Manifest, Root.ToString(), .. more]));
        Assert.True(child.Wait(s_patience).Status == status, child.Account());
        return child;
    }

    public static string[] Lines(string output) => [.. output.Split('\n').Where(line => line.Length > 0)];

    public void Dispose()
    {
        _lab.Dispose();
        _disk.Dispose();
    }
}
