using System;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab;

/// <summary>A test of the program in a guest, a virtual machine with all tools. Where there can be none it is skipped with the reason;
/// with <c>CI=true</c> it runs and fails with it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GuestFactAttribute : FactAttribute
{
    public GuestFactAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfProduct() ?? Guest.WhyNot());
}
