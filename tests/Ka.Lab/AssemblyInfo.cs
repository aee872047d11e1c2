using Xunit;

// Every test here shapes links, fills disks and watches clocks: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
