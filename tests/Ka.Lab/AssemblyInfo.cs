using Ka.Lab;
using Xunit;

// Three tests at a time: the lanes are in Lane.cs.
[assembly: CollectionBehavior(MaxParallelThreads = Lane.Width)]
[assembly: TestCollectionOrderer(LongestFirst.TypeName, LongestFirst.AssemblyName)]
