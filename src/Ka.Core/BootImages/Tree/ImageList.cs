using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Ka.BootImages.Tree;

/// <summary>A list in <c>initrd/</c> of the repository, embedded in the program: a keyword and words on each line,
/// <c>#</c> begins a comment.</summary>
internal sealed class ImageList
{
    /// <summary>A line without its comment.</summary>
    internal sealed record Line(string Keyword, string[] Words);

    private ImageList(IReadOnlyList<Line> lines) => Lines = lines;

    public IReadOnlyList<Line> Lines { get; }

    /// <summary>The list of that name.</summary>
    public static ImageList Load(string name, params string[] keywords)
    {
        using var stream =
            typeof(ImageList).Assembly.GetManifestResourceStream("initrd/" + name)
            ?? throw new InvalidOperationException($"initrd/{name} is not part of the program");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(name, reader.ReadToEnd(), keywords);
    }

    /// <exception cref="FormatException">Names the line.</exception>
    public static ImageList Parse(string name, string text, params string[] keywords)
    {
        var lines = new List<Line>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (words.Length == 1 || Array.IndexOf(keywords, words[0]) < 0)
                throw new FormatException($"{name}:{number}: '{words[0]}' is no keyword with something behind it");
            lines.Add(new Line(words[0], words[1..]));
        }
        return new ImageList(lines);
    }
}
