using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Ka.Tests")]
[assembly: InternalsVisibleTo("Ka.Lab")]
