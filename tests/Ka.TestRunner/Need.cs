using System;

namespace Ka.TestRunner;

/// <summary>What a test needs of the machine. A need includes those that it is made of.</summary>
[Flags]
public enum Need
{
    /// <summary>The rights of root.</summary>
    Root = 1,

    /// <summary>Namespaces, links, loop devices and the programs of the lab; root.</summary>
    Lab = 2,

    /// <summary>The published program, which <c>KA_BINARY</c> names, in a lab.</summary>
    Product = 4,

    /// <summary>The golden root (<see cref="TestKit.GoldenRoot"/>) and the programs that make images of it and serve them, in a
    /// lab.</summary>
    GoldenRoot = 8,

    /// <summary>The DHCP servers dnsmasq and dhcpd, in a lab.</summary>
    DhcpServers = 16,

    /// <summary>Virtual machines, in a lab.</summary>
    Vm = 32,

    /// <summary>The guest (<see cref="TestKit.Guest"/>), a virtual machine with the tools of every file system.</summary>
    Guest = 64,

    /// <summary>The root of a machine with the oldest Debian (<see cref="TestKit.SuiteRoot"/>), in a lab.</summary>
    OldestSuite = 128,

    /// <summary>The roots of machines with each release of Debian, in a lab.</summary>
    AllSuites = 256,
}
