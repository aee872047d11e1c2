using System;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A test of the program in a lab. Where either is missing it is skipped with the reason; with <c>CI=true</c> it
/// runs and fails with it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KaFactAttribute : FactAttribute
{
    public KaFactAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfProduct());
}
