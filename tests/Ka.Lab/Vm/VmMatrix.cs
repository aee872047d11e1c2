namespace Ka.Lab;

/// <summary>Marks what takes many machines or long: <c>./build.sh vm</c> runs these tests, <c>./build.sh test</c> leaves them
/// out.</summary>
internal static class VmMatrix
{
    public const string Layer = "Layer";

    public const string Name = "vm";
}
