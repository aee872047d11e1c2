using System;
using System.CommandLine;
using Ka.Linux;
using Ka.Store;

namespace Ka.Commands;

/// <summary>The store, and images as they are named on the command line.</summary>
internal static class StoreOption
{
    public static Option<string> Create(bool isRecursive = false) =>
        new("--store")
        {
            Description = "The directory of images.",
            HelpName = "DIR",
            DefaultValueFactory = _ => ImageStore.Default,
            Recursive = isRecursive,
        };

    public static ImageStore Of(ParseResult parsed, Option<string> option) =>
        new(BytePath.FromText(PathOption.Absolute(parsed.GetRequiredValue(option)).TrimEnd('/')));

    /// <exception cref="UsageException">It is no name.</exception>
    public static ImageName Name(string word)
    {
        try
        {
            return ImageName.Parse(word);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>A name to which a version does not belong.</summary>
    /// <exception cref="UsageException">The word is no name of an image, or has a version.</exception>
    public static string PlainName(string word) =>
        Name(word) is { Version: null } name
            ? name.Name
            : throw new UsageException($"'{BytePath.FromText(word)}': a name without a version is needed here");
}
