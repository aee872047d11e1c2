using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Ka.Linux.Tests.Layout;

/// <summary>What the classes Libc, Libzstd… say about C, as assertions for its compiler. Found by reflection, so that a
/// declaration cannot be forgotten here.</summary>
internal static class Declarations
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Declared only up to a member of variable length, which is read by pointer.</summary>
    private static readonly HashSet<string> s_openEnded = ["dirent64"];

    /// <summary>Constants of our own, in our own spelling, and what each must be to C.</summary>
    private static readonly Dictionary<string, string> s_ours = new()
    {
        ["SockaddrLength"] = "{0} == sizeof(struct sockaddr_in6) && {0} >= sizeof(struct sockaddr_in)",
        ["OpaqueLength"] = "{0} >= sizeof(posix_spawnattr_t) && {0} >= sizeof(posix_spawn_file_actions_t) && {0} >= sizeof(sigset_t)",
    };

    public static IReadOnlyList<CAssertion> Constants() =>
        [.. from field in Libraries().SelectMany(library => library.GetFields(Everything))
            where field.IsLiteral
            select s_ours.TryGetValue(field.Name, out var claim)
                ? new CAssertion(string.Format(null, claim, field.GetRawConstantValue()))
                : Equality(field.Name, field.GetRawConstantValue()!)];

    public static IReadOnlyList<CAssertion> Structs() => [.. StructTypes().SelectMany(Layout)];

    public static IReadOnlyList<CAssertion> ErrorNumbers() =>
        [.. Enum.GetValues<Errno>().Where(errno => errno != Errno.OK).Select(errno => Equality(errno.ToString(), (int)errno))];

    /// <summary>Compared at the constant's own width: C has -1 where C# has 0xffffffff.</summary>
    private static CAssertion Equality(string name, object value) => value switch
    {
        long or ulong => new($"(uint64_t)({name}) == {(value is long number ? (ulong)number : (ulong)value)}u"),
        short or ushort or byte or sbyte => new($"({name}) == {value}"),
        _ => new($"(uint32_t)({name}) == {(value is int number ? (uint)number : (uint)value)}u"),
    };

    private static IEnumerable<CAssertion> Layout(Type type)
    {
        var name = NameInC(type);
        if (!s_openEnded.Contains(type.Name))
            yield return new($"sizeof({name}) == {SizeOf(type)}");
        foreach (var field in type.GetFields(Everything).Where(field => !field.IsStatic && !field.Name.StartsWith('_')))
        {
            yield return new($"offsetof({name}, {field.Name}) == {OffsetOf(type, field)}");
            yield return new($"sizeof((({name} *)0)->{field.Name}) == {SizeOf(field.FieldType)}");
        }
    }

    private static IEnumerable<Type> Libraries() =>
        typeof(Fd).Assembly.GetTypes().Where(type => !type.IsNested && type.Name.StartsWith("Lib", StringComparison.Ordinal));

    /// <summary>Compiler-made types (fixed buffers) have names that no C# source could have.</summary>
    private static IEnumerable<Type> StructTypes() =>
        Libraries().SelectMany(library => library.GetNestedTypes(Everything))
            .Where(type => type.IsValueType && !type.IsEnum && !type.Name.Contains('<', StringComparison.Ordinal));

    private static string NameInC(Type type) =>
        type.Name.EndsWith("_t", StringComparison.Ordinal) || type.Name.StartsWith("ZSTD_", StringComparison.Ordinal)
            ? type.Name
            : $"struct {type.Name}";

    private static int SizeOf(Type type) => type.IsPointer || type.IsFunctionPointer
        ? IntPtr.Size
        : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    /// <summary>The distance of a field from its struct, as the running code has it.</summary>
    private static int OffsetOf(Type type, FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(int), [], typeof(Declarations).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        var local = code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Conv_I4);
        code.Emit(OpCodes.Ret);
        return (int)method.Invoke(null, null)!;
    }
}
