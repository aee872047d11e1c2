using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Ka.Linux.Tests.Layout;

/// <summary>The declarations of Tmds.LibC that Ka.Linux uses, read from the references in its compiled assembly.</summary>
internal static class PackageUses
{
    private static readonly Assembly s_package = Assembly.Load("Tmds.LibC");
    private static readonly Type s_functions = s_package.GetType("Tmds.Linux.LibC", throwOnError: true)!;

    public static IReadOnlyList<PropertyInfo> Constants() =>
        [
            .. MembersOfLibC()
                .Where(name => name.StartsWith("get_", StringComparison.Ordinal))
                .Select(name => s_functions.GetProperty(name[4..])!),
        ];

    /// <summary>Functions in C. Methods of the package that only call another one (ioctl) are left out.</summary>
    public static IReadOnlyList<MethodInfo> Functions() =>
        [.. MembersOfLibC().SelectMany(name => s_functions.GetMethods().Where(method => method.Name == name)).Where(IsImport)];

    public static bool KeepsErrno(MethodInfo function) =>
        function.GetCustomAttribute<DllImportAttribute>() is { SetLastError: true };

    /// <summary>Structs and the types of C's integers: their names begin with a lower-case letter.</summary>
    public static IReadOnlyList<Type> Structs() =>
        Read(metadata =>
            from handle in metadata.TypeReferences
            let type = metadata.GetTypeReference(handle)
            where metadata.GetString(type.Namespace) == "Tmds.Linux"
            let name = metadata.GetString(type.Name)
            where char.IsLower(name[0]) && name != "syscall_arg"
            select s_package.GetType("Tmds.Linux." + name, throwOnError: true)!
        );

    /// <summary>The value of a constant as a number of C#, whatever struct the package wraps it in.</summary>
    public static object Value(PropertyInfo constant)
    {
        var value = constant.GetValue(null)!;
        while (!value.GetType().IsPrimitive)
            value = value.GetType().GetFields(BindingFlags.NonPublic | BindingFlags.Instance).Single().GetValue(value)!;
        return value;
    }

    private static bool IsImport(MethodInfo method) => (method.Attributes & MethodAttributes.PinvokeImpl) != 0;

    private static IEnumerable<string> MembersOfLibC() =>
        Read(metadata =>
                from handle in metadata.MemberReferences
                let member = metadata.GetMemberReference(handle)
                where member.Parent.Kind == HandleKind.TypeReference
                let parent = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
                where metadata.GetString(parent.Namespace) == "Tmds.Linux" && metadata.GetString(parent.Name) == "LibC"
                select metadata.GetString(member.Name)
            )
            .Distinct();

    private static IReadOnlyList<T> Read<T>(Func<MetadataReader, IEnumerable<T>> query)
    {
        using var image = new PEReader(System.IO.File.OpenRead(typeof(Fd).Assembly.Location));
        return [.. query(image.GetMetadataReader())];
    }
}
