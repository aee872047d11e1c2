using System;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>What was typed wrong is named, and nothing starts.</summary>
public sealed class UsageTests
{
    [Needs(Need.Product)]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("--session", "send -n 1 --file x")]
    [InlineData("--nodes", "send -s a --file x")]
    [InlineData("--nodes", "send -s a -n 0 --file x")]
    [InlineData("many", "send -s a -n many --file x")]
    [InlineData("--tree", "send -s a -n 1")]
    [InlineData("--tree", "send -s a -n 1 --tree x --file y")]
    [InlineData("--exclude", "send -s a -n 1 --file x -x y")]
    [InlineData("--compress", "send -s a -n 1 --file x --compress 20")]
    [InlineData("--manifest", "send -s a -n 1 --file x --manifest /no/such/directory/manifest")]
    [InlineData("--manifest", "serve -n 1 --dry-run --manifest /etc")]
    [InlineData("--ok", "serve -n 1 --dry-run --ok /no/such/directory/nodes")]
    [InlineData("--only", "serve -n 2 --dry-run --only 10.0.0.7")]
    [InlineData("--file", "recv -s a --file /no/such/directory/x")]
    [InlineData("--disk", "replicate --disk nosuchdisk")]
    [InlineData("'--nodse'", "serve --nodse 3")]
    [InlineData("--port", "send -s a -n 1 --file x -p 70000")]
    [InlineData("--bind", "send -s a -n 1 --file x --bind golden")]
    [InlineData("--wibble", "send -s a -n 1 --file x --wibble")]
    [InlineData("--nodes", "serve --dry-run")]
    [InlineData("--only", "serve -n 1 --dry-run --only node_7")]
    [InlineData("--release-delay", "serve -n 1 --dry-run -d soon")]
    [InlineData("--yes", "serve -n 1 --yes --dry-run")]
    [InlineData("--exclude", "serve -n 1 --dry-run -x tmp")]
    [InlineData("--host-name", "replicate --host-name -x-")]
    [InlineData("--mount", "replicate --mount /")]
    [InlineData("-s SESSION", "recv --file x")]
    [InlineData("-s SESSION", "recv -s a -h 10.77.0.1 --file x")]
    [InlineData("--tree", "recv -s a")]
    [InlineData("--host", "recv -h golden --file x")]
    [InlineData("--window", "recv -s a --file x --window some")]
    public void A_wrong_command_line_exits_2_and_names_the_thing(string named, string words)
    {
        // The order in which a command line is checked is its own: with --open no token file can come first.
        string[] open = words == "frobnicate" ? [] : ["--open"];
        using var child = Child.Start(new Launch(Programs.Ka, [.. words.Split(' '), .. open]));
        var exit = child.Wait(TimeSpan.FromSeconds(10));

        Assert.True(exit.Status == 2, $"exit status {exit.Status}: {child.Account()}");
        Assert.Contains(named, child.Errors, StringComparison.Ordinal);
        Assert.Empty(child.Output);
    }

    [Needs(Need.Product)]
    [InlineData("--help")]
    [InlineData("send --help")]
    [InlineData("recv --help")]
    [InlineData("token --help")]
    [InlineData("layout --help")]
    [InlineData("layout plan --help")]
    [InlineData("layout apply --help")]
    [InlineData("layout release --help")]
    [InlineData("desc --help")]
    [InlineData("serve --help")]
    [InlineData("replicate --help")]
    public void Help_is_on_standard_output_with_an_example(string words)
    {
        Assert.Contains("Example", Child.Run(Programs.Ka, words.Split(' ')), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_token_file_is_its_owners_alone_and_never_overwritten()
    {
        using var lab = new CloneLab(1);
        Assert.Equal("600", Child.Run("stat", "-c", "%a", lab.Token).Trim());
        var again = lab.Start(lab.Golden, "token", lab.Token);
        lab.Expect(1, again);
        Assert.Contains(lab.Token, again.Errors, StringComparison.Ordinal);
    }
}
