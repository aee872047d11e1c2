using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Network.Dhcp;

/// <summary>The client's decisions in virtual time.</summary>
public sealed class DhcpClientTests
{
    private static readonly MacAddress s_mac = new([0x52, 0x54, 0, 0x12, 0x34, 0x56]);

    private readonly DhcpClient _client = new(s_mac, new Random(7));
    private readonly List<(double At, DhcpAction What)> _done = [];
    private TimeSpan _now;

    [Fact]
    public void Questions_are_repeated_quickly_while_somebody_watches_and_rarely_after_that()
    {
        Do(_client.Start(_now));
        Pass(600);

        var times = _done.Select(done => done.At).ToList();
        var gaps = times.Zip(times.Skip(1), (one, other) => other - one).ToList();
        Assert.InRange(gaps[0], 1, 3);
        Assert.InRange(gaps[1], 3, 5);
        Assert.All(gaps.Where((_, i) => times[i] < 70), gap => Assert.InRange(gap, 1, 9));
        Assert.InRange(gaps[^1], 63, 65);
        Assert.InRange(times.Count(time => time <= 90), 11, 15);
        Assert.True(gaps.Distinct().Count() > 5, "no jitter");
    }

    [Fact]
    public void All_questions_are_one_transaction_so_that_a_late_answer_counts()
    {
        Do(_client.Start(_now));
        var first = Said().Transaction;
        Pass(60);

        Hear(Offer("10.0.0.1", first));

        Assert.Equal(DhcpPhase.Requesting, _client.Phase);
        Assert.Equal(
            (first, "10.0.0.57", "10.0.0.1"),
            (Said().Transaction, Said().Requested!.ToString(), Said().Server!.ToString())
        );
        Assert.InRange(Said().Trying.TotalSeconds, 59, 61);
    }

    [Fact]
    public void The_broadcast_flag_is_set_from_the_third_question_on()
    {
        Do(_client.Start(_now));
        Pass(30);

        Assert.Equal([false, false, true, true], _done.Take(4).Select(done => ((DhcpAction.Ask)done.What).Message.ByBroadcast));
    }

    [Fact]
    public void The_first_offer_is_taken_and_others_are_not()
    {
        Do(_client.Start(_now));
        Hear(Offer("10.0.0.1"));
        Hear(Offer("10.0.0.2"));
        Hear(Ack("10.0.0.2"));
        Assert.Equal(DhcpPhase.Requesting, _client.Phase);

        Hear(Ack("10.0.0.1"));

        Assert.Equal((DhcpPhase.Bound, "10.0.0.57"), (_client.Phase, _client.Lease!.Address.ToString()));
    }

    [Fact]
    public void Answers_to_others_or_to_older_questions_are_not_ours()
    {
        Do(_client.Start(_now));
        Hear(Offer("10.0.0.1", Said().Transaction + 1));
        Hear(
            DhcpReply.Decode(
                new ReplyBytes { Transaction = Said().Transaction, Client = new MacAddress([2, 0, 0, 0, 0, 1]) }
                    .With(53, ReplyBytes.Offer)
                    .With(54, "10.0.0.1")
                    .ToArray()
            )
        );
        Hear(Ack("10.0.0.1"));

        Assert.Equal(DhcpPhase.Selecting, _client.Phase);
    }

    [Fact]
    public void An_assignment_of_another_address_than_offered_is_not_used()
    {
        Do(_client.Start(_now));
        Hear(Offer("10.0.0.1"));
        Hear(Ack("10.0.0.1", given: "10.0.0.66"));

        Assert.Equal(DhcpPhase.Requesting, _client.Phase);
    }

    [Fact]
    public void A_refusal_starts_anew_after_a_pause_and_the_refuser_is_the_last_choice()
    {
        Do(_client.Start(_now));
        Hear(Offer("10.0.0.1"));
        Hear(Nak("10.0.0.1", "not you"));
        Assert.Equal((DhcpPhase.Selecting, "10.0.0.1 refuses 10.0.0.57: not you"), (_client.Phase, _client.Trouble));
        var before = _done.Count;
        Pass(0.9);
        Assert.Equal(before, _done.Count);
        Pass(3);
        Hear(Offer("10.0.0.1"));
        Assert.Equal(DhcpPhase.Selecting, _client.Phase);

        Hear(Offer("10.0.0.2"));

        Assert.Equal("10.0.0.2", Said().Server!.ToString());
    }

    [Fact]
    public void Where_there_is_no_other_server_the_one_that_refused_is_asked_again_later_each_time()
    {
        Do(_client.Start(_now));
        for (var i = 0; i < 40; i++)
        {
            Hear(Offer("10.0.0.1"));
            Hear(Nak("10.0.0.1", ""));
            Pass(10);
        }

        Assert.InRange(_done.Count, 20, 60);
    }

    [Fact]
    public void A_server_that_offers_and_falls_silent_is_given_up()
    {
        Do(_client.Start(_now));
        Hear(Offer("10.0.0.1"));
        Pass(40);

        Assert.Equal(4, _done.Count(done => done.What is DhcpAction.Ask { Message.Type: DhcpMessageType.Request }));
        Assert.Equal(
            (DhcpPhase.Selecting, "10.0.0.1 offered 10.0.0.57 and does not answer any more"),
            (_client.Phase, _client.Trouble)
        );
    }

    [Fact]
    public void Half_way_the_server_itself_is_asked_and_the_lease_counts_from_the_question()
    {
        Bind(lease: 3600);
        Pass(1799);
        Assert.Equal(DhcpPhase.Bound, _client.Phase);
        Pass(2);
        var asked = Assert.IsType<DhcpAction.AskServer>(_done[^1].What);
        Assert.Equal(
            ("10.0.0.57", "10.0.0.1", "10.0.0.57"),
            (asked.Own.ToString(), asked.Server.ToString(), asked.Message.Own.ToString())
        );
        Assert.Null(asked.Message.Requested);
        Assert.Null(asked.Message.Server);
        var renewed = _now;
        Pass(30);

        Hear(Ack("10.0.0.1"));

        Assert.Equal(DhcpPhase.Bound, _client.Phase);
        Assert.Equal(renewed.TotalSeconds + 1800, _client.Due.TotalSeconds, 1.5);
        Assert.Equal(1, _done.Count(done => done.What is DhcpAction.Use));
    }

    [Fact]
    public void A_renewal_with_other_values_is_told()
    {
        Bind(lease: 3600);
        Pass(1801);
        Hear(Ack("10.0.0.1", router: "10.0.0.253"));

        Assert.Equal("10.0.0.253", ((DhcpAction.Use)_done[^1].What).Lease.Router!.ToString());
    }

    [Fact]
    public void A_silent_server_is_asked_at_half_the_time_left_then_anybody_then_the_address_is_given_up()
    {
        Bind(lease: 3600);
        Pass(3601);

        var own = _done.Where(done => done.What is DhcpAction.AskServer).Select(done => done.At).ToList();
        var any = _done
            .Where(done => done.What is DhcpAction.Ask { Message.Own: var ip } && !ip.Equals(IPAddress.Any))
            .Select(done => done.At)
            .ToList();
        Assert.Equal([1800, 2475, 2812.5], own.Take(3).Select(at => Math.Round(at, 1)));
        Assert.Equal([3150, 3375], any.Take(2).Select(at => Math.Round(at, 1)));
        Assert.All(own.Zip(own.Skip(1), (one, other) => other - one), gap => Assert.True(gap > 59.9));
        var leave = _done.Single(done => done.What is DhcpAction.Leave);
        Assert.Equal(3600, leave.At, 1.0);
        Assert.Equal("10.0.0.57 was not renewed in time", ((DhcpAction.Leave)leave.What).Reason);
        Assert.Equal((DhcpPhase.Selecting, true), (_client.Phase, _client.Lease is null));
    }

    [Fact]
    public void Any_server_may_prolong_a_lease_that_its_own_did_not()
    {
        Bind(lease: 3600);
        Pass(3200);
        Hear(Ack("10.0.0.2"));

        Assert.Equal((DhcpPhase.Bound, "10.0.0.2"), (_client.Phase, _client.Lease!.Server.ToString()));
    }

    [Fact]
    public void A_server_that_takes_the_address_back_is_obeyed_and_asked_anew()
    {
        Bind(lease: 3600);
        Pass(1801);
        Hear(Nak("10.0.0.2", ""));
        Assert.Equal(DhcpPhase.Renewing, _client.Phase);
        Hear(Nak("10.0.0.1", "moved"));

        Assert.Contains(_done, done => done.What is DhcpAction.Leave { Reason: "10.0.0.1 takes back 10.0.0.57: moved" });
        Assert.Equal(DhcpMessageType.Discover, Said().Type);
    }

    [Fact]
    public void A_lease_for_ever_is_left_alone()
    {
        Bind(lease: uint.MaxValue);
        var before = _done.Count;
        Pass(100_000);

        Assert.Equal((DhcpPhase.Bound, before), (_client.Phase, _done.Count));
        Do(_client.Confirm(_now));
        Pass(300);
        Assert.Equal(DhcpPhase.Rebinding, _client.Phase);
    }

    [Fact]
    public void A_lease_of_an_earlier_program_goes_on_where_it_was()
    {
        _now = TimeSpan.FromSeconds(5000);
        Do(_client.Resume(DhcpReply.Decode(ReplyBytes.Usual(ReplyBytes.Ack).ToArray()).Lease!, TimeSpan.FromSeconds(4000), _now));
        Assert.IsType<DhcpAction.Use>(Assert.Single(_done).What);

        Pass(799);
        Assert.Single(_done);
        Pass(2);

        Assert.IsType<DhcpAction.AskServer>(_done[^1].What);
    }

    private static DhcpReply Reply(byte type, string server, uint transaction, string given, string router, uint lease) =>
        DhcpReply.Decode(
            new ReplyBytes { Transaction = transaction, Given = given }
                .With(53, type)
                .With(54, server)
                .With(51, lease)
                .With(1, "255.255.255.0")
                .With(3, router)
                .ToArray()
        );

    private DhcpReply Offer(string server, uint? transaction = null, uint lease = 3600) =>
        Reply(ReplyBytes.Offer, server, transaction ?? Said().Transaction, "10.0.0.57", "10.0.0.254", lease);

    private DhcpReply Ack(string server, string given = "10.0.0.57", string router = "10.0.0.254", uint lease = 3600) =>
        Reply(ReplyBytes.Ack, server, Said().Transaction, given, router, lease);

    private DhcpReply Nak(string server, string words)
    {
        var reply = new ReplyBytes { Transaction = Said().Transaction, Given = "0.0.0.0" }
            .With(53, ReplyBytes.Nak)
            .With(54, server);
        return DhcpReply.Decode(
            (words.Length > 0 ? reply.With(56, System.Text.Encoding.ASCII.GetBytes(words)) : reply).ToArray()
        );
    }

    private void Bind(uint lease)
    {
        Do(_client.Start(_now));
        Hear(Offer("10.0.0.1", lease: lease));
        Hear(Ack("10.0.0.1", lease: lease));
        Assert.IsType<DhcpAction.Use>(_done[^1].What);
    }

    /// <summary>The last message.</summary>
    private DhcpRequest Said() =>
        _done
            .Select(done =>
                done.What switch
                {
                    DhcpAction.Ask ask => ask.Message,
                    DhcpAction.AskServer ask => ask.Message,
                    _ => null,
                }
            )
            .Last(message => message is not null)!;

    private void Hear(DhcpReply reply) => Do(_client.Receive(reply, _now));

    /// <summary>Time goes on; each deadline is kept to the tick.</summary>
    private void Pass(double seconds)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end; )
        {
            _now = _client.Due < end ? (_client.Due > _now ? _client.Due : _now + TimeSpan.FromTicks(1)) : end;
            Do(_client.Tick(_now));
        }
    }

    private void Do(IReadOnlyList<DhcpAction> actions) => _done.AddRange(actions.Select(action => (_now.TotalSeconds, action)));
}
