using System;
using System.Buffers.Binary;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ka.Lab.Pxe;

/// <summary>A file as firmware reads it (RFC 1350): 512 bytes at a time.</summary>
internal static class TftpFile
{
    private const int Block = 512;

    /// <exception cref="IOException">The server says no, or nothing.</exception>
    public static byte[] Read(IPAddress server, string path)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 8000 };
        socket.SendTo([0, 1, .. Encoding.ASCII.GetBytes(path), 0, .. "octet"u8, 0], new IPEndPoint(server, 69));
        var content = new MemoryStream();
        var buffer = new byte[Block + 4];
        for (ushort expected = 1; ; expected++)
        {
            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            var length = socket.ReceiveFrom(buffer, ref sender);
            if (buffer[1] == 5)
                throw new IOException(Encoding.ASCII.GetString(buffer, 4, length - 5));
            if (BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(2)) != expected)
                throw new IOException("blocks are out of order");
            content.Write(buffer, 4, length - 4);
            socket.SendTo([0, 4, buffer[2], buffer[3]], sender);
            if (length < buffer.Length)
                return content.ToArray();
        }
    }
}
