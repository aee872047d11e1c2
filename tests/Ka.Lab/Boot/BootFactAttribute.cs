using System;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>A test that boots machines with the images of a golden root.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BootFactAttribute : FactAttribute
{
    public BootFactAttribute() => Skip = LabNeeds.ReasonToSkip(WhyNot());

    private static string? WhyNot() => LabNeeds.OfProduct() ?? TestKit.Vm.WhyNot()
        ?? (Programs.Exists("dnsmasq") ? null : "no dnsmasq (dnsmasq-base)") ?? (Programs.Exists("mcopy") ? null : "no mcopy (mtools)") ?? GoldenRoot.WhyNot();
}
