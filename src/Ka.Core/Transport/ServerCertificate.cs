using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ka.Transport;

/// <summary>The TLS certificate of one run, made at its start and not used after it.</summary>
/// <remarks>It is trusted because the token proof is bound to it, not because of a signature.</remarks>
internal static class ServerCertificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ka", key, HashAlgorithmName.SHA256);
        // Clocks of bare machines are often wrong by years, and these dates are not checked.
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }
}
