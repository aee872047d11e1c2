using System.Net;
using Ka.Linux;

namespace Ka.Relay;

/// <summary>The TCP port where a machine serves its child.</summary>
public static class DataPort
{
    /// <summary>The port that is tried first. A node reports the port it really has.</summary>
    public const ushort Default = 30764;

    // A few children during a repair, and some unauthenticated peers.
    private const int Backlog = 64;

    /// <summary>Opens the listening socket.</summary>
    /// <param name="wanted">null: <see cref="Default"/>, or any free port if that is taken (two runs on one machine).</param>
    /// <exception cref="LinuxException">The wanted port is not available.</exception>
    public static Fd Open(IPAddress bind, ushort? wanted, out ushort port)
    {
        if (wanted is not null || !Sockets.TryListen(new IPEndPoint(bind, Default), Backlog, out var listener).IsSuccess)
            listener = Sockets.Listen(new IPEndPoint(bind, wanted ?? 0), Backlog);
        port = (ushort)Sockets.LocalEndPoint(listener).Port;
        return listener;
    }
}
