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
    // For each read; the listener limits the whole handshake.
    private static readonly TimeSpan s_silenceLimit = TimeSpan.FromSeconds(10);

    /// <param name="certificate">Shared by all handshakes of a port.</param>
    /// <param name="client">Role of the peer.</param>
    /// <exception cref="HandshakeException">The socket is closed.</exception>
    public static Connection AsServer(Fd socket, IPEndPoint remote, SslStreamCertificateContext certificate, PeerRole client) =>
        Shake(
            socket,
            remote,
            client,
            tls =>
                tls.AuthenticateAsServer(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = certificate,
                        EnabledSslProtocols = SslProtocols.Tls13,
                    }
                )
        );

    /// <param name="server">Role of the peer.</param>
    /// <param name="certificateHash">Hash of the certificate that the server showed.</param>
    /// <exception cref="HandshakeException">The socket is closed.</exception>
    public static Connection AsClient(Fd socket, IPEndPoint remote, PeerRole server, out Bytes32 certificateHash)
    {
        Bytes32 hash = default;
        var connection = Shake(
            socket,
            remote,
            server,
            tls =>
                tls.AuthenticateAsClient(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = "ka",
                        EnabledSslProtocols = SslProtocols.Tls13,
                        // The certificate must be seen in every handshake: the token proof is bound to it.
                        AllowTlsResume = false,
                        // An unknown server's certificate must not cause requests to an address of its choice (RFC 5280,
                        // 4.2.2.1).
                        CertificateChainPolicy = new X509ChainPolicy
                        {
                            DisableCertificateDownloads = true,
                            RevocationMode = X509RevocationMode.NoCheck,
                        },
                        // The certificate is self-signed and its dates mean nothing: the token proof is bound to its hash
                        // instead.
                        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                        {
                            if (certificate is not null)
                                hash = Proof.HashOfCertificate(certificate.GetRawCertData());
                            return certificate is not null;
                        },
                    }
                )
        );
        certificateHash = hash;
        return connection;
    }

    private static Connection Shake(Fd socket, IPEndPoint remote, PeerRole peer, Action<SslStream> authenticate)
    {
        SslStream? tls = null;
        try
        {
            Sockets.SetTimeouts(socket, s_silenceLimit, s_silenceLimit).OrThrow("setsockopt", "control connection");
            Sockets.SetNoDelay(socket).OrThrow("setsockopt", "control connection");
            Sockets.Send(socket, Banner.Control).OrThrow("send", "banner");
            ReadBanner(socket);
            var outgoing = new OutgoingBytes(socket);
            tls = new SslStream(new SocketStream(socket, outgoing), leaveInnerStreamOpen: false);
            authenticate(tls);
            return new Connection(socket, tls, outgoing, peer, remote);
        }
        catch (Exception e)
        {
            // OpenSSL's memory is invisible to the garbage collector, which would leave it for hours.
            tls?.Dispose();
            socket.Dispose();
            if (e is IOException or AuthenticationException or LinuxException or ProtocolException)
                throw new HandshakeException(
                    $"{remote}: {e.InnerException?.Message ?? e.Message}",
                    isFinal: e is ProtocolException
                );
            throw;
        }
    }

    // One byte at a time: what follows the banner belongs to TLS.
    private static void ReadBanner(Fd socket)
    {
        Span<byte> received = stackalloc byte[WireLimits.Banner];
        for (var length = 0; Banner.Recognise(received[..length], Banner.Control) == 0; )
        {
            if (socket.Read(received.Slice(length, 1)).OrThrow("read", "banner") == 0)
                throw new IOException("closed before its banner");
            length++;
        }
    }
}
