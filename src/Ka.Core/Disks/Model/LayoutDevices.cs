using System;
using System.Collections.Generic;

namespace Ka.Disks.Model;

/// <summary>The devices of a layout while it is checked from the disks up: each is made once and used once.</summary>
internal sealed class LayoutDevices
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <exception cref="LayoutException">It is no name, or is there already.</exception>
    public void Add(string device, string field)
    {
        LayoutCheck.Demand(Spelling.IsName(device), field, $"{LayoutCheck.Quote(device)} is no name of a device");
        Make(device, field);
    }

    /// <summary>Both names are good ones.</summary>
    /// <exception cref="LayoutException">It is there already.</exception>
    public void AddVolume(string group, string name, string field) => Make($"{group}/{name}", field);

    /// <exception cref="LayoutException">No device has that name, or it is used already.</exception>
    public void Use(string device, string field)
    {
        LayoutCheck.Demand(_made.Contains(device), field, $"there is no {LayoutCheck.Quote(device)}");
        LayoutCheck.Demand(_used.Add(device), field, $"{LayoutCheck.Quote(device)} is used twice");
    }

    private void Make(string device, string field) =>
        LayoutCheck.Demand(_made.Add(device), field, $"{LayoutCheck.Quote(device)} is there twice");
}
