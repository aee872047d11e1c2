using Ka.TestKit;

namespace Ka.Bench;

/// <summary>A way to bring one file from the first host of a lab to the next N, one after the other.</summary>
internal abstract class Chain(string name)
{
    /// <summary>The program's name, as the tables show it.</summary>
    public string Name { get; } = name;

    /// <summary>One passage. What is made on the way is gone when it returns.</summary>
    /// <param name="hashes">A prefix of files: node K writes the SHA-256 of what it gets to this with K behind it. null: the
    /// nodes throw it away.</param>
    /// <exception cref="ChildFailedException">A node or the source failed or took longer than ten minutes.</exception>
    public abstract Passage Run(NetworkLab lab, int nodes, string file, string? hashes);
}
