using System;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>A <see cref="LabFactAttribute"/> with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfLab());
}
