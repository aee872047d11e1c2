using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>What is said of the room for attributes is what the kernel does.</summary>
public sealed class AttributeRoomTests
{
    private const int Sets = 600;

    [Needs(Need.Lab)]
    [InlineData("ext4", 4096, "-b", "4096", "-I", "256")]
    [InlineData("ext4", 1024, "-b", "1024", "-I", "256")]
    [InlineData("ext3", 4096, "-b", "4096", "-I", "256")]
    [InlineData("btrfs", 16384)]
    public void Attributes_fit_where_the_kernel_takes_them(string type, int most, params string[] options)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var disk = new LoopDisk(type, 256L << 20, options);
        var room = type == "btrfs" ? AttributeRoom.Btrfs(most) : AttributeRoom.Ext(most, 256);
        var taken = 0;
        for (var i = 0; i < Sets; i++)
        {
            var set = Set(random, most);
            var isTaken = Takes(Path.Combine(disk.Root.ToString(), "file"), set);
            Assert.True(
                isTaken == Fits(room, set),
                $"seed {seed}: taken: {isTaken}: {string.Join(", ", set.Select(one => $"{one.Name} {one.Length}"))}"
            );
            taken += isTaken ? 1 : 0;
        }
        Assert.InRange(taken, Sets / 20, Sets * 19 / 20);
    }

    private static List<(string Name, int Length)> Set(Random random, int most)
    {
        var set = new List<(string, int)>();
        var count = random.Next(1, 5);
        for (var i = 0; i < count; i++)
        {
            var near = (random.Next(2) == 0 ? most / count : 100) + random.Next(-200, 120);
            var place = random.GetItems<string>(["user.", "trusted.", "security."], 1)[0];
            set.Add((place + i + new string('x', random.Next(30)), Math.Clamp(near, 0, 65536)));
        }
        return set;
    }

    private static bool Fits(AttributeRoom room, List<(string Name, int Length)> set) =>
        set.TrueForAll(one => AttributeRoom.TryPut(ref room, Encoding.ASCII.GetBytes(one.Name), one.Length));

    private static bool Takes(string path, List<(string Name, int Length)> set)
    {
        File.WriteAllText(path, "");
        try
        {
            using var file = Files.OpenRead(BytePath.FromText(path));
            return set.TrueForAll(one => Xattrs.Set(file, Encoding.ASCII.GetBytes(one.Name), new byte[one.Length]).IsSuccess);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
