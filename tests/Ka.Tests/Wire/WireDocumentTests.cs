using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

/// <summary>docs/wire-protocol.md says what the code does.</summary>
public sealed partial class WireDocumentTests
{
    private static readonly string s_document = Read();

    [Fact]
    public void Every_example_decodes_and_encodes_to_the_same_bytes()
    {
        foreach (var (name, bytes) in Examples())
            Assert.Equal($"{name} {Convert.ToHexString(bytes)}", $"{name} {Convert.ToHexString(Again(name, bytes))}");
    }

    [Fact]
    public void Every_message_and_record_has_an_example()
    {
        var wanted = Enum.GetNames<MessageType>().Concat(WireSamples.Records().Select(record => record.Name));
        Assert.Equal(wanted.Order(), Examples().Select(example => example.Name).Distinct().Order());
    }

    [Fact]
    public void Every_message_has_a_heading_with_its_number() =>
        Assert.Equal(
            Enum.GetValues<MessageType>().Select(type => $"{type} 0x{(ushort)type:x4}").Order(),
            Heading().Matches(s_document).Select(match => match.Groups[1].Value).Order()
        );

    [Fact]
    public void Every_field_of_every_message_is_in_its_table()
    {
        foreach (var message in WireSamples.Messages().Select(sample => sample.Message))
            Assert.Equal(
                Fields(message.GetType().Name),
                TableAfter($"#### {message.Type} 0x").Select(row => row.ToLowerInvariant())
            );
    }

    [Fact]
    public void The_limits_are_those_of_the_code()
    {
        var limits = typeof(WireLimits)
            .GetFields()
            .Select(field => string.Create(CultureInfo.InvariantCulture, $"| {field.Name} | {field.GetRawConstantValue()} |"));
        Assert.All(limits, limit => Assert.Contains(limit, s_document, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Examples() =>
        Example()
            .Matches(s_document)
            .Select(match => (match.Groups[1].Value, Convert.FromHexString(Regex.Replace(match.Groups[2].Value, @"\s", ""))));

    private static byte[] Again(string name, byte[] bytes)
    {
        if (!Enum.TryParse<MessageType>(name, out var type))
            return WireSamples.Records().Single(record => record.Name == name).Again(bytes);
        var message = ControlFrame.TryTake(
            bytes,
            ((ushort)type >> 8) switch
            {
                2 => PeerRole.Server,
                4 => PeerRole.Watcher,
                5 => PeerRole.Watched,
                _ => PeerRole.Node,
            },
            out var used
        );
        Assert.Equal((type, bytes.Length), (message?.Type, used));
        return ControlFrame.Encode(message!);
    }

    private static IEnumerable<string> Fields(string message)
    {
        var type = typeof(ControlMessage).Assembly.GetType($"Ka.Wire.{message}")!;
        var parameters = type.GetConstructors()
            .OrderByDescending(constructor => constructor.GetParameters().Length)
            .First()
            .GetParameters();
        var names =
            parameters.Length > 0
                ? parameters.Select(parameter => parameter.Name!)
                : type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
        return names.Select(name => Words().Replace(name, " $0").Trim().ToLowerInvariant());
    }

    private static IEnumerable<string> TableAfter(string heading)
    {
        var start = s_document.IndexOf(heading, StringComparison.Ordinal);
        var section = s_document[start..s_document.IndexOf("```hex", start, StringComparison.Ordinal)];
        return section
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .Select(line => line.Split('|')[1].Trim());
    }

    private static string Read([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/wire-protocol.md"));

    [GeneratedRegex(@"^```hex (\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^#### (\w+ 0x[0-9a-f]{4})$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Words();
}
