using System;
using System.IO;

namespace Ka.Man;

/// <summary>Man pages and shell completion, made of what <c>--help</c> is made of: <c>ka-man OUT REPOSITORY</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: ka-man OUT REPOSITORY");
            return 2;
        }
        foreach (var (name, text) in Manual.Files(arguments[1]))
        {
            var path = Path.Combine(arguments[0], name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        return 0;
    }
}
