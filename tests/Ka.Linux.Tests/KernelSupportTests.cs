using Xunit;

namespace Ka.Linux.Tests;

public sealed class KernelSupportTests
{
    [Fact]
    public void This_kernel_has_every_call() => Assert.Null(KernelSupport.FirstMissing());

    [Theory]
    [InlineData("4.19.0-27-amd64", true)]
    [InlineData("5.4.0-42-generic", true)]
    [InlineData("5.8.0", false)]
    [InlineData("5.10.0-33-amd64", false)]
    [InlineData("6.18-rc1", false)]
    [InlineData("mine", true)]
    public void Old_kernels_are_told_by_their_version(string version, bool isOld) =>
        Assert.Equal(isOld, KernelSupport.IsOld(version));
}
