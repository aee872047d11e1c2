using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Ka.Linux.Tests.Layout;

/// <summary>Compares the declarations of C that Ka.Linux has or takes from Tmds.LibC with those of C's headers.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Every_constant_has_its_value_in_C() => AssertHolds(Declarations.Constants());

    [Fact]
    public void Every_struct_has_the_size_and_the_offsets_it_has_in_C() => AssertHolds(Declarations.Structs());

    [Fact]
    public void Every_error_number_is_the_one_of_errno_h() => AssertHolds(Declarations.ErrorNumbers());

    [Fact]
    public void Every_function_of_the_package_has_the_parameters_and_the_result_it_has_in_C() =>
        AssertHolds(Declarations.Functions());

    /// <summary>In Tmds.LibC 0.5.0 ppoll does not keep errno, so Sys declares it.</summary>
    [Fact]
    public void Every_function_of_the_package_that_can_fail_keeps_errno() =>
        Assert.Equal(
            ["getegid", "geteuid", "getppid"],
            PackageUses.Functions().Where(function => !PackageUses.KeepsErrno(function)).Select(function => function.Name).Order()
        );

    [Theory]
    [InlineData("O_CLOEXEC")]
    [InlineData("SEEK_HOLE")]
    public void The_declarations_are_found(string name) =>
        Assert.Contains(Declarations.Constants(), claim => claim.Expression.Contains(name));

    [Theory]
    [InlineData("ENOENT == 3", "is false")]
    [InlineData("sizeof(struct pollfd) == 16", "is false")]
    [InlineData("sizeof((&read)(0)) == 8", "nothing that a header knows")]
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
