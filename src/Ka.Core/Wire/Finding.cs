using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Wire;

/// <summary>A reason against a plan, or a note about it: facts, which <c>VerdictText</c> puts into words.</summary>
/// <param name="Kind">The kind of the finding.</param>
/// <param name="Subject">The subject: a program, a mount point, a device, a name. May be empty.</param>
/// <param name="Detail">More about it; with <see cref="FindingKind.Unreadable"/> a whole sentence.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Detail)
{
    /// <summary>The place where the operator requested it: <c>desc:3</c>, <c>--map sda=sdb</c>; empty: none.</summary>
    public string Place { get; init; } = "";

    /// <summary>Figures, in the order that the kind has: bytes, numbers of partitions. At most
    /// <see cref="WireLimits.FindingNumbers"/>, not negative.</summary>
    public IReadOnlyList<long> Numbers { get; init; } = [];

    /// <summary>A finding about one subject, with figures.</summary>
    public static Finding Of(FindingKind kind, string subject, params long[] numbers) =>
        new(kind, subject, "") { Numbers = numbers };

    /// <summary>A finding that is a sentence.</summary>
    public static Finding Said(FindingKind kind, string sentence) => new(kind, "", sentence);

    /// <summary>Equality by contents, those of the list included.</summary>
    public bool Equals(Finding? other) =>
        other is not null
        && (Kind, Subject, Detail, Place) == (other.Kind, other.Subject, other.Detail, other.Place)
        && Numbers.SequenceEqual(other.Numbers);

    public override int GetHashCode() => HashCode.Combine(Kind, Subject, Detail, Place, Numbers.Count);

    /// <summary>Its parts as plain words, for messages of programs; people are shown the text of a reporter.</summary>
    public override string ToString() =>
        Detail.Length > 0 && Subject.Length == 0
            ? Detail
            : string.Join(
                ' ',
                new[] { Place, Kind.Word(), Subject, Detail, string.Join(' ', Numbers) }.Where(part => part.Length > 0)
            );

    internal void Write(ref WireWriter writer)
    {
        writer.U8((byte)Kind);
        writer.Text(Subject, WireLimits.Subject);
        writer.Text(Detail, WireLimits.Detail);
        writer.Text(Place, WireLimits.Label);
        writer.Count(Numbers.Count, WireLimits.FindingNumbers);
        foreach (var number in Numbers)
            writer.U63(number);
    }

    internal static Finding Read(ref WireReader reader)
    {
        var finding = new Finding(
            (FindingKind)reader.Choice("kind", (byte)FindingKind.ProgramMissing, (byte)FindingKind.VariableMissing),
            reader.Text("subject", WireLimits.Subject),
            reader.Text("detail", WireLimits.Detail)
        )
        {
            Place = reader.Text("place", WireLimits.Label),
        };
        var numbers = new long[reader.Count("numbers", WireLimits.FindingNumbers)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = reader.U63("number");
        return finding with { Numbers = numbers };
    }
}
