using System;

namespace Ka.Linux;

/// <summary>poll(2)'s events. Error and hang-up are always reported, asked for or not.</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    In = Sys.POLLIN,
    Out = Sys.POLLOUT,
    Error = Sys.POLLERR,
    HangUp = Sys.POLLHUP,
}
