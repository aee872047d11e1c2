using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Network.Interfaces;

/// <summary>resolv.conf(5) from what the interfaces were given, the preferred one's servers first. For programs of a rescue
/// system: we ourselves use addresses only.</summary>
public static class ResolverFile
{
    /// <summary>The C library looks at no more.</summary>
    private const int MostServers = 3;

    /// <summary>The file's text; empty when no server is known.</summary>
    public static string Text(IEnumerable<InterfaceSettings> settings)
    {
        var all = settings.ToList();
        var servers = all.SelectMany(each => each.NameServers)
            .Distinct()
            .Take(MostServers)
            .Select(server => $"nameserver {server}\n");
        var domain = all.Select(each => each.Domain).FirstOrDefault(name => name is not null);
        return string.Concat(servers) + (domain is null ? "" : $"search {domain}\n");
    }

    /// <summary>Puts it in place in one step.</summary>
    /// <exception cref="LinuxException"/>
    public static void Write(BytePath path, IEnumerable<InterfaceSettings> settings) =>
        PendingFile.Replace(path, Encoding.ASCII.GetBytes(Text(settings)), FilePermissions.Public);
}
