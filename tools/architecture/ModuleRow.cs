using System.Collections.Generic;

namespace Ka.Tools.Architecture;

/// <summary>A row of the table of modules.</summary>
/// <param name="Name">The namespace: <c>Ka.Disks.Plan</c>.</param>
/// <param name="Layer">The row's layer.</param>
/// <param name="Purpose">What the module is, as Markdown.</param>
/// <param name="Uses">Namespaces of the modules that it may use.</param>
internal sealed record ModuleRow(string Name, Layer Layer, string Purpose, IReadOnlyList<string> Uses)
{
    /// <summary>Every module of the lower layers is among <see cref="Uses"/>.</summary>
    public bool UsesLowerLayers { get; init; }
}

/// <summary>A layer of modules, and the folder of its project.</summary>
internal sealed record Layer(string Name, string Project);
