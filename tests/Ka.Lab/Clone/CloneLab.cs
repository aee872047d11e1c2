using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A golden node and some nodes with the program, a token and directories of their own.</summary>
internal sealed class CloneLab : IDisposable
{
    /// <summary>Nothing here sends more than a minute's worth.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly NetworkLab _lab;
    private readonly CloneCommands _commands;
    private readonly List<Child> _children = [];
    private readonly List<LabDisk> _disks = [];

    public CloneLab(int nodes, int? rate = null)
    {
        _lab = new NetworkLab(new LabOptions { Hosts = nodes + 1, Rate = rate });
        Token = CloneCommands.MakeToken(_lab);
        _commands = new CloneCommands("lab", Token);
    }

    public LabHost Golden => _lab.Hosts[0];

    /// <summary>The token file of every command that names none.</summary>
    public string Token { get; }

    /// <summary>A node, counted from 1.</summary>
    public LabHost Node(int number) => _lab.Hosts[number];

    /// <summary>A name in the lab's directory.</summary>
    public string PathOf(string name) => Path.Combine(_lab.Directory, name);

    /// <inheritdoc cref="NetworkLab.InMemory"/>
    public string InMemory(string name) => _lab.InMemory(name);

    /// <summary>A fresh directory.</summary>
    public string MakeDirectory(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

    /// <summary>A file of random bytes.</summary>
    public string MakeFile(string name, int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>A fresh file system of 400 MiB.</summary>
    public LabDisk MakeDisk(string name, string type = "ext4", long mebibytes = 400, params string[] mkfsOptions)
    {
        _disks.Add(new LabDisk(_lab, name, type, mebibytes << 20, inMemory: false, mkfsOptions));
        return _disks[^1];
    }

    public string MakeToken(string name) => CloneCommands.MakeToken(_lab, name);

    public TrafficCapture Capture() => _lab.Capture(PathOf("all.pcap"));

    /// <summary>The golden node's <c>ka send --json</c> with the session's name and the token.</summary>
    public Child Send(int nodes, params string[] what) => Start(Golden, SendCommand(nodes, what));

    /// <inheritdoc cref="Send"/>
    public Launch SendCommand(int nodes, params string[] what) => _commands.Send(nodes, what);

    /// <summary>A node's <c>ka recv --json</c> with the session's name and the token.</summary>
    public Child Receive(int node, params string[] what) => Start(Node(node), _commands.Receive(what));

    /// <summary>The first nodes, each with a file of its own: node-1, node-2 and so on.</summary>
    public Child[] ReceiveFiles(int nodes) =>
        [.. Enumerable.Range(1, nodes).Select(node => Receive(node, "--file", PathOf($"node-{node}")))];

    /// <summary>Any command of the program on any host.</summary>
    public Child Start(LabHost host, params string[] words) => Start(host, new Launch(Programs.Ka, words));

    /// <inheritdoc cref="Start(LabHost, string[])"/>
    public Child Start(LabHost host, Launch launch)
    {
        _children.Add(host.Start(launch));
        return _children[^1];
    }

    /// <summary>Waits for the end and checks the exit status; what everybody said is in the failure.</summary>
    public void Expect(int status, params Child[] children)
    {
        foreach (var child in children)
        {
            var found = child.Wait(s_patience).Status;
            Assert.True(found == status, $"exit status {found} instead of {status}: {child.Account()}\n{Others(child)}");
        }
    }

    private string Others(Child child) =>
        string.Join('\n', _children.Where(other => other != child).Select(other => "beside it: " + other.Account()));

    /// <summary>The sender's last event, after its end with this exit status.</summary>
    public SendReport Report(Child sender, int status)
    {
        Expect(status, sender);
        return SendReport.Parse(sender.Output);
    }

    /// <inheritdoc cref="Wait.Until"/>
    public static void Until(Func<bool> holds, string what) => Wait.Until(holds, what);

    /// <summary>Waits until a command with <c>--json</c> has written events of this name.</summary>
    public static void UntilEvent(Child child, string name, int count = 1) =>
        Until(() => JsonEvents.Of(child, name).Count >= count, string.Create(CultureInfo.InvariantCulture, $"{count} '{name}'"));

    /// <summary>Waits until a receiver has told of that many bytes: the transfer is under way.</summary>
    public static void UntilReceived(Child receiver, long bytes) =>
        Until(() => BytesReceived(receiver) >= bytes, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes received"));

    /// <summary>Bytes that a receiver has told of until now.</summary>
    public static long BytesReceived(Child receiver) =>
        JsonEvents.Of(receiver, "progress") is [.., var last] ? last.Number("bytes") : 0;

    /// <summary>The reason in a command's last event; empty when all is well.</summary>
    public static string ReasonOf(Child child) => JsonEvents.End(child).Text("reason");

    public static void AssertSameFile(string expected, string actual) =>
        Assert.True(
            File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)),
            $"{actual} differs from {expected}"
        );

    public static void AssertSameTree(string expected, string actual) =>
        Assert.Empty(TreeDiff.Compare(Linux.BytePath.FromText(expected), Linux.BytePath.FromText(actual)));

    public void Dispose()
    {
        foreach (var child in Enumerable.Reverse(_children))
            child.Dispose();
        foreach (var disk in Enumerable.Reverse(_disks))
            disk.Dispose();
        _lab.Dispose();
    }
}
