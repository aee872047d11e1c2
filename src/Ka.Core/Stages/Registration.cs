using System;
using System.Net;
using Ka.Boot;
using Ka.Figures;
using Ka.Linux;
using Ka.Net;
using Ka.Replica;

namespace Ka.Stages;

/// <summary>Joins the golden node that installs, with an inventory of this machine, and waits there. What it would send is refused: nothing on
/// this machine can take it yet.</summary>
internal sealed class Registration(Workbench bench, Token? token)
{
    public const string Session = "kainstall1";

    private const long Window = 8L << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private string _disks = "";
    private bool _wasRegistered;

    /// <summary>Never returns.</summary>
    public void Run()
    {
        while (true)
        {
            var inventory = MachineInventory.Read(BytePath.FromText("/"));
            _disks = inventory.Disks.Count == 1 ? "1 disk" : $"{inventory.Disks.Count} disks";
            bench.Log.Begin($"rescue running, {_disks} seen, waiting for KA server");
            var plan = new ReplicaPlan(BytePath.FromText(Session), bench.Parameters.Server, token, IPAddress.Any, DataPort: null, WaitForAll: false, Window)
            {
                Inventory = inventory,
            };
            using (var run = new ReplicaRun(plan, ReplicaTarget.Refusal("this version of ka cannot install a node yet"), Show))
                run.Run();
            bench.Wait(s_pause);
        }
    }

    private void Show(ReplicaEvent happened)
    {
        switch (happened)
        {
            case ReplicaEvent.NotYet e:
                bench.Log.Debug(e.Reason);
                break;
            case ReplicaEvent.Joined e:
                bench.Log.Begin($"rescue running, {_disks} seen, registered at {e.Server.Address}");
                if (!_wasRegistered)
                    bench.Log.Say($"registered {Quantity.Seconds(Workbench.Now)} after the kernel started, {Quantity.Seconds(Environment.CpuUsage.TotalTime)} of stage 2 ka's own");
                _wasRegistered = true;
                break;
            case ReplicaEvent.Started:
                bench.Log.Warn("the golden node starts to install; this version of ka cannot");
                break;
            case ReplicaEvent.Ended e:
                bench.Log.Warn($"left the KA server: {e.Reason}");
                break;
        }
    }
}
