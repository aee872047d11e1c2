using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Lab;

/// <summary>The order in which lanes and classes start: the longest first, so that none is left over at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    internal const string TypeName = "Ka.Lab.LongestFirst";

    internal const string AssemblyName = "Ka.Lab";

    /// <summary>Classes that take more than half a minute, the longest first.</summary>
    private static readonly Type[] s_long =
    [
        typeof(Imaging.ImageTests),
        typeof(Disks.LayoutTests),
        typeof(Runs.PageTests),
        typeof(Runs.RunTests),
        typeof(Network.NetworkConfiguratorTests),
        typeof(Logs.StrangerTests),
        typeof(Archive.OtherProgramsTests),
        typeof(Network.RoughServerTests),
        typeof(Serve.ServeTests),
        typeof(Serve.ServeGuardTests),
        typeof(Serve.ServeHarmTests),
        typeof(Runs.StatusTableTests),
        typeof(Clone.RoundsTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Place).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int Place(ITestCollection collection)
    {
        if (collection.DisplayName == Lane.Machines)
            return -1;
        var place = Array.FindIndex(
            s_long,
            type => collection.DisplayName.EndsWith(" " + type.FullName, StringComparison.Ordinal)
        );
        return place < 0 ? s_long.Length : place;
    }
}
