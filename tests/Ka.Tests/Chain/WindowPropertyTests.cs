using System;
using System.Collections.Generic;
using Ka.Chain;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Chain;

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
        window.Prove(90);
        Write(window, 60);
        Assert.Equal(50, window.Oldest);
        window.Rewind();
        Assert.Equal((50, 90), (window.Oldest, window.Head));
        Assert.False(window.TryRetain(49));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.From(49).Length);
        Assert.True(window.TryRetain(50));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_position_that_is_offered_holds_the_bytes_of_the_stream(int seed)
    {
        using var window = new Window(new Random(seed).Next(50, 400), _wakeup, hasLocalReader: seed % 3 != 0);
        var model = new Model(window, seed);
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
            var room = window.Room(count);
            window.Advance(room.Length);
            count -= room.Length;
        }
    }

    private sealed class Model(Window window, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<byte> _stream = [];
        private readonly bool _hasReader = window.Consumed == 0;
        private long _oldest;
        private long _proven;
        private long _consumed;
        private long _retained;

        public bool HasWrapped => _oldest > 0;

        private long Kept => Math.Min(_proven, Math.Min(_retained, _hasReader ? _consumed : long.MaxValue));

        public void Step()
        {
            switch (_random.Next(8))
            {
                case 0 or 1 or 2:
                    Write();
                    break;
                case 3:
                    window.Prove(_proven = _random.NextInt64(_proven, _stream.Count + 1));
                    break;
                case 4:
                    window.Rewind();
                    _stream.RemoveRange((int)_proven, _stream.Count - (int)_proven);
                    break;
                case 5 when _hasReader:
                    window.Consume(_consumed = _random.NextInt64(_consumed, _proven + 1));
                    break;
                case 6:
                    AttachChild(_random.NextInt64(Math.Max(0, _oldest - 20), _stream.Count + 20));
                    break;
                default:
                    window.Retain(_retained = _random.Next(4) == 0 ? long.MaxValue : _random.NextInt64(Math.Min(_retained, _proven), _proven + 1));
                    break;
            }
        }

        public void Compare()
        {
            Assert.Equal((_oldest, _proven, _stream.Count), (window.Oldest, window.Proven, window.Head));
            Assert.InRange(window.Oldest, 0, window.Proven);
            var bytes = new byte[window.Head - window.Oldest];
            window.CopyTo(window.Oldest, bytes);
            Assert.Equal(_stream[(int)_oldest..], bytes);
            if (_oldest > 0)
                Assert.Throws<ArgumentOutOfRangeException>(() => window.From(_oldest - 1).Length);
        }

        private void Write()
        {
            var room = window.Room(_random.Next(1, 100));
            var needed = Math.Min(_stream.Count, Kept);
            Assert.True(_stream.Count + room.Length <= Math.Max(_stream.Count, needed + window.Capacity), "a needed byte was given away");
            // All of it is the writer's, also what it gives back.
            _random.NextBytes(room);
            _oldest = Math.Max(_oldest, _stream.Count + room.Length - window.Capacity);
            var count = _random.Next(room.Length + 1);
            foreach (var value in room[..count])
                _stream.Add(value);
            window.Advance(count);
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
