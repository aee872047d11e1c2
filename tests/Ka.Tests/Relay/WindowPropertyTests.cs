using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Relay;
using Xunit;

namespace Ka.Tests.Relay;

/// <summary>Random operations on a window, each compared with a model that keeps the whole stream.</summary>
public sealed class WindowPropertyTests : IDisposable
{
    private const int Operations = 2000;

    private readonly Wakeup _wakeup = new();

    public static TheoryData<int> Seeds
    {
        get
        {
            var seeds = new TheoryData<int>();
            for (var seed = 0; seed < 100; seed++)
                seeds.Add(seed);
            return seeds;
        }
    }

    public void Dispose() => _wakeup.Dispose();

    [Fact]
    public void The_oldest_position_stays_when_bytes_are_taken_back_after_the_ring_wrapped()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: false);
        window.Retain(long.MaxValue);
        Write(window, 90);
        window.MarkVerified(90);
        Write(window, 60);
        Assert.Equal(50, window.Positions.Oldest);
        window.Rewind();
        Assert.Equal((50, 90), (window.Positions.Oldest, window.Positions.Head));
        Assert.False(window.TryRetain(49));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.From(49).Length);
        Assert.True(window.TryRetain(50));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_position_that_is_offered_holds_the_bytes_of_the_stream(int seed)
    {
        var hasReader = seed % 3 != 0;
        using var window = new Window(new Random(seed).Next(50, 400), _wakeup, hasReader);
        var model = new Model(window, hasReader, seed);
        for (var i = 0; i < Operations; i++)
        {
            model.Step();
            model.Compare();
        }
        Assert.True(model.HasWrapped, "the ring was never full");
    }

    private static void Write(Window window, int count)
    {
        while (count > 0)
        {
            var space = window.Reserve(count);
            window.Commit(space.Length);
            count -= space.Length;
        }
    }

    private sealed class Model(Window window, bool hasReader, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<byte> _stream = [];
        private long _oldest;
        private long _verifiedTo;
        private long _consumed;
        private long _retained;

        public bool HasWrapped => _oldest > 0;

        private long Kept => Math.Min(_verifiedTo, Math.Min(_retained, hasReader ? _consumed : long.MaxValue));

        public void Step()
        {
            switch (_random.Next(8))
            {
                case 0 or 1 or 2:
                    Write();
                    break;
                case 3:
                    window.MarkVerified(_verifiedTo = _random.NextInt64(_verifiedTo, _stream.Count + 1));
                    break;
                case 4:
                    window.Rewind();
                    _stream.RemoveRange((int)_verifiedTo, _stream.Count - (int)_verifiedTo);
                    break;
                case 5 when hasReader:
                    window.Consume(_consumed = _random.NextInt64(_consumed, _verifiedTo + 1));
                    break;
                case 6:
                    AttachChild(_random.NextInt64(Math.Max(0, _oldest - 20), _stream.Count + 20));
                    break;
                default:
                    var floor = _random.NextInt64(Math.Min(_retained, _verifiedTo), _verifiedTo + 1);
                    window.Retain(_retained = _random.Next(4) == 0 ? long.MaxValue : floor);
                    break;
            }
        }

        public void Compare()
        {
            var positions = window.Positions;
            Assert.Equal((_oldest, _verifiedTo, _stream.Count), (positions.Oldest, positions.VerifiedTo, positions.Head));
            Assert.InRange(positions.Oldest, 0, positions.VerifiedTo);
            var bytes = new byte[positions.Head - positions.Oldest];
            window.CopyTo(positions.Oldest, bytes);
            Assert.Equal(_stream[(int)_oldest..], bytes);
            if (_oldest > 0)
                Assert.Throws<ArgumentOutOfRangeException>(() => window.From(_oldest - 1).Length);
        }

        private void Write()
        {
            var space = window.Reserve(_random.Next(1, 100));
            var needed = Math.Min(_stream.Count, Kept);
            Assert.InRange(_stream.Count + space.Length, 0, Math.Max(_stream.Count, needed + window.Capacity));
            // All of it is the writer's, also what it gives back.
            _random.NextBytes(space);
            _oldest = Math.Max(_oldest, _stream.Count + space.Length - window.Capacity);
            var count = _random.Next(space.Length + 1);
            foreach (var value in space[..count])
                _stream.Add(value);
            window.Commit(count);
        }

        private void AttachChild(long position)
        {
            var isThere = position >= _oldest;
            Assert.Equal(isThere, window.TryRetain(position));
            if (isThere)
                _retained = Math.Min(_retained, position);
        }
    }
}
