using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Store;

/// <summary>A directory of images: <c>NAME/VERSION/</c>, each version complete for its reader (docs/store.md).</summary>
/// <remarks>One process at a time saves or removes versions of a name; readers hold the version that they read.</remarks>
public sealed class ImageStore(BytePath directory)
{
    /// <summary>The store unless another one is given.</summary>
    public const string Default = "/var/lib/ka/store";

    internal const string Saving = ".save-";
    internal const string Removing = ".remove-";
    private const string LockFile = ".lock";

    /// <summary>The store's own directory.</summary>
    public BytePath Directory => directory;

    /// <summary>The names that have versions, or what an ended process left; empty when there is no store.</summary>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public IReadOnlyList<string> Names() =>
        [.. EntriesOf(directory).Where(name => IsName(name) && (Versions(name).Count > 0 || Leftovers(name).Count > 0)).Order()];

    /// <summary>The versions of a name, the oldest first.</summary>
    /// <exception cref="LinuxException">They cannot be read.</exception>
    public IReadOnlyList<string> Versions(string name) =>
        [.. EntriesOf(PlaceOf(name)).Where(ImageName.IsVersion).Order(StringComparer.Ordinal)];

    /// <summary>Directories that are being saved or removed; when no process is at work, what one left.</summary>
    public IReadOnlyList<string> Leftovers(string name) => [.. EntriesOf(PlaceOf(name)).Where(IsLeftover).Order()];

    /// <summary>The name with the version that is meant.</summary>
    /// <exception cref="StoreException">There is none, or several begin like that.</exception>
    public ImageName Find(ImageName wanted)
    {
        var versions = Versions(wanted.Name);
        if (versions.Count == 0)
            throw new StoreException($"there is no image '{wanted.Name}' in '{directory}'{Known()}");
        if (wanted.Version is null)
            return wanted with { Version = versions[^1] };
        var found = versions.Where(version => version.StartsWith(wanted.Version, StringComparison.Ordinal)).ToList();
        return found.Count == 1
            ? wanted with
            {
                Version = found[0],
            }
            : throw new StoreException(
                found.Count == 0
                    ? $"the image '{wanted.Name}' has no version {wanted.Version}, but {string.Join(", ", versions)}"
                    : $"more than one version of '{wanted.Name}' begins with {wanted.Version}: {string.Join(", ", found)}"
            );
    }

    /// <summary>Opens an image for reading.</summary>
    /// <exception cref="StoreException">It is not there, or is damaged.</exception>
    public StoredImage Open(ImageName wanted)
    {
        var name = Find(wanted);
        return new StoredImage(PathOf(name), name);
    }

    /// <summary>Begins a new version.</summary>
    /// <param name="now">In UTC: what the version is named after.</param>
    /// <param name="level">Zstandard's.</param>
    /// <param name="say">Hears what was found and removed, or cannot be shared.</param>
    /// <exception cref="StoreException">Another process is at work on the name.</exception>
    /// <exception cref="LinuxException">The store cannot be written.</exception>
    public ImageDraft Begin(string name, DateTime now, int level, Action<string> say)
    {
        MakePlace(name);
        var locked = Lock(name);
        StoredImage? previous = null;
        try
        {
            RemoveLeftovers(name, say);
            var versions = Versions(name);
            previous = versions.Count > 0 ? TryOpen(new ImageName(name, versions[^1]), say) : null;
            while (versions.Contains(ImageName.VersionAt(now)))
                now = now.AddSeconds(1);
            return new ImageDraft(PlaceOf(name), new ImageName(name, ImageName.VersionAt(now)), locked, previous, level);
        }
        catch
        {
            previous?.Dispose();
            locked.Dispose();
            throw;
        }
    }

    /// <summary>Removes versions of a name; what other versions share with them stays.</summary>
    /// <param name="say">Hears what was found and removed besides.</param>
    /// <exception cref="StoreException">One is being read, or another process is at work on the name.</exception>
    /// <exception cref="LinuxException">One cannot be removed.</exception>
    public void Remove(string name, IReadOnlyList<string> versions, Action<string> say)
    {
        using var locked = Lock(name);
        RemoveLeftovers(name, say);
        foreach (var version in versions)
            Remove(new ImageName(name, version));
    }

    private void Remove(ImageName version)
    {
        var path = PathOf(version);
        using (var directoryOf = Files.OpenDirectory(path))
        {
            if (!Files.TryLock(directoryOf).IsSuccess)
                throw new StoreException($"{version} is in use: a run of 'ka' reads it");
            var away = PlaceOf(version.Name).Join(BytePath.FromText(Removing + version.Version));
            Files.Rename(path, away).OrThrow("rename to", away);
        }
        RemoveLeftover(version.Name, Removing + version.Version);
    }

    /// <summary>The name is locked: no living process works on them.</summary>
    private void RemoveLeftovers(string name, Action<string> say)
    {
        foreach (var leftover in Leftovers(name))
        {
            say(
                leftover.StartsWith(Saving, StringComparison.Ordinal)
                    ? $"{name}: an unfinished version of a 'ka save' that was killed is removed ({leftover})"
                    : $"{name}: the rest of a version that was being removed is removed ({leftover})"
            );
            RemoveLeftover(name, leftover);
        }
    }

    private void RemoveLeftover(string name, string leftover)
    {
        using var place = Files.OpenDirectory(PlaceOf(name));
        var word = BytePath.FromText(leftover);
        Files.RemoveTree(place, word, PlaceOf(name).Join(word));
    }

    private StoredImage? TryOpen(ImageName name, Action<string> say)
    {
        try
        {
            var image = new StoredImage(PathOf(name), name);
            // A table that is damaged shares nothing, and stops nothing.
            new KnownFrames().AddAll(image);
            return image;
        }
        catch (StoreException e)
        {
            say($"nothing is shared with {name}: {e.Message}");
            return null;
        }
    }

    private void MakePlace(string name)
    {
        if (directory.Bytes.LastIndexOf((byte)'/') is var above and > 0)
            Files.MakeDirectories(new BytePath(directory.Bytes[..above]));
        foreach (var path in new[] { directory, PlaceOf(name) })
        {
            var made = Files.MakeDirectory(path.Bytes, FilePermissions.PrivateExecutable);
            if (!made.Is(Errno.EEXIST))
                made.OrThrow("mkdir", path);
        }
    }

    /// <summary>Held until it is closed, however the process ends.</summary>
    private Fd Lock(string name)
    {
        var path = PlaceOf(name).Join(BytePath.FromText(LockFile));
        var opened = Files.TryOpenOrMake(path, FilePermissions.Private, out var file);
        if (opened.Is(Errno.ENOENT))
            throw new StoreException($"there is no image '{name}' in '{directory}'");
        opened.OrThrow("open", path);
        if (Files.TryLock(file).IsSuccess)
            return file;
        file.Dispose();
        throw new StoreException($"another 'ka' saves or removes versions of '{name}' at this moment");
    }

    private string Known() => Names() is { Count: > 0 } names ? $"; there are: {string.Join(", ", names)}" : "";

    private BytePath PlaceOf(string name) => directory.Join(BytePath.FromText(name));

    private BytePath PathOf(ImageName version) => PlaceOf(version.Name).Join(BytePath.FromText(version.Version!));

    private static bool IsLeftover(string entry) =>
        entry.StartsWith(Saving, StringComparison.Ordinal) || entry.StartsWith(Removing, StringComparison.Ordinal);

    private static bool IsName(string entry) => entry.Length > 0 && char.IsAsciiLetterOrDigit(entry[0]);

    private static List<string> EntriesOf(BytePath path)
    {
        var names = new List<string>();
        var opened = Files.TryOpenDirectory(path, out var file);
        using var closing = file;
        if (opened.Is(Errno.ENOENT) || opened.Is(Errno.ENOTDIR))
            return names;
        opened.OrThrow("open", path);
        var entries = new DirectoryEntries(4096);
        while (entries.Fill(file).OrThrow("read", path) > 0)
        while (entries.TryNext(out var entry))
            names.Add(SurrogateEscape.Decode(entry.Name));
        return names;
    }
}
