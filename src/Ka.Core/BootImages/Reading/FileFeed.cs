using System;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Reading;

/// <summary>A file of a tree.</summary>
/// <exception cref="LinuxException">It cannot be read.</exception>
internal sealed class FileFeed(RootTree tree, string real) : ByteFeed
{
    private readonly Fd _file = tree.Open(real);

    protected override int Fill(Span<byte> buffer) => (int)_file.Read(buffer).OrThrow("read", tree.Quoted(real));

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
