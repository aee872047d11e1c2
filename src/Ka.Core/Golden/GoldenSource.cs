using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Golden;

/// <summary>What is sent.</summary>
public sealed class GoldenSource
{
    private readonly Func<IStreamProducer> _open;

    private GoldenSource(Func<IStreamProducer> open) => _open = open;

    /// <summary>It can be read again for the next round.</summary>
    public bool Repeats { get; private init; } = true;

    /// <param name="exclude">Directories whose contents stay behind: absolute ones lie inside <paramref name="root"/>, relative
    /// ones are meant from there.</param>
    public static GoldenSource Tree(BytePath root, IReadOnlyList<BytePath> exclude) => new(() => new TreeProducer(root, exclude));

    public static GoldenSource File(BytePath path) => new(() => new FileProducer(path)) { Repeats = !path.Bytes.SequenceEqual("-"u8) };

    public static GoldenSource Command(BytePath command) => new(() => new CommandProducer(command));

    /// <exception cref="LinuxException">It is not there, or cannot be read.</exception>
    internal IStreamProducer Open() => _open();
}
