using System;
using System.Linq;
using Ka.Boot;
using Ka.Boot.Modules;
using Ka.Formatting;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>The stage in the initramfs: from the kernel to a mounted rescue. The steps are those of <see cref="BootStage"/>, and
/// docs/boot.md describes them.</summary>
internal sealed class Stage1(BootEnvironment bench)
{
    /// <exception cref="StageException"/>
    /// <exception cref="LinuxException"/>
    public StageEnd Run()
    {
        CheckWords();
        var image = ImageFacts.Read();
        bench.Enter(BootStage.Modules, "Loading drivers");
        CheckKernel(image);
        bench.LoadDrivers();
        bench.WatchDevices();

        bench.Enter(BootStage.Network, "Waiting for the network");
        var token = StageToken.Find(bench.Parameters);
        using var watch = StageLogServer.Start(bench, token);
        using var network = new StageNetwork(bench);
        network.Wait();

        bench.Enter(BootStage.Rescue, "Asking for the rescue");
        if (token is null)
            bench.Log.Warn("OPEN: no token, any sender is accepted");
        var fetch = new RescueFetch(bench, token, image);
        if (!fetch.Run())
            return StageEnd.Restart;

        bench.Enter(BootStage.Enter, "Entering the rescue");
        RescueRoot.Mount(bench);
        StageToken.Keep(token);
        network.Keep();
        StageMarker.Leave(fetch.Server!);
        bench.Log.Say(
            $"stage 1 took {Quantity.Seconds(BootEnvironment.Now)} since the kernel started, "
                + $"{Quantity.Seconds(Environment.CpuUsage.TotalTime)} of it ka's own"
        );
        return StageEnd.EnterRescue;
    }

    /// <summary>Reports wrong words of the kernel command line; a wrong word that is needed ends the stage.</summary>
    private void CheckWords()
    {
        foreach (var problem in bench.Parameters.Problems)
            bench.Log.Warn(problem.ToString());
        if (bench.Parameters.Problems.FirstOrDefault(problem => problem.Outcome == Severity.Fatal) is { } fatal)
            throw new StageException(fatal.ToString());
    }

    private void CheckKernel(ImageFacts image)
    {
        var running = ModuleLoader.KernelVersion();
        if (image.Kernel is { } made && made != running)
            bench.Log.Warn($"this image is for kernel {made}, {running} is running: its modules will not fit");
    }
}
