using System;
using System.Linq;
using System.Text;
using Ka.BootImages.Tree;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>Images as the kernel unpacks them, byte by byte.</summary>
public sealed class CpioArchiveTests
{
    [Fact]
    public void A_small_image_is_these_bytes()
    {
        var image = new ImageTree();
        image.AddFile("/etc/a", FilePermissions.Private, "hello"u8.ToArray());
        image.AddLink("/etc/b", "a");
        image.AddDevice("/null", 0x1b6, new DeviceNumber(1, 3));

        // magic inode mode uid gid links mtime size device node device name check
        var expected =
            "070701"
            + "00000001"
            + "000041ED"
            + "00000000"
            + "00000000"
            + "00000002"
            + "00000000"
            + "00000000"
            + "0000000000000000"
            + "0000000000000000"
            + "00000004"
            + "00000000"
            + "etc\0\0\0"
            + "070701"
            + "00000002"
            + "00008180"
            + "00000000"
            + "00000000"
            + "00000001"
            + "00000000"
            + "00000005"
            + "0000000000000000"
            + "0000000000000000"
            + "00000006"
            + "00000000"
            + "etc/a\0hello\0\0\0"
            + "070701"
            + "00000003"
            + "0000A1FF"
            + "00000000"
            + "00000000"
            + "00000001"
            + "00000000"
            + "00000001"
            + "0000000000000000"
            + "0000000000000000"
            + "00000006"
            + "00000000"
            + "etc/b\0a\0\0\0"
            + "070701"
            + "00000004"
            + "000021B6"
            + "00000000"
            + "00000000"
            + "00000001"
            + "00000000"
            + "00000000"
            + "0000000000000000"
            + "0000000100000003"
            + "00000005"
            + "00000000"
            + "null\0\0"
            + "070701"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000000"
            + "00000001"
            + "00000000"
            + "00000000"
            + "0000000000000000"
            + "0000000000000000"
            + "0000000B"
            + "00000000"
            + "TRAILER!!!\0";
        var archive = CpioArchive.Write(image);

        Assert.Equal(expected, Encoding.ASCII.GetString(archive.AsSpan(0, expected.Length)));
        Assert.Equal(0, archive.Length % 512);
        Assert.All(archive.Skip(expected.Length), filler => Assert.Equal(0, filler));
    }

    [Fact]
    public void The_order_in_which_things_are_added_does_not_show()
    {
        string[] paths = ["/z", "/a/b/c", "/a/b", "/a.b", "/a-b", "/a/\uDCFF"];

        Assert.Equal(CpioArchive.Write(Image(paths)), CpioArchive.Write(Image([.. paths.Reverse()])));
    }

    [Fact]
    public void A_name_keeps_its_bytes()
    {
        var archive = CpioArchive.Write(Image(["/" + SurrogateEscape.Decode([0xff, (byte)'x'])]));

        Assert.Equal([0xff, (byte)'x', 0], archive[110..113]);
    }

    private static ImageTree Image(string[] paths)
    {
        var image = new ImageTree();
        foreach (var path in paths)
            if (path == "/a/b")
                image.AddDirectory(path);
            else
                image.AddText(path, path == "/z" ? "z" : "");
        return image;
    }
}
