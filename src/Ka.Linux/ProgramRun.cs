using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Ka.Linux;

/// <summary>A program run to its end with a list of arguments: no shell reads them, so a name can be anything.</summary>
/// <param name="Status">Its exit status; a signal that killed it is negative.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
/// <remarks>posix_spawn(3), as <see cref="ChildProcess"/>. The program speaks the C locale.</remarks>
public sealed unsafe record ProgramRun(int Status, byte[] Output, string Errors)
{
    /// <summary>What a program may print: more is cut off.</summary>
    private const int MaxOutput = 64 << 20;

    /// <summary>A pipe takes that much before anybody reads it.</summary>
    private const int MaxInput = 1 << 20;

    private const string StandardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Where a program is: in PATH, or where programs for root usually are; null when it is nowhere.</summary>
    public static BytePath? Find(string program)
    {
        var path = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } set ? $"{set}:{StandardPath}" : StandardPath;
        foreach (var directory in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = BytePath.FromText(directory).Join(BytePath.FromText(program));
            var found = Files.TryOpenRead(candidate, out var file);
            file.Dispose();
            if (found.IsSuccess || found.Is(Errno.EACCES))
                return candidate;
        }
        return null;
    }

    /// <summary>Runs it and waits. <paramref name="input"/> of at most 1 MiB is its standard input.</summary>
    /// <exception cref="LinuxException">It could not be started: ENOENT when it is not installed.</exception>
    public static ProgramRun Run(string program, IReadOnlyList<string> arguments, string input = "")
    {
        var path = Find(program) ?? throw new LinuxException("run", $"'{program}'", Errno.ENOENT);
        var words = new List<byte[]> { path.Bytes.ToArray() };
        foreach (var argument in arguments)
            words.Add(BytePath.FromText(argument).Bytes.ToArray());

        var (readInput, writeInput) = MakePipe();
        var (readOutput, writeOutput) = MakePipe();
        var (readErrors, writeErrors) = MakePipe();
        using (readInput)
        using (readOutput)
        using (readErrors)
        {
            int pid;
            using (writeInput)
            using (writeOutput)
            using (writeErrors)
            {
                // Written before anybody can refuse to read it: it fits into the pipe.
                WriteInput(writeInput, input);
                pid = Spawn(words, readInput, writeOutput, writeErrors);
            }
            readInput.Dispose();
            var (output, errors) = ReadBoth(readOutput, readErrors);
            return new ProgramRun(Wait(pid), output, Encoding.UTF8.GetString(errors));
        }
    }

    /// <summary>Standard output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    private static void WriteInput(Fd pipe, string input)
    {
        var bytes = SurrogateEscape.Encode(input);
        if (bytes.Length > MaxInput)
            throw new LinuxException("write to", "pipe", Errno.EFBIG);
        pipe.WriteAll(bytes).OrThrow("write to", "pipe");
    }

    private static (Fd Read, Fd Write) MakePipe()
    {
        var ends = stackalloc int[2];
        SysResult.From(Libc.pipe2(ends, Libc.O_CLOEXEC)).OrThrow("pipe", "");
        _ = Libc.fcntl(ends[1], Libc.F_SETPIPE_SZ, MaxInput);
        return (new Fd(ends[0]), new Fd(ends[1]));
    }

    private static (byte[] Output, byte[] Errors) ReadBoth(Fd output, Fd errors)
    {
        Fd[] pipes = [output, errors];
        MemoryStream[] contents = [new(), new()];
        var buffer = new byte[64 << 10];
        var poll = new PollSet(2);
        poll.Watch(0, output, PollEvents.In);
        poll.Watch(1, errors, PollEvents.In);
        for (var open = 2; open > 0;)
        {
            poll.Wait(null).OrThrow("poll", "");
            for (var i = 0; i < 2; i++)
            {
                if (poll.Ready(i) == PollEvents.None)
                    continue;
                var count = (int)pipes[i].Read(buffer).OrThrow("read from", "pipe");
                if (contents[i].Length < MaxOutput)
                    contents[i].Write(buffer, 0, count);
                if (count != 0)
                    continue;
                poll.Watch(i, null, PollEvents.None);
                open--;
            }
        }
        return (contents[0].ToArray(), contents[1].ToArray());
    }

    private static int Wait(int pid)
    {
        int status;
        SysResult result;
        do
            result = SysResult.From(Sys.waitpid(pid, &status, 0));
        while (result.Is(Errno.EINTR));
        result.OrThrow("waitpid", $"{pid}");
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : -signal;
    }

    private static int Spawn(List<byte[]> words, Fd input, Fd output, Fd errors)
    {
        var actions = stackalloc byte[Sys.OpaqueLength];
        var attributes = stackalloc byte[Sys.OpaqueLength];
        var signals = stackalloc byte[Sys.OpaqueLength];
        Check(words, Sys.posix_spawn_file_actions_init(actions));
        Check(words, Sys.posix_spawnattr_init(attributes));
        try
        {
            using var useInput = input.Use();
            using var useOutput = output.Use();
            using var useErrors = errors.Use();
            Check(words, Sys.posix_spawn_file_actions_adddup2(actions, useInput.Number, 0));
            Check(words, Sys.posix_spawn_file_actions_adddup2(actions, useOutput.Number, 1));
            Check(words, Sys.posix_spawn_file_actions_adddup2(actions, useErrors.Number, 2));
            Check(words, Sys.posix_spawnattr_setflags(attributes, Sys.POSIX_SPAWN_SETSIGDEF | Sys.POSIX_SPAWN_SETSIGMASK));
            _ = Libc.sigfillset((sigset_t*)signals);
            Check(words, Sys.posix_spawnattr_setsigdefault(attributes, signals));
            _ = Libc.sigemptyset((sigset_t*)signals);
            Check(words, Sys.posix_spawnattr_setsigmask(attributes, signals));

            int pid;
            using var vector = new WordList(words);
            using var environment = new WordList(PlainEnvironment());
            Check(words, Sys.posix_spawn(&pid, vector.First, actions, attributes, vector.Vector, environment.Vector));
            return pid;
        }
        finally
        {
            _ = Sys.posix_spawnattr_destroy(attributes);
            _ = Sys.posix_spawn_file_actions_destroy(actions);
        }
    }

    /// <summary>Programs whose output is read speak one language; LVM does not complain about descriptors of others.</summary>
    private static List<byte[]> PlainEnvironment()
    {
        var words = new List<byte[]>();
        foreach (var word in ChildProcess.Environment())
            if (!word.AsSpan().StartsWith("LC_ALL="u8) && !word.AsSpan().StartsWith("PATH="u8))
                words.Add(word);
        var path = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } set ? $"{set}:{StandardPath}" : StandardPath;
        words.Add(SurrogateEscape.Encode("PATH=" + path));
        words.Add("LC_ALL=C"u8.ToArray());
        words.Add("LVM_SUPPRESS_FD_WARNINGS=1"u8.ToArray());
        return words;
    }

    // posix_spawn and its kin return the error instead of setting errno.
    private static void Check(List<byte[]> words, int error)
    {
        if (error != 0)
            throw new LinuxException("run", $"'{BytePath.Escape(words[0])}'", (Errno)error);
    }
}
