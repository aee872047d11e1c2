using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Ka.Commands;
using Ka.Nodes;
using Ka.Sender;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Commands;

/// <summary>Every option and argument that names nodes takes the same spellings.</summary>
public sealed class NodeArgumentsTests
{
    // The command line of each; X stands for the nodes.
    private static readonly Dictionary<string, string> s_places = new()
    {
        ["serve --only"] = "serve --only X",
        ["status NODE"] = "status X exec true",
        ["runs show NODE"] = "runs show last X",
        ["clone --only"] = "clone --interface eth0 --only X",
        ["pxe arm NODE"] = "pxe arm --root /srv/tftp X",
        ["pxe disarm NODE"] = "pxe disarm --root /srv/tftp X",
    };

    [Fact]
    public void All_places_that_take_nodes_are_known() =>
        Assert.Equal(s_places.Keys.Order(), Places(CommandTable.Create(), "").Order());

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.1-20")]
    [InlineData("10.0.[0-3].[1-254]")]
    [InlineData("10.0.0.7,10.0.0.9,node7")]
    [InlineData("fd00::7")]
    [InlineData("52:54:00:12:34:56")]
    [InlineData("52-54-00-12-34-56")]
    [InlineData("node[01-60]")]
    [InlineData("node[01-60,70].example.org,52:54:00:12:34:56,10.0.0.1-20")]
    public void A_spelling_is_taken_everywhere(string nodes)
    {
        foreach (var place in s_places)
        {
            var parsed = Parse(place.Value, nodes);
            Assert.True(parsed.Errors.Count == 0, $"{place.Key}: {string.Join("; ", parsed.Errors)}");
            Assert.Equal(NodeSet.Parse(nodes).Names, NodesOf(parsed));
        }
    }

    [Theory]
    [InlineData("node_7", "'node_7' is not a node")]
    [InlineData("10.0.0.300", "'10.0.0.300' is not a node")]
    [InlineData("node[7-3]", "'7-3' runs backwards")]
    [InlineData("node[1-", "has a bracket that is not closed")]
    [InlineData("node7,,node8", "'' is not a node")]
    public void A_mistake_is_named_everywhere(string nodes, string message)
    {
        foreach (var place in s_places)
            Assert.Contains(message, Assert.Single(Parse(place.Value, nodes).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.7 n1", 1)]
    [InlineData("10.0.0.1-20 n[01-20]", 20)]
    [InlineData("10.0.[0-3].[1-254] n[0001-1016]", 1016)]
    [InlineData("52:54:00:12:34:56 n1", 1)]
    [InlineData("fd00::7 n1", 1)]
    public void A_file_of_host_names_takes_the_spellings_of_addresses(string line, int names) =>
        Assert.Equal(names, NamesFile.Parse(line, "names", []).Count);

    private static ParseResult Parse(string line, string nodes) =>
        CommandTable
            .Create()
            .Parse(
                StatusArguments.Mark([.. line.Split(' ').Select(word => word == "X" ? nodes : word)]),
                CommandTable.Configuration
            );

    private static IEnumerable<NodeName>? NodesOf(ParseResult parsed)
    {
        foreach (var symbol in parsed.CommandResult.Command.Options.Cast<Symbol>().Concat(parsed.CommandResult.Command.Arguments))
            if (symbol is Option<NodeSet?> option)
                return parsed.GetValue(option)?.Names;
            else if (symbol is Argument<NodeSet?> argument)
                return parsed.GetValue(argument)?.Names;
            else if (symbol is Argument<StatusRequest?> request)
                return parsed.GetValue(request)?.Nodes?.Names;
        return null;
    }

    /// <summary>Symbols whose value is a set of nodes, or whose help calls it one.</summary>
    private static IEnumerable<string> Places(Command command, string path)
    {
        foreach (var option in command.Options)
            if (option.HelpName is "NODE" or "NODES" || option.ValueType == typeof(NodeSet))
                yield return $"{path}{option.Name}";
        foreach (var argument in command.Arguments)
            if (argument.Name is "NODE" or "NODES" || argument.ValueType == typeof(NodeSet))
                yield return $"{path}{argument.Name}";
        foreach (var place in command.Subcommands.SelectMany(child => Places(child, $"{path}{child.Name} ")))
            yield return place;
    }
}
