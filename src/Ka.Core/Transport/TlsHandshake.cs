using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>Banner in clear, then TLS 1.3. Proves nothing about the other side yet.</summary>
internal static class TlsHandshake
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <exception cref="HandshakeException"/>
    public static Connection AsServer(Fd socket, IPEndPoint remote, X509Certificate2 certificate, PeerRole guests) =>
        Shake(socket, remote, guests, stream =>
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            tls.AuthenticateAsServer(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                EnabledSslProtocols = SslProtocols.Tls13,
            });
            return tls;
        });

    /// <param name="host">Whose port it is.</param>
    /// <param name="certificateHash">Of the certificate that the server showed.</param>
    /// <exception cref="HandshakeException"/>
    public static Connection AsNode(Fd socket, IPEndPoint remote, PeerRole host, out Bytes32 certificateHash)
    {
        Bytes32 hash = default;
        var connection = Shake(socket, remote, host, stream =>
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            tls.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = "ka",
                EnabledSslProtocols = SslProtocols.Tls13,
                // A stranger's certificate must not have us ask for another at an address of his choice (RFC 5280, 4.2.2.1).
                CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
                // Nobody signed it and its dates say nothing: the token proof is bound to its hash instead.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    if (certificate is not null)
                        hash = Proof.HashOfCertificate(certificate.GetRawCertData());
                    return certificate is not null;
                },
            });
            return tls;
        });
        certificateHash = hash;
        return connection;
    }

    private static Connection Shake(Fd socket, IPEndPoint remote, PeerRole peer, Func<Stream, SslStream> authenticate)
    {
        Sockets.SetTimeouts(socket, s_patience, s_patience).OrThrow("setsockopt", "control connection");
        Sockets.SetNoDelay(socket).OrThrow("setsockopt", "control connection");
        try
        {
            Sockets.Send(socket, Banner.Control).OrThrow("send", "banner");
            ReadBanner(socket);
            return new Connection(socket, authenticate(new SocketStream(socket)), peer, remote);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or LinuxException or ProtocolException)
        {
            socket.Dispose();
            throw new HandshakeException($"{remote}: {e.InnerException?.Message ?? e.Message}", isFinal: e is ProtocolException);
        }
    }

    // One byte at a time: what follows the banner belongs to TLS.
    private static void ReadBanner(Fd socket)
    {
        Span<byte> received = stackalloc byte[WireLimits.Banner];
        for (var length = 0; Banner.Recognise(received[..length], Banner.Control) == 0;)
        {
            if (socket.Read(received.Slice(length, 1)).OrThrow("read", "banner") == 0)
                throw new IOException("closed before it said who it is");
            length++;
        }
    }
}
