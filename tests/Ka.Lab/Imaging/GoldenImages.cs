using System;
using System.IO;
using Ka.TestKit;

namespace Ka.Lab.Imaging;

/// <summary>Images of the golden root, made once for all tests that look at them, by the published program.</summary>
public sealed class GoldenImages : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Lazy<TempDir> _home;

    public GoldenImages() => _home = new Lazy<TempDir>(Make);

    /// <summary>What the program printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Has vmlinuz, all.rdz, rescue.sqfs and token.</summary>
    public string Directory => _home.Value.Text;

    public string File(string name) => Path.Combine(Directory, name);

    /// <summary>Makes images, to the end.</summary>
    internal static Child Make(int status, string directory, params string[] words)
    {
        var child = Child.Start(new Launch(Programs.Ka, ["image", "-o", directory, "--root", GoldenRoot.Directory, .. words]));
        return child.Wait(s_patience).Status == status
            ? child
            : throw new ChildFailedException($"exit status {child.Exit!.Status}: {child.Account()}");
    }

    public void Dispose()
    {
        if (_home.IsValueCreated)
            _home.Value.Dispose();
    }

    private TempDir Make()
    {
        var home = new TempDir();
        using var child = Make(0, home.Text, "--token-file", home.TextIn("token"));
        Output = child.Output + child.Errors;
        return home;
    }
}
