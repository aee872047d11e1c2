using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>The exclusive right of one <c>ka</c> process to work on disks and below the directory where they are
/// mounted.</summary>
/// <remarks>Each disk and the directory have a locked file in <see cref="Place"/> that contains the process's number. The lock
/// ends with Dispose or with the process, in whatever way it ends.</remarks>
public sealed class DiskLock : IDisposable
{
    /// <summary>Time that a killed or replaced process gets to end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal const string Place = "/run/ka/lock";

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly List<Held> _held = [];
    private readonly long _deadline;

    private DiskLock(TimeSpan patience) => _deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;

    /// <param name="directory">Where they are mounted; absolute.</param>
    /// <param name="disks">The kernel's names.</param>
    /// <param name="patience">Time to wait for a holder that is about to end.</param>
    /// <exception cref="LayoutException">Another process has one of them; the message names it.</exception>
    /// <exception cref="LinuxException">Nothing can be written there.</exception>
    public static DiskLock Take(string directory, IEnumerable<string> disks, TimeSpan patience = default)
    {
        var claim = new DiskLock(patience);
        try
        {
            claim.Add(directory, $"'{BytePath.FromText(directory)}'");
            foreach (var disk in disks.Distinct().Order(StringComparer.Ordinal))
                claim.Add(disk, "/dev/" + disk);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var held in _held)
        {
            // Removed while it is locked: a process that opened it meanwhile sees that it has no name any more.
            _ = Files.Remove(held.Path);
            held.File.Dispose();
        }
        _held.Clear();
    }

    /// <summary>A name in <see cref="Place"/> for a directory or a disk.</summary>
    internal static string NameOf(string what) => what.Replace('/', '!');

    private void Add(string what, string shown)
    {
        Files.MakeDirectories(BytePath.FromText(Place));
        var nothing = new PollSet(1);
        while (HolderOf(BytePath.FromText($"{Place}/{NameOf(what)}")) is { } holder)
        {
            if (Environment.TickCount64 > _deadline)
                throw new LayoutException($"another ka{(holder.Length > 0 ? $", process {holder}," : "")} is at work on {shown}");
            nothing.Wait(s_interval);
        }
    }

    /// <returns>null: this process holds it now. Otherwise the holder's words, empty when it has not written them yet.</returns>
    private string? HolderOf(BytePath path)
    {
        Files.TryOpenOrMake(path, FilePermissions.Public, out var file).OrThrow("open", path);
        if (Files.TryLock(file) is { IsSuccess: false } refused)
            using (file)
            {
                if (!refused.Is(Errno.EAGAIN))
                    refused.OrThrow("lock", path);
                return Encoding.ASCII.GetString(Files.ReadToEnd(file, path)).Trim();
            }
        // It was given up, and its name taken away, after we had opened it.
        if (FileStatus.Get(file, path).Links == 0)
        {
            file.Dispose();
            return HolderOf(path);
        }
        _held.Add(new Held(path, file));
        var process = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        Files.SetLength(file, 0).OrThrow("truncate", path);
        Files.WriteAllAt(file, process, 0).OrThrow("write", path);
        return null;
    }

    private readonly record struct Held(BytePath Path, Fd File);
}
