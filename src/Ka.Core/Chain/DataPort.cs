using System.Net;
using Ka.Linux;

namespace Ka.Chain;

/// <summary>Where a machine serves its child.</summary>
public static class DataPort
{
    /// <summary>TCP; a run's nodes say which port they really have, so it need not be this one.</summary>
    public const ushort Default = 30764;

    /// <param name="wanted">null: <see cref="Default"/>, or any free port when that is taken (two runs on one machine).</param>
    /// <exception cref="LinuxException">The port that was asked for cannot be had.</exception>
    public static Fd Open(IPAddress bind, ushort? wanted, out ushort port)
    {
        if (wanted is not null || !Sockets.TryListen(new IPEndPoint(bind, Default), Backlog, out var listener).IsSuccess)
            listener = Sockets.Listen(new IPEndPoint(bind, wanted ?? 0), Backlog);
        port = (ushort)Sockets.LocalEndPoint(listener).Port;
        return listener;
    }

    // One child, one that replaces it, and some strangers.
    private const int Backlog = 64;
}
