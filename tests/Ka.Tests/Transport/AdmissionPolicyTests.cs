using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Xunit;

namespace Ka.Tests.Transport;

/// <summary>The admission policy in virtual time.</summary>
public sealed class AdmissionPolicyTests
{
    private static readonly IPAddress s_first = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress s_second = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress s_third = IPAddress.Parse("10.0.0.3");

    private readonly AdmissionPolicy _policy = new(new AdmissionOptions(Total: 4, PerAddress: 3));

    [Fact]
    public void An_address_with_its_share_leaves_places_for_others()
    {
        for (var i = 0; i < 3; i++)
            Assert.NotNull(Admit(s_first));
        Assert.Null(Admit(s_first));
        Assert.NotNull(Admit(s_second));
    }

    [Fact]
    public void When_all_is_taken_the_oldest_of_the_most_frequent_address_goes()
    {
        Admit(s_second);
        var oldest = Admit(s_first);
        Admit(s_first);
        Admit(s_first);

        Assert.NotNull(_policy.TryAdmit(s_third, Seconds(1), out var evicted));
        Assert.Same(oldest, evicted);
        Assert.Equal(4, _policy.Count);
    }

    [Fact]
    public void A_released_place_is_free_at_once_and_a_rejected_one_after_the_delay()
    {
        var (released, rejected) = (Admit(s_first)!, Admit(s_first)!);
        Admit(s_first);
        _policy.Release(released);
        _policy.Release(released);
        Assert.NotNull(Admit(s_first));

        _policy.Reject(rejected, Seconds(10));
        Assert.Null(_policy.TryAdmit(s_first, Seconds(10.9), out _));
        Assert.NotNull(_policy.TryAdmit(s_first, Seconds(11), out _));
    }

    [Fact]
    public void Places_of_rejected_connections_keep_no_other_address_out()
    {
        foreach (var address in new[] { s_first, s_first, s_first, s_second })
            _policy.Reject(Admit(address)!, TimeSpan.Zero);
        Assert.Null(_policy.TryAdmit(s_first, Seconds(0.5), out _));
        Assert.NotNull(_policy.TryAdmit(s_third, Seconds(0.5), out _));
    }

    [Fact]
    public void A_handshake_has_a_deadline_and_a_rejected_one_has_none()
    {
        var place = Admit(s_first)!;
        Assert.Equal(Seconds(30), _policy.UntilDue(TimeSpan.Zero));
        Assert.Empty(_policy.Overdue(Seconds(29.9)));
        Assert.Equal([place], _policy.Overdue(Seconds(30)));
        _policy.Reject(place, Seconds(30));
        Assert.Empty(_policy.Overdue(Seconds(31)));
        Assert.Null(_policy.UntilDue(Seconds(31)));
    }

    [Theory]
    [InlineData(Errno.EMFILE)]
    [InlineData(Errno.ENFILE)]
    [InlineData(Errno.ENOMEM)]
    [InlineData(Errno.ENOBUFS)]
    public void Accepting_pauses_after_a_shortage(Errno error)
    {
        Assert.True(_policy.AcceptFailed(error, Seconds(5)));
        Assert.True(_policy.IsPaused(Seconds(5.1)));
        Assert.Equal(Seconds(0.1), _policy.UntilDue(Seconds(5.1)));
        Assert.False(_policy.IsPaused(Seconds(5.2)));
    }

    [Fact]
    public void Accepting_goes_on_after_an_empty_queue()
    {
        Assert.False(_policy.AcceptFailed(Errno.EAGAIN, Seconds(5)));
        Assert.False(_policy.IsPaused(Seconds(5)));
    }

    [Fact]
    public void One_address_never_keeps_another_out_whatever_it_does()
    {
        var random = new Random(4711);
        List<AdmissionPolicy.Place> held = [];
        for (var now = TimeSpan.Zero; now < TimeSpan.FromMinutes(10); now += TimeSpan.FromMilliseconds(50))
        {
            if (_policy.TryAdmit(s_first, now, out _) is { } place)
                held.Add(place);
            if (held.Count > 0 && random.Next(3) == 0)
                _policy.Reject(held[random.Next(held.Count)], now);
            var honest = _policy.TryAdmit(s_second, now, out _);
            Assert.NotNull(honest);
            _policy.Release(honest);
        }
    }

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);

    private AdmissionPolicy.Place? Admit(IPAddress address) => _policy.TryAdmit(address, TimeSpan.Zero, out _);
}
