using System.Collections.Generic;
using System.Net;

namespace Ka.Logs;

/// <summary>A number of places for authenticated peers, with a limit for each address. Thread-safe.</summary>
/// <param name="total">Places in all.</param>
/// <param name="perAddress">Places of one address.</param>
internal sealed class ConnectionQuota(int total, int perAddress)
{
    private readonly List<IPAddress> _taken = [];

    /// <returns>false: no place is left for this address.</returns>
    public bool TryTake(IPAddress address)
    {
        lock (_taken)
        {
            if (_taken.Count >= total || _taken.FindAll(address.Equals).Count >= perAddress)
                return false;
            _taken.Add(address);
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release(IPAddress address)
    {
        lock (_taken)
            _taken.Remove(address);
    }
}
