using System;
using System.IO;

namespace Ka.Tools.Architecture;

/// <summary>The picture of the modules, drawn from the table that the architecture test enforces:
/// <c>ka-architecture REPOSITORY</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("usage: ka-architecture REPOSITORY");
            return 2;
        }
        var table = new ModuleTable(File.ReadAllText(Path.Combine(arguments[0], ModuleTable.Document)));
        File.WriteAllText(Path.Combine(arguments[0], Picture.Document), new Picture(table).ToSvg());
        return 0;
    }
}
