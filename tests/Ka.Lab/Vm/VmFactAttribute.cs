using System;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab;

/// <summary>A test that starts virtual machines. Where there can be none it is skipped with the reason; with <c>CI=true</c> it runs and
/// fails with it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VmFactAttribute : FactAttribute
{
    public VmFactAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfLab() ?? TestKit.Vm.WhyNot());
}
