using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Plan;
using Ka.Tests.Architecture;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>What <c>ka lint</c> says of each family and variant on a machine that has its disks, as text in <c>Reports</c>.
/// <c>KA_WRITE_PLANS=1</c> writes the files, as for the plans.</summary>
public sealed class FamilyReportTests
{
    private const string Folder = "tests/Ka.Tests/Prepare/Families/Reports";

    public static TheoryData<string> Names => Fixtures.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_whole_report_is_the_expected_one(string name)
    {
        using var room = Fixtures.Make(name);
        var text = Text(
            GoldenTreeReport.Read(BytePath.FromText(room.Root), Fixtures.OwnPlan(room, name), Fixtures.Golden(name).StartedBy)
        );
        var path = Path.Combine(Repository.Root, Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("KA_WRITE_PLANS") == "1")
            File.WriteAllText(path, text);

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Text(GoldenTreeReport report) =>
        string.Concat(
            report
                .Facts.Select(fact => $"{fact.Name}: {fact.Value}\n")
                .Concat(
                    report.Identity.Select(found =>
                        $"{"ABC"[(int)found.Row.Class]} {found.Row.Name}: {string.Join(", ", found.Paths)}\n"
                    )
                )
                .Concat(report.Notes.Select(note => $"note: {note}\n"))
                .Concat(report.Refusals.Select(refusal => $"refused: {refusal}\n"))
        );
}
