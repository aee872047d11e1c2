using System;
using System.Collections.Generic;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Small files copied out of the stream, for a worker to make.</summary>
internal sealed class FileBatch
{
    private const int Capacity = 256 << 10;

    private readonly byte[] _bytes = new byte[Capacity];
    private int _used;

    public List<Job> Jobs { get; } = [];

    public bool Fits(int bytes) => _used + bytes <= Capacity;

    public void Clear()
    {
        _used = 0;
        Jobs.Clear();
    }

    public int Store(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Grow(bytes.Length));
        return _used - bytes.Length;
    }

    public Span<byte> Grow(int count)
    {
        _used += count;
        return _bytes.AsSpan(_used - count, count);
    }

    public ReadOnlySpan<byte> Path(in Job job) => _bytes.AsSpan(job.Path, job.PathLength);

    public ReadOnlySpan<byte> Name(in Job job) => Path(job).Slice(job.NameStart, job.NameLength);

    public ReadOnlySpan<byte> Content(in Job job) => _bytes.AsSpan(job.Path + job.PathLength, job.Length);

    /// <summary>A file of the batch. Its contents follow its path in the bytes.</summary>
    internal readonly record struct Job
    {
        /// <summary>With a reference held for this job.</summary>
        public required TargetDirectory Directory { get; init; }

        public required NodeAttributes Attributes { get; init; }

        /// <summary>Its number in the archive's order.</summary>
        public required long Sequence { get; init; }

        /// <summary>Where its path begins in the batch.</summary>
        public required int Path { get; init; }

        public required int PathLength { get; init; }

        /// <summary>Where its name begins in its path.</summary>
        public required int NameStart { get; init; }

        public required int NameLength { get; init; }

        /// <summary>Bytes of its contents.</summary>
        public required int Length { get; init; }
    }
}
