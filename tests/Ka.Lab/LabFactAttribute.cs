using System;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab;

/// <summary>A test that needs a lab. Where there can be none it is skipped with the reason; with <c>CI=true</c> it runs and
/// fails with it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfLab());
}
