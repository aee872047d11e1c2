using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Sender;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>The hooks that travel with the plan.</summary>
public sealed class HookLoaderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ka-golden-hooks-").FullName;

    private readonly List<string> _notes = [];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void They_are_read_in_their_order_and_others_are_left_out()
    {
        Write("pre-copy.d/20-b", "b");
        Write("pre-wipe.d/90-z", "z");
        Write("pre-wipe.d/10-a", "a");
        Write("pre-wipe.d/README", "no hook");
        Write("post-copy.d/10-later", "comes with the tree");
        var hooks = HookLoader.Read(_root, _notes.Add);
        Assert.Equal(
            ["pre-wipe 10-a a", "pre-wipe 90-z z", "pre-copy 20-b b"],
            hooks.Select(hook => $"{hook.Subject} {hook.Name} {Encoding.ASCII.GetString(hook.Content.Span)}")
        );
        Assert.Contains("README", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_without_hooks_has_none() => Assert.Empty(HookLoader.Read(_root, _notes.Add));

    [Fact]
    public void One_that_cannot_be_executed_is_named()
    {
        Write("pre-wipe.d/10-a", "a", 0x100);
        Assert.Contains(
            "pre-wipe.d/10-a cannot be executed",
            Assert.Throws<LayoutException>(() => HookLoader.Read(_root, _notes.Add)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void All_of_them_have_at_most_a_mebibyte()
    {
        Write("pre-wipe.d/10-a", new string('a', 600_000));
        Write("pre-copy.d/20-b", new string('b', 600_000));
        Assert.Contains(
            "pre-copy.d/20-b",
            Assert.Throws<LayoutException>(() => HookLoader.Read(_root, _notes.Add)).Message,
            StringComparison.Ordinal
        );
    }

    private void Write(string name, string text, uint mode = FilePermissions.PrivateExecutable)
    {
        var path = Path.Combine(_root, "etc/ka/hooks.d", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        using var file = Files.OpenRead(BytePath.FromText(path));
        Files.ChangePermissions(file, mode).OrThrow("chmod", path);
    }
}
