using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Ka.Linux.Tests.Layout;

/// <summary>The declarations of C in Ka.Linux (<c>Sys</c>, <c>Libzstd</c>) as assertions for C's compiler.</summary>
/// <remarks>Reflection finds them, so that no declaration is forgotten. <see cref="PackageUses"/> finds those of
/// Tmds.LibC.</remarks>
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
        ["OpaqueLength"] =
            "{0} >= sizeof(posix_spawnattr_t) && {0} >= sizeof(posix_spawn_file_actions_t) && {0} >= sizeof(sigset_t)",
    };

    public static IReadOnlyList<CAssertion> Constants() =>
        [.. PackageUses.Constants().Select(constant => Equality(constant.Name, PackageUses.Value(constant))), .. OwnConstants()];

    public static IReadOnlyList<CAssertion> Structs() => [.. StructTypes().Concat(PackageUses.Structs()).SelectMany(Layout)];

    /// <summary>The number of parameters of each function of the package that Ka.Linux calls, and the size of its
    /// result.</summary>
    public static IReadOnlyList<CAssertion> Functions() =>
        [
            .. from function in PackageUses.Functions()
            where function.ReturnType != typeof(void)
            let zeros = string.Join(
                ", ",
                function.GetParameters().Select(parameter => parameter.ParameterType.IsPointer ? "(void *)0" : "0")
            )
            select new CAssertion($"sizeof((&{function.Name})({zeros})) == {SizeOf(function.ReturnType)}"),
        ];

    private static IEnumerable<CAssertion> OwnConstants() =>
        [
            .. from field in Libraries().SelectMany(library => library.GetFields(Everything))
            where field.IsLiteral
            select s_ours.TryGetValue(field.Name, out var claim)
                ? new CAssertion(string.Format(null, claim, field.GetRawConstantValue()))
                : Equality(field.Name, field.GetRawConstantValue()!),
        ];

    public static IReadOnlyList<CAssertion> ErrorNumbers() =>
        [.. Enum.GetValues<Errno>().Where(errno => errno != Errno.OK).Select(errno => Equality(errno.ToString(), (int)errno))];

    /// <summary>Compared at the constant's own width: C has -1 where C# has 0xffffffff.</summary>
    private static CAssertion Equality(string name, object value) =>
        value switch
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
        foreach (
            var (member, field) in type.GetFields(Everything)
                .Where(field => !field.IsStatic)
                .Select(field => (MemberInC(field), field))
        )
            if (!member.StartsWith('_'))
            {
                yield return new($"offsetof({name}, {member}) == {OffsetOf(type, field)}");
                yield return new($"sizeof((({name} *)0)->{member}) == {SizeOf(field.FieldType)}");
            }
    }

    /// <summary>The name in C of a field: the package has properties in front of fields (<c>&lt;fd&gt;k__BackingField</c>,
    /// <c>_cmsg_len</c>).</summary>
    private static string MemberInC(FieldInfo field)
    {
        var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
        return name.StartsWith('_') && field.DeclaringType!.GetProperty(name[1..]) is not null ? name[1..] : name;
    }

    private static IEnumerable<Type> Libraries() =>
        typeof(Fd).Assembly.GetTypes().Where(type => type is { IsNested: false, Name: "Sys" or "Libzstd" });

    /// <summary>Compiler-made types (fixed buffers) have names that no C# source could have.</summary>
    private static IEnumerable<Type> StructTypes() =>
        Libraries()
            .SelectMany(library => library.GetNestedTypes(Everything))
            .Where(type => type.IsValueType && !type.IsEnum && !type.Name.Contains('<', StringComparison.Ordinal));

    private static string NameInC(Type type) =>
        type.Name switch
        {
            "long_t" => "long",
            "ulong_t" => "unsigned long",
            var name when name.EndsWith("_t", StringComparison.Ordinal) || name.StartsWith("ZSTD_", StringComparison.Ordinal) =>
                name,
            var name => $"struct {name}",
        };

    private static int SizeOf(Type type) =>
        type.IsPointer || type.IsFunctionPointer
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
