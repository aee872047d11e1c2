using System;

namespace Ka.Prepare.Families;

/// <summary>A shim and the GRUB that it starts over the network: of one distribution, because a shim trusts its own
/// alone.</summary>
/// <param name="Shim">Path; <c>{0}</c> is the distribution's directory on the EFI system partition.</param>
/// <param name="GrubName">The name by which this shim asks for it.</param>
/// <param name="Packages">What has them.</param>
internal sealed record NetworkLoaders(string Shim, string Grub, string GrubName, string Packages)
{
    /// <summary>This GRUB looks for grub.cfg beside itself; otherwise in <c>/grub</c>.</summary>
    public bool LooksBesideItself { get; init; }

    public NetworkLoaders Of(string vendor) =>
        this with
        {
            Shim = Shim.Replace("{0}", vendor, StringComparison.Ordinal),
            Grub = Grub.Replace("{0}", vendor, StringComparison.Ordinal),
        };
}
