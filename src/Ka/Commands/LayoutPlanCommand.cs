using System.CommandLine;

namespace Ka.Commands;

/// <summary><c>ka layout plan</c>: what would be done to this machine's disks.</summary>
internal static class LayoutPlanCommand
{
    public static Command Create()
    {
        var options = new PlanOptions();
        var command = new Command(
            "plan",
            """
            Print what would be done to this machine's disks to give them the golden node's layout. Nothing is touched.

            Examples:
              ka layout plan golden.json
              ka layout plan golden.json --desc sda desc --map sdb=serial:S3Z9NB0K

            Exit status: 0 it can be done, 1 failed, 2 usage, 4 it cannot be done; every reason is listed.
            """
        );
        options.AddTo(command);
        command.SetAction(parsed =>
            NothingTouchedScope.Guard(() =>
            {
                var plan = options.Plan(parsed, LayoutApplyCommand.DefaultDirectory);
                return PlanTable.Print(plan);
            })
        );
        return command;
    }
}
