using System;

namespace Ka.Imaging;

/// <summary>The golden tree lacks something that an image needs. The message names it.</summary>
public sealed class ImagingException(string message) : Exception(message);
