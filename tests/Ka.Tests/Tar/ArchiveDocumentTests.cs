using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Ka.Linux;
using Ka.Tar;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Tar;

/// <summary>docs/archive-format.md says what the code does.</summary>
public sealed partial class ArchiveDocumentTests
{
    private static readonly string s_document = File.ReadAllText(Path.Combine(Programs.Repository, "docs", "archive-format.md"));

    [Fact]
    public void The_example_decodes_to_what_the_text_says()
    {
        var input = new ArchiveInput(new PieceSource(Example()));
        var reader = new EntryReader(input);
        var entry = new ArchiveEntry();

        Assert.True(reader.TryRead(entry));
        Assert.Equal(@"./h\xff", BytePath.Escape(entry.Path.Bytes));
        Assert.Equal((TarType.Regular, 2), (entry.Type, entry.Size));
        var attributes = entry.Attributes;
        Assert.Equal((0x9EDU, 0U, 4000000U), (attributes.Permissions, attributes.Owner, attributes.Group));
        Assert.Equal(new UnixTime(-1, 999_999_999), attributes.Modified);
        var attribute = Assert.Single(attributes.Extended!);
        Assert.Equal("user.x"u8.ToArray(), attribute.Name);
        Assert.Equal([0x00, 0x0a], attribute.Value);
        var content = new byte[2];
        input.ReadExactly(content);
        Assert.Equal("hi"u8.ToArray(), content);
        input.Skip(TarLayout.Padding(2));
        Assert.False(reader.TryRead(entry));
    }

    [Fact]
    public void The_limits_are_those_of_the_code()
    {
        var limits = typeof(ArchiveLimits)
            .GetFields()
            .Select(field => string.Create(CultureInfo.InvariantCulture, $"| {field.Name} | {field.GetRawConstantValue()} |"))
            .ToList();
        Assert.NotEmpty(limits);
        Assert.All(limits, limit => Assert.Contains(limit, s_document, StringComparison.Ordinal));
    }

    private static byte[] Example()
    {
        var words = ExampleBlock().Match(s_document).Groups[1].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. words.SelectMany(word =>
                word.Split('*') is [var count, "00"]
                    ? new byte[int.Parse(count, CultureInfo.InvariantCulture)]
                    : Convert.FromHexString(word)
            ),
        ];
    }

    [GeneratedRegex("```tar\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();
}
