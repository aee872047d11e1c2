using System;
using System.Globalization;
using System.IO;

namespace Ka.TestKit;

/// <summary>A fresh file system on a sparse file in a lab's directory, mounted over a loop device that goes with the
/// mount.</summary>
public sealed class LabDisk : IDisposable
{
    private readonly string _image;
    private bool _mounted;

    /// <param name="lab">Whose directory holds it; the lab removes what a killed run leaves.</param>
    /// <param name="name">Of the mount point in that directory.</param>
    /// <param name="type">ext4 or xfs: what mkfs.TYPE makes and mount(8) knows.</param>
    /// <param name="inMemory">The file lies in tmpfs, so that the speed of a disk plays no part.</param>
    /// <exception cref="ChildFailedException">The file system cannot be made or mounted.</exception>
    public LabDisk(NetworkLab lab, string name, string type, long bytes, bool inMemory = false, params string[] mkfsOptions)
    {
        Mount = Path.Combine(lab.Directory, name);
        _image = inMemory ? lab.InMemory(name + ".img") : Mount + ".img";
        using (var image = File.Create(_image))
            image.SetLength(bytes);
        Child.Run("mkfs." + type, ["-q", .. mkfsOptions, _image]);
        Directory.CreateDirectory(Mount);
        MountImage();
    }

    /// <summary>Where its files are.</summary>
    public string Mount { get; }

    /// <summary>Nothing can be written any more, as on a disk with errors.</summary>
    public void MakeReadOnly() => Child.Run("mount", "-o", "remount,ro", Mount);

    /// <summary>What lies on the disk from there on can be read no more (EIO), as on a disk that dies, and nothing of it is
    /// cached.</summary>
    public void LoseFrom(long position)
    {
        Child.Run("umount", Mount);
        _mounted = false;
        MountImage();
        using var image = File.OpenWrite(_image);
        image.SetLength(position);
    }

    /// <summary>Writes everything to the image and forgets what is cached.</summary>
    public void Settle() => Child.Run("sync", "-f", Mount);

    /// <summary>Inodes in use, as df(1) counts them: files, directories, links and devices.</summary>
    public long CountFiles() => long.Parse(Child.Run("df", "--output=iused", Mount).Split('\n')[1], CultureInfo.InvariantCulture);

    private void MountImage()
    {
        Child.Run("mount", "-o", "loop", _image, Mount);
        _mounted = true;
    }

    public void Dispose()
    {
        if (_mounted)
            Child.Run(new Launch("umount", Mount) { CleansUp = true });
        _mounted = false;
        File.Delete(_image);
    }
}
