using System.Collections.Generic;
using System.Net;

namespace Ka.Watch;

/// <summary>A number of places, of which one machine may take only some: who comes often leaves room for others. Thread-safe.</summary>
/// <param name="all">How many there are.</param>
/// <param name="each">How many of them one address may have.</param>
internal sealed class Places(int all, int each)
{
    private readonly List<IPAddress> _taken = [];

    /// <returns>false: there is none for this address.</returns>
    public bool TryTake(IPAddress address)
    {
        lock (_taken)
        {
            if (_taken.Count >= all || _taken.FindAll(address.Equals).Count >= each)
                return false;
            _taken.Add(address);
            return true;
        }
    }

    /// <summary>Gives back one that was taken.</summary>
    public void Leave(IPAddress address)
    {
        lock (_taken)
            _taken.Remove(address);
    }
}
