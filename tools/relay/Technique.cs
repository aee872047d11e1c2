using System;
using System.Collections.Generic;
using System.Linq;

namespace Relay;

/// <summary>One way to forward, by name. <c>Prepare</c> takes the descriptors to read and to write.</summary>
internal sealed record Technique(string Name, bool Blocking, Func<int, int, IRelay> Prepare)
{
    private const int KiB = 1024;

    public static IReadOnlyList<Technique> All { get; } =
    [
        new("copy-128K", true, (input, output) => new CopyRelay(input, output, 128 * KiB)),
        new("copy-1M", true, (input, output) => new CopyRelay(input, output, 1024 * KiB)),
        new("tee-splice", true, (input, output) => new TeeRelay(input, output)),
        new("ring", false, (input, output) => new RingRelay(input, output, consumer: null)),
        new("ring-2-threads", true, (input, output) => new TwoThreadRelay(input, output)),
        new("ring-open-256K", false, (input, output) => new RingRelay(input, output, new Consumer(256 * KiB))),
        new("ring-open-1M", false, (input, output) => new RingRelay(input, output, new Consumer(1024 * KiB))),
    ];

    public static Technique Named(string name) => All.First(technique => technique.Name == name);
}
