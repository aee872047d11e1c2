using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>Decides which connections of unknown peers are kept, and for how long. Pure: the caller passes the time.</summary>
/// <remarks> An address that has its share gets no further place. When all places are taken, the oldest connection of the address
/// with the most places loses its place: a true peer completes its handshake in milliseconds, an idle connection stays and
/// becomes the oldest. A rejected connection keeps its place for a while, which limits the handshakes of its address; it keeps no
/// other address out. One thread at a time.
/// </remarks>
public sealed class AdmissionPolicy(AdmissionOptions options)
{
    // Oldest first.
    private readonly List<Place> _places = [];
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private TimeSpan _pausedUntil = TimeSpan.MinValue;

    /// <summary>Number of places that are taken, those of rejected connections included.</summary>
    public int Count => _places.Count;

    /// <summary>Tells whether accept(2) is to be left alone: it failed a moment ago for lack of descriptors or memory.</summary>
    public bool IsPaused(TimeSpan now) => now < _pausedUntil;

    /// <summary>Asks for a place.</summary>
    /// <param name="evicted">The place that the new connection takes over; its connection is to be closed. null: none.</param>
    /// <returns>null: the new connection is to be closed.</returns>
    public Place? TryAdmit(IPAddress address, TimeSpan now, out Place? evicted)
    {
        evicted = null;
        foreach (var free in _places.FindAll(place => place.FreeAt <= now))
            Release(free);
        if (_perAddress.GetValueOrDefault(address) >= options.PerAddress)
            return null;
        if (_places.Count >= options.Total)
        {
            evicted = OldestOfMostFrequentAddress();
            Release(evicted);
        }
        var admitted = new Place(address, now + options.HandshakeLimit);
        _places.Add(admitted);
        _perAddress[address] = _perAddress.GetValueOrDefault(address) + 1;
        return admitted;
    }

    /// <summary>Frees the place of a peer that has proven itself or has left. Harmless when the place is free.</summary>
    public void Release(Place place)
    {
        if (_places.Remove(place) && --_perAddress[place.Address] == 0)
            _perAddress.Remove(place.Address);
    }

    /// <summary>Frees the place of a rejected peer, after <see cref="AdmissionOptions.RejectionDelay"/>.</summary>
    public void Reject(Place place, TimeSpan now) => place.FreeAt = now + options.RejectionDelay;

    /// <summary>Reports that accept(2) failed.</summary>
    /// <returns>true: for lack of descriptors or memory; the port pauses.</returns>
    public bool AcceptFailed(Errno error, TimeSpan now)
    {
        var isShortage = error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS;
        if (isShortage)
            _pausedUntil = now + options.ShortagePause;
        return isShortage;
    }

    /// <summary>Gives the places whose handshake takes too long; their connections are to be closed.</summary>
    public IReadOnlyList<Place> Overdue(TimeSpan now) => _places.FindAll(place => place.FreeAt is null && place.Deadline <= now);

    /// <summary>Gives the time until a deadline or the end of a pause; null: nothing is due.</summary>
    public TimeSpan? UntilDue(TimeSpan now)
    {
        TimeSpan? due = IsPaused(now) ? _pausedUntil : null;
        // Deadlines are in the order of the places.
        if (_places.Find(place => place.FreeAt is null && place.Deadline > now) is { } next && !(due <= next.Deadline))
            due = next.Deadline;
        return due - now;
    }

    private Place OldestOfMostFrequentAddress()
    {
        var found = _places[0];
        foreach (var place in _places)
            if (_perAddress[place.Address] > _perAddress[found.Address])
                found = place;
        return found;
    }

    /// <summary>The place of one connection.</summary>
    public sealed class Place
    {
        internal Place(IPAddress address, TimeSpan deadline) => (Address, Deadline) = (address, deadline);

        /// <summary>Address of the peer.</summary>
        public IPAddress Address { get; }

        /// <summary>Time at which the handshake must be complete.</summary>
        public TimeSpan Deadline { get; }

        /// <summary>Time at which the place of a rejected connection becomes free; null: it was not rejected.</summary>
        internal TimeSpan? FreeAt { get; set; }
    }
}
