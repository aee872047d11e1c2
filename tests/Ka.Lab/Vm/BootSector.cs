using System.IO;
using System.Text;

namespace Ka.Lab.Vm;

/// <summary>The smallest operating system: says a word on the first serial line, then gives back whatever it is sent.</summary>
internal static class BootSector
{
    private static readonly byte[] s_code =
    [
        0x31,
        0xc0, // xor ax, ax
        0x8e,
        0xd8, // mov ds, ax
        0xbe,
        0x22,
        0x7c, // mov si, the word
        0xfc, // cld
        0xac, // say: lodsb
        0x84,
        0xc0, // test al, al
        0x74,
        0x06, // jz listen
        0xba,
        0xf8,
        0x03, // mov dx, 0x3f8
        0xee, // out dx, al
        0xeb,
        0xf5, // jmp say
        0xba,
        0xfd,
        0x03, // listen: mov dx, 0x3fd
        0xec, // in al, dx
        0xa8,
        0x01, // test al, 1
        0x74,
        0xf8, // jz listen
        0xba,
        0xf8,
        0x03, // mov dx, 0x3f8
        0xec, // in al, dx
        0xee, // out dx, al
        0xeb,
        0xf1, // jmp listen
    ];

    /// <summary>Makes a disk of 1 MiB with it.</summary>
    public static string Write(string image, string word)
    {
        var disk = new byte[1 << 20];
        s_code.CopyTo(disk, 0);
        Encoding.ASCII.GetBytes(word + "\0").CopyTo(disk, s_code.Length);
        (disk[510], disk[511]) = (0x55, 0xaa);
        File.WriteAllBytes(image, disk);
        return image;
    }
}
