using System.Collections.Generic;
using Ka.Disks.Model;

namespace Ka.Prepare.Addresses;

/// <summary>The grammar of one kind of file that sets up interfaces. Pure.</summary>
internal interface IAddressFormat
{
    /// <summary>Its files (<c>*</c> is any part of a name).</summary>
    IReadOnlyList<string> Places { get; }

    /// <summary>Further files that a file names, as <see cref="Places"/> has them; at least all that its program would
    /// read.</summary>
    IEnumerable<string> Sources(AddressFile file) => [];

    /// <summary>The interfaces that a file sets up with IPv4 by DHCP, or with static addresses.</summary>
    IEnumerable<InterfaceSetup> Read(AddressFile file);

    /// <summary>The file's text with another address for an interface that it sets up without an obstacle.</summary>
    string Write(AddressFile file, AddressChange change);
}
