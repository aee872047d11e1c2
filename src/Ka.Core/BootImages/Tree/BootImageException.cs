using System;

namespace Ka.BootImages.Tree;

/// <summary>The golden tree lacks something that an image needs. The message names it.</summary>
public sealed class BootImageException(string message) : Exception(message);
