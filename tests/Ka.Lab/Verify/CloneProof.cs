using System;
using System.Buffers;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Manifests;
using Ka.TestKit;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Lab.Verify;

/// <summary>A manifest of trees as they lie there, as if they had been sent, and what <c>ka verify --clone</c> says of them
/// later.</summary>
internal sealed class CloneProof
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    private readonly string _manifest;

    /// <param name="manifest">The file to be written.</param>
    /// <param name="root">Of the clone.</param>
    /// <param name="mounts">What is mounted in it: <c>/var</c>.</param>
    public CloneProof(string manifest, string root, params string[] mounts)
    {
        _manifest = manifest;
        var output = new ArrayBufferWriter<byte>();
        var writer = new ManifestWriter(output);
        writer.Begin(0, BytePath.FromText("golden"));
        foreach (var mount in mounts.Prepend(""))
        {
            writer.BeginTree(BytePath.FromText($".{mount}/"), BytePath.FromText(mount + "/"));
            new TreeReader(BytePath.FromText(root + mount)).Read(new Nowhere(), writer);
            writer.EndStream(0, 0);
        }
        writer.End();
        File.WriteAllBytes(manifest, output.WrittenSpan);
    }

    /// <returns>The lines of differences that are not on purpose, and what is said at the end.</returns>
    public (string[] Differences, string End) Of(string root)
    {
        var child = Child.Start(new Launch(Programs.Ka, "verify", "--clone", _manifest, root));
        Assert.True(child.Wait(s_patience).Status is 0 or 1, child.Account());
        return (VerifyLab.Lines(child.Output), VerifyLab.Lines(child.Errors).Last());
    }

    private sealed class Nowhere : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[256 << 10];

        public void Advance(int count) { }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
