using System;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Distribution;

/// <summary>A test that asks systemd.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute() => Skip = Programs.Exists("systemd-analyze") ? null : "needs systemd-analyze";
}
