using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Transport;

/// <summary>What a stranger's certificate can have a node do.</summary>
public sealed class StrangeCertificateTests
{
    [Fact]
    public void A_certificate_that_says_where_its_issuer_is_found_sends_no_node_there()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        listener.Start();
        using var certificate = Pointing($"http://{elsewhere.LocalEndpoint}/issuer.cer");
        var server = new Thread(() => Serve(listener, certificate)) { IsBackground = true };
        server.Start();

        Assert.Throws<HandshakeException>(() =>
            new ClientHandshake(default, Token.Create()).Enter(
                (IPEndPoint)listener.LocalEndpoint,
                BytePath.FromText("node"),
                new Join(1, 7, false)
            )
        );

        Assert.True(server.Join(TimeSpan.FromSeconds(30)));
        Assert.False(elsewhere.Pending());
    }

    /// <summary>TLS, and then nothing: the token is not known here.</summary>
    private static void Serve(TcpListener listener, X509Certificate2 certificate)
    {
        using var stream = listener.AcceptTcpClient().GetStream();
        stream.Write(Banner.Control);
        stream.ReadExactly(new byte[Banner.Control.Length]);
        using var tls = new SslStream(stream);
        try
        {
            // Offline: this side fetches nothing, either.
            tls.AuthenticateAsServer(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                }
            );
        }
        catch (IOException)
        {
            // The node has left.
        }
    }

    /// <summary>Signed by somebody whom nobody knows and who is said to be found at an address (RFC 5280, 4.2.2.1).</summary>
    private static X509Certificate2 Pointing(string address)
    {
        var now = DateTimeOffset.UtcNow;
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuer = new CertificateRequest("CN=nobody", signer, HashAlgorithmName.SHA256);
        issuer.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = issuer.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ka", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [address]));
        using var leaf = request.Create(root, now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        return leaf.CopyWithPrivateKey(key);
    }
}
