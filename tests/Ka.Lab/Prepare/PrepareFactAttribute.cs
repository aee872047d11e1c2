using System;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>A test that prepares a copy of the golden root and starts it in a virtual machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrepareFactAttribute : FactAttribute
{
    public PrepareFactAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfProduct() ?? TestKit.Vm.WhyNot() ?? CopiedTree.WhyNot());
}
