using System;

namespace Relay;

internal interface IRelay : IDisposable
{
    /// <summary>Forwards until the input ends. Returns the number of bytes.</summary>
    long Run();
}
