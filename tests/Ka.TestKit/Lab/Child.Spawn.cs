using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Ka.TestKit;

public sealed partial class Child
{
    private int Spawn(MemoryFile? input)
    {
        var attributes = Marshal.AllocHGlobal(SpawnCalls.LargestStruct);
        var actions = Marshal.AllocHGlobal(SpawnCalls.LargestStruct);
        try
        {
            Check("posix_spawnattr_init", SpawnCalls.posix_spawnattr_init(attributes));
            Check("posix_spawn_file_actions_init", SpawnCalls.posix_spawn_file_actions_init(actions));
            SetSignalsAndGroup(attributes);
            SetStandardFiles(actions, input);
            string[] words = _launch.Words();
            Check(
                words[0],
                SpawnCalls.posix_spawnp(out var id, words[0], actions, attributes, [.. words, null], [.. Variables(), null])
            );
            return id;
        }
        finally
        {
            _ = SpawnCalls.posix_spawn_file_actions_destroy(actions);
            _ = SpawnCalls.posix_spawnattr_destroy(attributes);
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
        }
    }

    /// <summary>The runtime ignores SIGPIPE and a child would inherit that.</summary>
    private static void SetSignalsAndGroup(IntPtr attributes)
    {
        var all = new byte[SpawnCalls.SignalSetSize];
        Array.Fill(all, (byte)0xff, 0, 8);
        Check("setsigdefault", SpawnCalls.posix_spawnattr_setsigdefault(attributes, all));
        Check("setsigmask", SpawnCalls.posix_spawnattr_setsigmask(attributes, new byte[SpawnCalls.SignalSetSize]));
        Check("setpgroup", SpawnCalls.posix_spawnattr_setpgroup(attributes, 0));
        Check(
            "setflags",
            SpawnCalls.posix_spawnattr_setflags(
                attributes,
                SpawnCalls.POSIX_SPAWN_SETPGROUP | SpawnCalls.POSIX_SPAWN_SETSIGDEF | SpawnCalls.POSIX_SPAWN_SETSIGMASK
            )
        );
    }

    private void SetStandardFiles(IntPtr actions, MemoryFile? input)
    {
        // Through its name: the child's position is its own and starts at 0.
        var source = input?.Path ?? _launch.InputFile ?? "/dev/null";
        Check("open", SpawnCalls.posix_spawn_file_actions_addopen(actions, 0, source, SpawnCalls.O_RDONLY, 0));
        Write(1, _output, _launch.OutputFile);
        Write(2, _errors, _launch.ErrorFile);

        void Write(int fd, MemoryFile? memory, string? path)
        {
            if (memory != null)
                Check("dup2", SpawnCalls.posix_spawn_file_actions_adddup2(actions, memory.Number, fd));
            else if (path != null)
                Check(
                    "open",
                    SpawnCalls.posix_spawn_file_actions_addopen(
                        actions,
                        fd,
                        path,
                        SpawnCalls.O_WRONLY | SpawnCalls.O_CREAT | SpawnCalls.O_TRUNC,
                        0x1b6
                    )
                );
        }
    }

    private IEnumerable<string> Variables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Where(entry => !_launch.Environment.ContainsKey((string)entry.Key))
            .Select(entry => $"{entry.Key}={entry.Value}")
            .Concat(_launch.Environment.Select(entry => $"{entry.Key}={entry.Value}"));

    private static void Check(string call, int errno)
    {
        if (errno != 0)
            throw new ChildFailedException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}");
    }
}
