namespace Ka.Linux.Tests.Layout;

/// <summary>A statement about C that its compiler can prove: <c>sizeof(struct pollfd) == 8</c>.</summary>
internal sealed record CAssertion(string Expression)
{
    public override string ToString() => Expression;
}
