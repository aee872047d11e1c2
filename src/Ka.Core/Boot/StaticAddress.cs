using System.Collections.Generic;
using System.Net;

namespace Ka.Boot;

/// <summary>An address given on the kernel command line.</summary>
/// <param name="Prefix">Bits of the network, 0 to 32.</param>
/// <param name="Gateway">null: none.</param>
public sealed record StaticAddress(IPAddress Address, int Prefix, IPAddress? Gateway, IReadOnlyList<IPAddress> Dns);
