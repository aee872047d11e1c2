using System;
using Xunit;

namespace Ka.Lab.Clone;

/// <inheritdoc cref="KaFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KaTheoryAttribute : TheoryAttribute
{
    public KaTheoryAttribute() => Skip = LabNeeds.ReasonToSkip(LabNeeds.OfProduct());
}
