using System;
using System.Text;
using Ka.Linux;
using Ka.TestKit;
using Ka.Transport;
using Xunit;

namespace Ka.Tests.Transport;

public sealed class TokenTests
{
    [Fact]
    public void A_token_is_its_own_text() =>
        Assert.Equal(
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
            Token.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"u8).ToString()
        );

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+")]
    public void Anything_shorter_longer_or_of_other_letters_is_no_token(string text) =>
        Assert.Throws<FormatException>(() => Token.Parse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Two_tokens_are_never_the_same() => Assert.NotEqual(Token.Create().ToString(), Token.Create().ToString());

    [Fact]
    public void A_saved_token_loads_and_is_not_overwritten()
    {
        using var directory = new TempDir();
        var path = directory.In("token");
        var token = Token.Create();
        token.Save(path);
        Assert.Equal(token.ToString(), Token.Load(path).ToString());
        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => Token.Create().Save(path)).Errno);
        Assert.Equal(token.ToString(), Token.Load(path).ToString());
    }

    [Fact]
    public void A_token_that_others_can_read_is_refused_by_name()
    {
        using var directory = new TempDir();
        var name = directory.TextIn("token");
        Token.Create().Save(BytePath.FromText(name));
        using (var file = Files.OpenRead(BytePath.FromText(name)))
            Files.ChangePermissions(file, 0x1a0).OrThrow("fchmod", name);
        var refused = Assert.Throws<FormatException>(() => Token.Load(BytePath.FromText(name)));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }
}
