using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ka.Transport;

/// <summary>The certificate of one run: made at its start, known to nobody before, worth nothing after. What makes it the right
/// one is the token proof that is bound to it, not a signature.</summary>
internal static class ServerCertificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ka", key, HashAlgorithmName.SHA256);
        // Clocks of bare machines are often wrong by years, and nobody checks these dates.
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }
}
