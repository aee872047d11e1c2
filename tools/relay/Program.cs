using System;
using System.Globalization;

namespace Relay;

/// <summary>Compares ways to forward a stream down a chain of machines, here network namespaces joined by veth.
/// <c>relay [SECONDS [ROUNDS]]</c>; the other words are for the processes it starts itself.</summary>
internal static class Program
{
    private const int Nodes = 4;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["source", var seconds]:
                Source.Run(Parse(seconds));
                return 0;
            case ["node", var technique, var parent, var hasChild]:
                Node.Run(Technique.Named(technique), parent, bool.Parse(hasChild));
                return 0;
            default:
                using (var testbed = new Testbed(Nodes + 1))
                    new Comparison(testbed, Parse(arguments, 0, 2), (int)Parse(arguments, 1, 3)).Run();
                return 0;
        }
    }

    private static double Parse(string[] arguments, int index, double otherwise) =>
        index < arguments.Length ? Parse(arguments[index]) : otherwise;

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
