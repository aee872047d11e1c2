using System;

namespace Ka.Store;

/// <summary>A store, or an image in it, is not what it should be, or is used by another process. The message names it, and
/// what to do.</summary>
public sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);
