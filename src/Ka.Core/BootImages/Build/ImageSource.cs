using Ka.BootImages.Modules;
using Ka.BootImages.Tree;
using Ka.RootTrees;

namespace Ka.BootImages.Build;

/// <summary>A golden tree, its kernel, and the program: what both images are made of.</summary>
/// <param name="Modules">Those of <paramref name="Kernel"/>.</param>
/// <param name="Program">The contents of ka's own file.</param>
internal sealed record ImageSource(RootTree Root, GoldenKernel Kernel, ModuleTable Modules, byte[] Program);
