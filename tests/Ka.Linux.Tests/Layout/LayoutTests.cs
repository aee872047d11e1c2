using System.Collections.Generic;
using Xunit;

namespace Ka.Linux.Tests.Layout;

/// <summary>Our declarations of C against C's own.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Every_constant_has_its_value_in_C() => AssertHolds(Declarations.Constants());

    [Fact]
    public void Every_struct_has_the_size_and_the_offsets_it_has_in_C() => AssertHolds(Declarations.Structs());

    [Fact]
    public void Every_error_number_is_the_one_of_errno_h() => AssertHolds(Declarations.ErrorNumbers());

    [Fact]
    public void The_declarations_are_found() => Assert.Contains(Declarations.Constants(), claim => claim.Expression.Contains("O_CLOEXEC"));

    [Theory]
    [InlineData("ENOENT == 3", "is false")]
    [InlineData("sizeof(struct pollfd) == 16", "is false")]
    [InlineData("EKA == 1", "nothing that a header knows")]
    [InlineData("offsetof(struct pollfd, ka) == 0", "nothing that a header knows")]
    public void A_wrong_declaration_is_refuted(string expression, string verdict) =>
        Assert.Contains(verdict, Assert.Single(CCompiler.Refute([new CAssertion("EPERM == 1"), new CAssertion(expression)])));

    private static void AssertHolds(IReadOnlyList<CAssertion> assertions)
    {
        var wrong = CCompiler.Refute(assertions);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
