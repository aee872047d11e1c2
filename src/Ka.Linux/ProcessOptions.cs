using System.Collections.Generic;

namespace Ka.Linux;

/// <summary>The target of a standard stream of a child process.</summary>
public enum ChildStream
{
    /// <summary>The stream of this process.</summary>
    Inherited,

    /// <summary><c>/dev/null</c>.</summary>
    Null,

    /// <summary>A pipe to this process.</summary>
    Pipe,

    /// <summary>A pipe that never blocks the child: what does not fit (1 MiB) is lost. Only for standard error.</summary>
    LossyPipe,

    /// <summary>The child's own standard error. Only for standard output.</summary>
    SameAsErrors,
}

/// <summary>A program, its arguments and the surroundings that it is started in.</summary>
/// <param name="Program">The path of its file.</param>
/// <param name="Arguments">The arguments after its name. No shell reads them.</param>
public sealed record ProcessOptions(BytePath Program, IReadOnlyList<BytePath> Arguments)
{
    /// <summary>The name that the program is called by: its argument 0.</summary>
    public BytePath Name { get; init; } = Program;

    /// <summary>Standard input.</summary>
    public ChildStream Input { get; init; }

    /// <summary>Standard output.</summary>
    public ChildStream Output { get; init; }

    /// <summary>Standard error.</summary>
    public ChildStream Errors { get; init; }

    /// <summary>True when the program leads a process group of its own. Signals then go to the whole group, and Ctrl-C on our
    /// terminal does not reach it.</summary>
    public bool HasOwnGroup { get; init; }

    /// <summary>The terminal of a session that the program leads, for all three standard streams; empty: none.</summary>
    public BytePath Terminal { get; init; }

    /// <summary>NAME=value; null: the environment of this process.</summary>
    internal IReadOnlyList<byte[]>? Environment { get; init; }

    /// <summary><c>/bin/sh -c COMMAND</c> in a process group of its own.</summary>
    public static ProcessOptions Shell(BytePath command) =>
        new(BytePath.FromText("/bin/sh"), [BytePath.FromText("-c"), command]) { HasOwnGroup = true };

    /// <summary>An installed program, found by <see cref="ProgramPath"/>, in a process group of its own.</summary>
    /// <exception cref="LinuxException">ENOENT when it is not installed.</exception>
    public static ProcessOptions Installed(string program, params IReadOnlyList<BytePath> arguments) =>
        new(ProgramPath.Require(program), arguments) { HasOwnGroup = true };
}
